package viz

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"html"
	"math"
	"os"
	"strings"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/dom"

	"github.com/vaebook/vaebook/pkg/viz/lang"
)

//go:embed controls.js
var controlsJS string

// Knob is one slider: Steps even steps from Lo to Hi, beginning at Start.
type Knob struct {
	Label         string
	Lo, Hi, Start float64
	Steps         int // 20 where zero
}

func (k Knob) steps() int {
	if k.Steps <= 0 {
		return 20
	}
	return k.Steps
}

// value at position i.
func (k Knob) value(i int) float64 {
	return k.Lo + (k.Hi-k.Lo)*float64(i)/float64(k.steps())
}

// position nearest to Start.
func (k Knob) position() int {
	if k.Hi == k.Lo {
		return 0
	}
	p := math.Round((k.Start - k.Lo) / (k.Hi - k.Lo) * float64(k.steps()))
	return int(math.Min(math.Max(p, 0), float64(k.steps())))
}

// spec is the knob as controls.js reads it.
func (k Knob) spec() knobSpec {
	s := knobSpec{Label: lang.T(k.Label), Start: k.position()}
	digits := max(0, int(math.Ceil(-math.Log10(math.Abs(k.Hi-k.Lo)/float64(k.steps()))-1e-9)))
	if !finite(float64(digits)) || digits > 6 {
		digits = 3
	}
	for i := range k.steps() + 1 {
		s.Texts = append(s.Texts, decimal(k.value(i), digits))
	}
	return s
}

type knobSpec struct {
	Label string   `json:"label"`
	Texts []string `json:"texts"`
	Start int      `json:"start"`
}

type frame struct {
	Src   string `json:"src"`
	Alt   string `json:"alt"`
	Width int    `json:"width"`
}

type controlSpec struct {
	Root    string     `json:"root"`
	Knobs   []knobSpec `json:"knobs"`
	Frames  []frame    `json:"frames,omitempty"`
	Button  string     `json:"button,omitempty"`
	Stop    string     `json:"stop,omitempty"`
	Address string     `json:"address,omitempty"`
}

// Slider shows the figure f(v) and a slider for v, which has steps even steps
// from lo to hi and begins at start. All figures are drawn at once and sent to
// the page, so that the slider answers at once, the cell ends (Run All goes on)
// and no later cell waits for it. Only the figure at start is saved with the
// notebook: it is the still picture that a reader without a kernel sees. Where
// the figures cannot be drawn beforehand, use Explore.
func Slider(label string, lo, hi float64, steps int, start float64, f func(v float64) Figure) {
	k := Knob{Label: label, Lo: lo, Hi: hi, Steps: steps, Start: start}
	root, ok := still(f(k.value(k.position())), sliderNote)
	if !ok {
		return
	}
	spec := controlSpec{Root: root, Knobs: []knobSpec{k.spec()}}
	for i := range k.steps() + 1 {
		fr, err := newFrame(f(k.value(i)))
		if err != nil {
			sendHTML(problem(err))
			return
		}
		spec.Frames = append(spec.Frames, fr)
	}
	install(spec)
}

// Button shows the figure f(0) and a button that shows f(1), f(2), … up to
// f(n−1) and then f(0) again, as with new samples at each press. Like Slider it
// draws all figures at once and never holds up the cell.
func Button(label string, n int, f func(i int) Figure) {
	root, ok := still(f(0), "Run this cell to use the button.")
	if !ok {
		return
	}
	spec := controlSpec{Root: root, Button: lang.T(label), Knobs: []knobSpec{}}
	for i := range n {
		fr, err := newFrame(f(i))
		if err != nil {
			sendHTML(problem(err))
			return
		}
		spec.Frames = append(spec.Frames, fr)
	}
	install(spec)
}

// sliderNote stands under a slider's still picture in a saved notebook.
const sliderNote = "Run this cell to move the slider."

// still shows the picture that stays in the saved notebook, and says whether
// controls can be put beside it: in a notebook with a reader. The note, which
// the controls take away, tells how to get them back.
func still(f Figure, note string) (root string, interactive bool) {
	if !inNotebook() {
		Show(f)
		return "", false
	}
	pic, err := f.Picture()
	if err != nil {
		sendHTML(problem(err))
		return "", false
	}
	root = "viz_" + gonbui.UniqueId()
	id := fmt.Sprintf(` id="%s"`, root)
	if Batch() { // a name that changes at each run is of no use there
		id = ""
	}
	sendHTML(fmt.Sprintf(`<div%s>%s<div class="viz-note">%s</div></div>`, id, pic.html(), html.EscapeString(lang.T(note))))
	return root, !Batch()
}

func newFrame(f Figure) (frame, error) {
	pic, err := f.Picture()
	return frame{Src: pic.url(), Alt: pic.Alt, Width: pic.Width}, err
}

// install runs controls.js with a spec in the reader's page. What it builds is
// not saved with the notebook.
func install(spec controlSpec) {
	data, err := json.Marshal(spec) // escapes <, > and &, so that no </script> can end it
	if err != nil {
		fmt.Fprintln(os.Stderr, "viz: the control cannot be sent:", err)
		return
	}
	page.Lock()
	defer page.Unlock()
	page.text, page.textID = "", ""
	dom.TransientJavascript(strings.Replace(controlsJS, "{{SPEC}}", string(data), 1))
	gonbui.Sync()
}
