package viz

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/gonum/mat"
)

// printed runs f and gives what it wrote to standard output.
func printed(t *testing.T, f func()) string {
	t.Helper()
	old := os.Stdout
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	os.Stdout = w
	done := make(chan string)
	go func() { b, _ := io.ReadAll(r); done <- string(b) }()
	f()
	os.Stdout = old
	w.Close()
	return <-done
}

func TestShowWritesFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "figures")
	t.Setenv("VAEBOOK_FIGURES", dir)
	t.Setenv("VAEBOOK_LANG", "en")
	files.dir, files.n = "", 0
	out := printed(t, func() { Show(samples()["Lines"], samples()["ImageGrid"]) })
	for _, name := range []string{"figure-01.svg", "figure-02.png"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
		if !strings.Contains(out, name) {
			t.Errorf("the line printed, %q, does not name %s", out, name)
		}
	}
	files.dir = ""
}

func TestPrintTranslates(t *testing.T) {
	t.Setenv("VAEBOOK_LANG", "zh")
	out := printed(t, func() {
		Printf("took %s\n", "3 s")
		Println("loss", 1.5)
		Text("done")
	})
	if want := "用时 3 s\n损失 1.5\n完成\n"; out != want {
		t.Errorf("printed %q, want %q", out, want)
	}
}

type kind string

func (k kind) String() string { return string(k) }

func TestTable(t *testing.T) {
	t.Setenv("VAEBOOK_LANG", "zh")
	table := Table{Title: "loss", Columns: []string{"class", "nats", "count"}, Rows: [][]any{
		{"training", -101.256, 60000}, {"test", Value{Mean: -103.5, StdErr: 0.214}, 10000}, {kind("<exact>"), -0.001, 1}}}
	markup := table.HTML()
	parse(t, []byte("<div>"+markup+"</div>"))
	for _, want := range []string{
		"<caption>损失</caption>", `<th scope="col" style="text-align:left">类别</th>`, `<th scope="col" style="text-align:right">奈特</th>`,
		`<td style="text-align:right">−101.26</td>`, "−103.50 ± 0.21", "&lt;exact&gt;", ">0.00<",
	} {
		if !strings.Contains(markup, want) {
			t.Errorf("the table lacks %q:\n%s", want, markup)
		}
	}
	want := "损失\n类别               奈特   频数\n训练集          −101.26  60000\n测试集   −103.50 ± 0.21  10000\n<exact>            0.00      1\n"
	if got := table.String(); got != want {
		t.Errorf("as text:\n%s\nwant\n%s", got, want)
	}
	out := printed(t, func() { Table{Title: "x", Columns: []string{"a"}, Rows: [][]any{{1, 2}}}.Show() })
	if !strings.Contains(out, "row 1 has 2 cells for 1 columns") {
		t.Errorf("a row too long prints %q", out)
	}
}

// still makes a Live that draws only when asked.
func quiet(cfg LiveConfig) *Live {
	l := &Live{cfg: cfg, begin: time.Now().Add(-time.Minute), values: make([][]float64, len(cfg.Series))}
	l.recent = []moment{{l.begin, 0}}
	return l
}

func TestLive(t *testing.T) {
	t.Setenv("VAEBOOK_LANG", "zh")
	l := quiet(LiveConfig{Title: "training", X: "step", Y: "nats", Series: []string{"training", "test"}, Digits: 1, Height: 360})
	if _, ok := l.take(false); ok {
		t.Error("nothing new, and yet something is drawn")
	}
	for i := range 3000 {
		l.Update(i+1, 6000, -float64(i), 5)
	}
	l.Images(ImageGrid{Alt: "samples", Images: mat.NewDense(1, 4, nil)})
	s, ok := l.take(false)
	if !ok || s.step != 3000 || s.total != 6000 {
		t.Fatalf("state %d of %d, want 3000 of 6000", s.step, s.total)
	}
	markup := l.html(s, false)
	for _, want := range []string{`<progress max="6000" value="3000">`, "第 3000 步，共 6000 步", "训练集 −2999.0", "测试集 5.0", "每秒 50 步", "还剩 1:00",
		`alt="样本"`, `class="volatile"`} {
		if !strings.Contains(markup, want) {
			t.Errorf("the running figure lacks %q", want)
		}
	}
	if n := len(markup); n > 60_000 {
		t.Errorf("one state has %d bytes", n)
	}
	markup = l.html(s, true)
	if !strings.Contains(markup, "用时 1:00") || strings.Contains(markup, "<progress") {
		t.Error("the last state tells the time taken and has no bar")
	}
	t.Setenv("VAEBOOK_BATCH", "1")
	if markup = l.html(s, true); strings.Contains(markup, "用时") || strings.Contains(markup, "volatile") {
		t.Error("a saved notebook holds a time")
	}
}

func TestLivePrintsLines(t *testing.T) {
	t.Setenv("VAEBOOK_LANG", "en")
	out := printed(t, func() {
		l := NewLive(LiveConfig{Title: "training", Series: []string{"loss"}})
		for i := range 100 {
			l.Update(i+1, 100, 1/float64(i+1))
		}
		l.Done()
		l.Done()
	})
	if want := "training: 100 of 100 steps · loss 0.01 · took 0:00\n"; out != want {
		t.Errorf("printed %q, want %q", out, want)
	}
}

// TestLiveIsSafe lets training, drawing and images meet; run with -race.
func TestLiveIsSafe(t *testing.T) {
	l := quiet(LiveConfig{Series: []string{"loss"}, Height: 300})
	done := make(chan struct{})
	go func() {
		for i := range 2000 {
			l.Update(i, 2000, float64(i))
			if i%100 == 0 {
				l.Images(ImageGrid{Alt: "samples", Images: mat.NewDense(1, 4, nil)})
			}
		}
		close(done)
	}()
	for range 5 {
		if s, ok := l.take(true); ok {
			l.html(s, false)
		}
	}
	<-done
}

func TestKnobs(t *testing.T) {
	k := Knob{Label: "z₁", Lo: -3, Hi: 3, Steps: 24, Start: 0.1}
	if p := k.position(); p != 12 || k.value(p) != 0 || k.value(24) != 3 {
		t.Errorf("0.1 stands at %d of 24 with value %g", p, k.value(p))
	}
	if s := k.spec(); len(s.Texts) != 25 || s.Texts[0] != "−3.0" && s.Texts[0] != "−3.00" {
		t.Errorf("the slider's texts are %v", s.Texts)
	}
	for s, want := range map[string]bool{"3,4": true, "3": false, "a,b": false, "-1,2": false, "3,99": false, "stop": false} {
		if _, ok := positions(s, []Knob{k, k}); ok != want {
			t.Errorf("positions %q: %v, want %v", s, ok, want)
		}
	}
}

// TestControlScript keeps data from ending the script that carries it.
func TestControlScript(t *testing.T) {
	data, err := json.Marshal(controlSpec{Button: "</script>", Knobs: []knobSpec{}})
	if err != nil || bytes.Contains(data, []byte("</script>")) {
		t.Errorf("the data hold a closing tag: %s, %v", data, err)
	}
	if strings.Count(controlsJS, "{{SPEC}}") != 1 {
		t.Error("controls.js has no single place for its data")
	}
	if strings.Contains(controlsJS, "http") {
		t.Error("controls.js names a network address")
	}
}

func TestSliderOutsideANotebook(t *testing.T) {
	t.Setenv("VAEBOOK_FIGURES", t.TempDir())
	files.dir = ""
	calls := 0
	out := printed(t, func() {
		Slider("z₁", 0, 1, 10, 0.5, func(v float64) Figure {
			calls++
			return samples()["Lines"]
		})
	})
	if calls != 1 || !strings.Contains(out, ".svg") {
		t.Errorf("drawn %d times, printed %q; want the still picture once", calls, out)
	}
	files.dir = ""
}
