package viz

import (
	"encoding/base64"
	"fmt"
	"html"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/protocol"

	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// page is where everything goes: the notebook's cell, or the terminal. In a
// notebook all goes through one channel in order, text included; each piece is
// acknowledged by the kernel before the next is sent, so that none is lost when
// the program ends.
var page struct {
	sync.Mutex
	text   string // the text block being written, which Printf goes on with
	textID string // its display
}

const (
	syncLimit = 3 * time.Second       // how long to wait for a kernel that does not answer
	settle    = 20 * time.Millisecond // what the kernel needs to pass on text printed by package fmt
	blockSize = 8 << 10               // a text block this long is closed
)

// inNotebook reports whether a GoNB kernel runs this program.
func inNotebook() bool { return gonbui.IsNotebook && gonbui.Error() == nil }

// Batch reports whether no reader is at the screen: VAEBOOK_BATCH is set, as it
// is where notebooks are executed by a program.
func Batch() bool { v := os.Getenv("VAEBOOK_BATCH"); return v != "" && v != "0" }

// send puts data on the page; an id names a place that later sends replace. The
// caller holds the page's lock.
func send(id string, mime protocol.MIMEType, data string) {
	gonbui.SendData(&protocol.DisplayData{Data: map[protocol.MIMEType]any{mime: data}, DisplayID: id})
	done := make(chan struct{})
	go func() { gonbui.Sync(); close(done) }()
	select {
	case <-done:
	case <-time.After(syncLimit):
	}
}

// sendHTML puts a new piece of HTML on the page.
func sendHTML(markup string) {
	page.Lock()
	defer page.Unlock()
	page.text, page.textID = "", ""
	time.Sleep(settle)
	send("", protocol.MIMETextHTML, markup)
}

// updateHTML replaces the piece of HTML that id names, or begins it.
func updateHTML(id, markup string, first bool) {
	page.Lock()
	defer page.Unlock()
	if first {
		page.text, page.textID = "", ""
		time.Sleep(settle)
	}
	send(id, protocol.MIMETextHTML, markup)
}

// write adds text to the page, to the block above it where that is text too.
func write(s string) {
	if s == "" {
		return
	}
	page.Lock()
	defer page.Unlock()
	if !inNotebook() {
		fmt.Fprint(os.Stdout, s)
		return
	}
	if page.textID == "" || len(page.text) > blockSize {
		page.text, page.textID = "", "viz_text_"+gonbui.UniqueId()
		time.Sleep(settle)
	}
	page.text += s
	send(page.textID, protocol.MIMETextPlain, strings.TrimSuffix(page.text, "\n"))
}

// Printf prints like fmt.Printf, in the reader's language where the dictionary
// has the format, and in its place among the figures.
func Printf(format string, args ...any) {
	text := strings.TrimRight(format, "\n") // a line's end is no part of its entry
	write(fmt.Sprintf(lang.T(text)+format[len(text):], args...))
}

// Println prints like fmt.Println, in its place among the figures; strings that
// the dictionary has are printed in the reader's language.
func Println(args ...any) {
	out := make([]any, len(args))
	for i, a := range args {
		if s, ok := a.(string); ok {
			a = lang.T(s)
		}
		out[i] = a
	}
	write(fmt.Sprintln(out...))
}

// Text prints one line in the reader's language.
func Text(en string) { write(lang.T(en) + "\n") }

// Show draws figures and puts them on the page, side by side where they fit. A
// figure that cannot be drawn leaves a visible line that says why. Outside a
// notebook each figure is written to a file.
func Show(figures ...Figure) {
	var b strings.Builder
	for _, f := range figures {
		pic, err := f.Picture()
		switch {
		case !inNotebook() && err != nil:
			fmt.Fprintln(os.Stderr, err)
		case !inNotebook():
			writeFile(pic)
		case err != nil:
			b.WriteString(problem(err))
		default:
			b.WriteString(pic.html())
		}
	}
	switch {
	case b.Len() == 0:
	case len(figures) == 1:
		sendHTML(b.String())
	default:
		sendHTML("<div>" + b.String() + "</div>") // JupyterLab puts an image that stands alone on a line of its own
	}
}

// html is the picture as an image with its alt text. Inline SVG would lose its
// drawing in a notebook that is not trusted; an image keeps it.
func (p Picture) html() string {
	return fmt.Sprintf(`<img alt="%s" width="%d" src="%s">`, html.EscapeString(p.Alt), p.Width, p.url())
}

// url is the picture as a data URL.
func (p Picture) url() string {
	return "data:" + p.MIME + ";base64," + base64.StdEncoding.EncodeToString(p.Data)
}

// problem is an error as a reader sees it.
func problem(err error) string {
	return `<div class="viz-error" role="alert"><b>&#9888; ` + html.EscapeString(err.Error()) + `</b></div>`
}
