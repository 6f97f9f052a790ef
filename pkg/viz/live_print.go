package viz

import (
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// clock writes a duration as minutes and seconds.
func clock(d time.Duration) string {
	s := int(d.Round(time.Second).Seconds())
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

// terminal remembers what a program outside a notebook has printed.
type terminal struct {
	last time.Time
	len  int
}

// print shows the state as a line: rewritten in place on a terminal, else one
// every ten seconds.
func (l *Live) print(s state, final bool) {
	line := strings.Join(append(l.facts(s), l.times(s, final)), " · ")
	if l.cfg.Title != "" {
		line = lang.T(l.cfg.Title) + ": " + line
	}
	info, err := os.Stdout.Stat()
	if err == nil && info.Mode()&os.ModeCharDevice != 0 {
		pad := strings.Repeat(" ", max(0, l.screen.len-places(line)))
		end := ""
		if final {
			end = "\n"
		}
		fmt.Print("\r" + line + pad + end)
		l.screen.len = places(line)
		return
	}
	if now := time.Now(); final || now.Sub(l.begin) >= termPeriod && now.Sub(l.screen.last) >= termPeriod {
		fmt.Println(line)
		l.screen.last = now
	}
}
