package train

import "time"

// state is how far the training of a machine has come; a checkpoint holds it beside the variables.
type state struct {
	Step   int64   // steps done
	Epochs []Means // whole epochs done
	// The epoch under way: sums over its rows.
	Sums   Means
	Images int
	// What the steps were counted in; another value would give them another meaning.
	Seed  uint64
	Batch int
	Rows  int
}

// add counts one step more, with what it reported.
func (p *state) add(parts []string, result []float32, o *order) {
	if p.Sums == nil {
		p.Sums = Means{}
	}
	rows := o.size(p.Step)
	for i, name := range parts {
		p.Sums[name] += float64(rows) * float64(result[i])
	}
	p.Images += rows
	p.Step++
	if p.Step%o.stepsPerEpoch() != 0 {
		return
	}
	for name := range p.Sums {
		p.Sums[name] /= float64(p.Images)
	}
	p.Epochs, p.Sums, p.Images = append(p.Epochs, p.Sums), nil, 0
}

// replay tells OnBlock of the epochs that an earlier run did, so that a figure of the training is whole.
func (r *run) replay() {
	if r.c.OnBlock == nil || r.resumed == 0 {
		return
	}
	for i, means := range r.state().Epochs {
		r.c.OnBlock(Progress{
			Step: (i + 1) * int(r.order.stepsPerEpoch()), Steps: int(r.steps()), Epoch: float64(i + 1),
			Means: means, Resumed: int(r.resumed),
		})
	}
}

// report is what OnBlock is told after a block with these results.
func (r *run) report(results [][]float32) Progress {
	means := Means{}
	for _, result := range results {
		for i, name := range r.Parts {
			means[name] += float64(result[i]) / float64(len(results))
		}
	}
	step := r.state().Step
	elapsed := time.Since(r.looped)
	each := elapsed / time.Duration(step-r.first)
	return Progress{
		Step: int(step), Steps: int(r.steps()), Epoch: float64(step) / float64(r.order.stepsPerEpoch()), Means: means,
		Elapsed: time.Since(r.began), Left: each * time.Duration(r.steps()-step), Rate: float64(time.Second) / float64(each),
		Resumed: int(r.resumed),
	}
}

// history is what Run returns.
func (r *run) history() History {
	return History{
		Epochs: append([]Means(nil), r.state().Epochs...), Steps: int(r.state().Step), Resumed: int(r.resumed),
		Elapsed: time.Since(r.began), Refused: r.refused,
	}
}
