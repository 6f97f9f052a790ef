package viz

import (
	"context"
	"encoding/json"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"time"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/comms"

	"github.com/vaebook/vaebook/pkg/viz/lang"
)

const (
	exploreReady = 5 * time.Second  // how long a page may take to answer
	exploreIdle  = 45 * time.Second // how long the cell waits for the next move
)

// Explore shows the figure f(v) with a slider for each knob, and calls f in the
// running cell whenever one moves; v holds the knobs' values. The cell ends with
// the Stop button, an interrupt, or 45 seconds without a move, and its last
// picture stays. Without a reader at the screen it shows the picture at the
// knobs' starts and returns. Because it holds up the cells after it for that
// time, prefer Slider where one knob is enough.
func Explore(f func(v []float64) Figure, knobs ...Knob) {
	v := make([]float64, len(knobs))
	spec := controlSpec{Knobs: []knobSpec{}, Stop: lang.T("Stop")}
	for i, k := range knobs {
		v[i] = k.value(k.position())
		spec.Knobs = append(spec.Knobs, k.spec())
	}
	if !inNotebook() || Batch() {
		still(f(v), sliderNote)
		return
	}
	pic, err := f(v).Picture()
	if err != nil {
		sendHTML(problem(err))
		return
	}
	display := "viz_explore_" + gonbui.UniqueId()
	spec.Root, spec.Address = display+"_root", "/viz/"+gonbui.UniqueId()
	updateHTML(display, `<div id="`+spec.Root+`">`+pic.html()+`</div>`, true)
	last := listen(spec, f, knobs, pic)
	updateHTML(display, last.html(), false)
	Text("The sliders have stopped; run the cell again to go on.")
}

// listen answers the page's moves until it is time to end, and gives the last
// picture.
func listen(spec controlSpec, f func(v []float64) Figure, knobs []Knob, pic Picture) Picture {
	moves := make(chan string, 1)
	// Never unsubscribed: in gonbui a message to an address without a listener
	// leaves a lock closed, and the next control would wait for ever.
	comms.Subscribe(spec.Address, func(_ string, s string) {
		for { // keep the newest only
			select {
			case moves <- s:
				return
			case <-moves:
			}
		}
	})
	comms.Start()
	install(spec)
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt)
	defer cancel()
	parent := os.Getppid()
	until := time.Now().Add(exploreReady)
	for {
		select {
		case <-ctx.Done():
			return pic
		case <-time.After(time.Second):
			if time.Now().After(until) || os.Getppid() != parent {
				return pic
			}
		case s := <-moves:
			until = time.Now().Add(exploreIdle)
			if s == "stop" {
				return pic
			}
			v, ok := positions(s, knobs)
			if !ok {
				continue
			}
			if p, err := f(v).Picture(); err == nil {
				pic = p
				data, _ := json.Marshal(frame{Src: p.url(), Alt: p.Alt, Width: p.Width})
				comms.Send(spec.Address+"/picture", string(data))
			}
		}
	}
}

// positions reads the knobs' places as the page sends them.
func positions(s string, knobs []Knob) ([]float64, bool) {
	parts := strings.Split(s, ",")
	if len(parts) != len(knobs) {
		return nil, false
	}
	v := make([]float64, len(knobs))
	for i, p := range parts {
		n, err := strconv.Atoi(p)
		if err != nil || n < 0 || n > knobs[i].steps() {
			return nil, false
		}
		v[i] = knobs[i].value(n)
	}
	return v, true
}
