package viz

import (
	"fmt"
	"html"
	"strings"
	"sync"
	"time"

	"github.com/janpfeifer/gonb/gonbui"

	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// LiveConfig describes a figure that grows while a program runs.
type LiveConfig struct {
	Title, X, Y, Alt string   // X is "step" and Alt made from the title where empty
	Series           []string // one curve for each value given to Update
	Start            int      // the step at which this run begins, where it goes on from an earlier one
	Digits           int      // decimals of the values under the curves; 2 where zero
	Width, Height    int      // pixels; 640×360 where zero
}

// Live shows curves, a progress bar, the rate and the time left while training
// runs, in one place of the notebook that is replaced as it goes. Update only
// notes the values; a second goroutine draws, five times a second at most, and
// rests forty times as long as it has drawn: so the figure takes less than 3 %
// of one core from the training. Outside a notebook it prints a line.
type Live struct {
	cfg    LiveConfig
	begin  time.Time
	stop   chan struct{}
	ended  chan struct{}
	once   sync.Once
	id     string
	shown  bool
	screen terminal

	mu     sync.Mutex
	total  int
	steps  []float64
	values [][]float64 // for each series
	recent []moment    // for the rate
	grid   *ImageGrid
	fresh  bool // something new since the last drawing
}

type moment struct {
	at   time.Time
	step int
}

const (
	livePeriod  = 200 * time.Millisecond
	liveRest    = 40               // rest so many times as long as a drawing took
	rateWindow  = 10 * time.Second // the rate is that of the last seconds
	termPeriod  = 10 * time.Second // between lines where there is no terminal
	liveDefault = 360
)

// NewLive begins a live figure. End it with Done, best by defer.
func NewLive(cfg LiveConfig) *Live {
	if cfg.X == "" {
		cfg.X = "step"
	}
	if cfg.Height == 0 {
		cfg.Height = liveDefault
	}
	if cfg.Digits == 0 {
		cfg.Digits = 2
	}
	l := &Live{cfg: cfg, begin: time.Now(), stop: make(chan struct{}), ended: make(chan struct{}),
		values: make([][]float64, len(cfg.Series))}
	l.recent = []moment{{l.begin, cfg.Start}}
	if inNotebook() {
		l.id = "viz_live_" + gonbui.UniqueId()
	}
	go l.loop()
	return l
}

// Update notes that so many steps of total are done, and the values of all
// series then. A total of 0 is an unknown one: no bar, no time left. Missing
// values leave gaps; values beyond the series are ignored. It costs less than a
// microsecond.
func (l *Live) Update(step, total int, values ...float64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.total = total
	l.steps = append(l.steps, float64(step))
	for i := range l.values {
		v := nan
		if i < len(values) {
			v = values[i]
		}
		l.values[i] = append(l.values[i], v)
	}
	now := time.Now()
	if last := l.recent[len(l.recent)-1]; now.Sub(last.at) > rateWindow/50 {
		l.recent = append(l.recent, moment{now, step})
		for len(l.recent) > 2 && now.Sub(l.recent[0].at) > rateWindow {
			l.recent = l.recent[1:]
		}
	}
	l.fresh = true
}

// Images shows a grid of images under the curves from now on; give it again to
// change them, as with samples that take shape.
func (l *Live) Images(g ImageGrid) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.grid, l.fresh = &g, true
}

// Done draws the last state, which stays in the saved notebook. It may be called
// more than once.
func (l *Live) Done() {
	l.once.Do(func() {
		close(l.stop)
		<-l.ended
		l.draw(true)
	})
}

// loop draws until Done.
func (l *Live) loop() {
	defer close(l.ended)
	period := livePeriod
	if Batch() {
		period = time.Second
	}
	rest := period
	for {
		select {
		case <-l.stop:
			return
		case <-time.After(rest):
		}
		rest = max(period, liveRest*l.draw(false))
	}
}

// state is a copy of what is to be drawn.
type state struct {
	steps  []float64
	values [][]float64
	grid   *ImageGrid
	step   int
	total  int
	rate   float64 // steps a second
}

// take copies the state, unless nothing is new.
func (l *Live) take(final bool) (state, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.fresh && !final {
		return state{}, false
	}
	l.fresh = false
	s := state{steps: l.steps, grid: l.grid, step: l.cfg.Start, total: l.total, values: append([][]float64(nil), l.values...)}
	if n := len(s.steps); n > 0 {
		s.step = int(s.steps[n-1])
		first := l.recent[0]
		if d := time.Since(first.at).Seconds(); d > 0 {
			s.rate = float64(s.step-first.step) / d
		}
	}
	return s, true
}

// draw shows the current state and gives the time that drawing took, without
// the wait for the page.
func (l *Live) draw(final bool) time.Duration {
	s, ok := l.take(final)
	if !ok {
		return 0
	}
	if l.id == "" {
		l.print(s, final)
		return 0
	}
	began := time.Now()
	markup := l.html(s, final)
	took := time.Since(began)
	updateHTML(l.id, markup, !l.shown)
	l.shown = true
	return took
}

// html is the figure's present state.
func (l *Live) html(s state, final bool) string {
	var b strings.Builder
	b.WriteString(`<div class="viz-live">`)
	show := func(f Figure) {
		if pic, err := f.Picture(); err == nil {
			b.WriteString(pic.html())
		} else {
			b.WriteString(problem(err))
		}
	}
	if len(l.cfg.Series) > 0 {
		show(l.curves(s))
	}
	if s.grid != nil {
		show(*s.grid)
	}
	b.WriteString(`<div role="status">`)
	if !final && s.total > 0 {
		fmt.Fprintf(&b, `<progress max="%d" value="%d"></progress> `, s.total, s.step)
	}
	b.WriteString(html.EscapeString(strings.Join(l.facts(s), " · ")))
	if t := l.times(s, final); t != "" && !(final && Batch()) {
		fmt.Fprintf(&b, `<span class="volatile"> · %s</span>`, html.EscapeString(t))
	}
	b.WriteString("</div></div>")
	return b.String()
}

// curves is the figure of all series so far.
func (l *Live) curves(s state) Lines {
	alt := l.cfg.Alt
	if alt == "" {
		alt = lang.T("Curves drawn while the program runs: %s", lang.T(l.cfg.Title))
	}
	f := Lines{Title: l.cfg.Title, X: l.cfg.X, Y: l.cfg.Y, Alt: alt, Width: l.cfg.Width, Height: l.cfg.Height}
	for i, name := range l.cfg.Series {
		f.Lines = append(f.Lines, Line{Label: name, X: s.steps, Y: s.values[i]})
	}
	if s.total > 0 {
		f.XRange = Range{0, float64(s.total)}
	}
	return f
}

// facts are the step and the newest values.
func (l *Live) facts(s state) []string {
	out := []string{lang.T("%d steps", s.step)}
	if s.total > 0 {
		out[0] = lang.T("%d of %d steps", s.step, s.total)
	}
	for i, name := range l.cfg.Series {
		if n := len(s.values[i]); n > 0 {
			out = append(out, lang.T(name)+" "+decimal(s.values[i][n-1], l.cfg.Digits))
		}
	}
	return out
}

// times are the rate and the time left, or at the end the time taken.
func (l *Live) times(s state, final bool) string {
	if final {
		return lang.T("took %s", clock(time.Since(l.begin)))
	}
	if s.rate <= 0 {
		return ""
	}
	out := lang.T("%.3g steps/s", s.rate)
	if left := s.total - s.step; left > 0 {
		out += " · " + lang.T("%s left", clock(time.Duration(float64(left)/s.rate*float64(time.Second))))
	}
	return out
}
