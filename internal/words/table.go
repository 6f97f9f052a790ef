package words

import (
	"fmt"
	"strings"
)

// Markdown gives the glossary as notebook 00 of the given language ("en" or
// "zh") prints it: one heading and one table for each group. The Chinese tables
// also name the words to avoid, so that a reader of other books finds the way.
func (g *Glossary) Markdown(lang string) string {
	var b strings.Builder
	for i, gr := range g.Groups {
		if i > 0 {
			b.WriteString("\n")
		}
		if lang == "zh" {
			fmt.Fprintf(&b, "**%s**\n\n| 中文 | English | 章 | 别处也写作 |\n|:--|:--|:--|:--|\n", gr.ZH)
		} else {
			fmt.Fprintf(&b, "**%s**\n\n| English | 中文 | chapter |\n|:--|:--|:--|\n", gr.EN)
		}
		for _, t := range gr.Terms {
			if lang == "zh" {
				fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", t.ZH, t.EN, t.Chapter, strings.Join(t.Avoid, "、"))
			} else {
				fmt.Fprintf(&b, "| %s | %s | %s |\n", t.EN, t.ZH, t.Chapter)
			}
		}
	}
	return b.String()
}

// Markdown gives the table of symbols as notebook 00 of the given language
// ("en" or "zh") prints it.
func (n *Notation) Markdown(lang string) string {
	var b strings.Builder
	if lang == "zh" {
		b.WriteString("| 符号 | Go 里的名字 | 含义 |\n|:--|:--|:--|\n")
	} else {
		b.WriteString("| symbol | name in Go | meaning |\n|:--|:--|:--|\n")
	}
	for _, s := range n.Symbols {
		text, name := s.EN, "`"+s.Go+"`"
		if lang == "zh" {
			text = s.ZH
		}
		if s.Go == "–" {
			name = s.Go
		}
		fmt.Fprintf(&b, "| $%s$ | %s | %s |\n", s.Symbol, name, text)
	}
	return b.String()
}
