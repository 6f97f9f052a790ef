package words

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Finding is one use of a word or symbol that the book does not use.
type Finding struct {
	Where string // notebook and cell
	Found string
	Want  string
}

// String names the place, what stands there and what should.
func (f Finding) String() string {
	return fmt.Sprintf("%s: %q stands here; the book writes %q", f.Where, f.Found, f.Want)
}

// Prose checks markdown or printed text of the given language ("en" or "zh")
// against the glossary. Formulas and code (between dollar signs or backquotes)
// are not prose.
func (g *Glossary) Prose(lang, where, text string) []Finding {
	text = strings.ToLower(notProse.ReplaceAllString(text, " "))
	var out []Finding
	for _, t := range g.Terms() {
		avoid, want := t.AvoidEN, t.EN
		if lang == "zh" {
			avoid, want = t.Avoid, t.ZH
		}
		for _, a := range avoid {
			if strings.Contains(text, strings.ToLower(a)) {
				out = append(out, Finding{where, a, want})
			}
		}
	}
	return out
}

// Formulas checks the formulas in markdown against the table of symbols. Spaces
// do not count.
func (n *Notation) Formulas(where, markdown string) []Finding {
	var out []Finding
	for _, f := range formula.FindAllString(code.ReplaceAllString(markdown, " "), -1) {
		f = squeeze(f)
		for _, s := range n.Symbols {
			for _, a := range s.Avoid {
				if strings.Contains(f, squeeze(a)) {
					out = append(out, Finding{where, a, s.Symbol})
				}
			}
		}
	}
	return out
}

// Bold finds bold type that Markdown does not take for such, and shows as
// asterisks: Chinese has no spaces between words, so **先猜：**x, with the colon
// inside and a letter right after, is no bold; **先猜**：x is.
func Bold(where, markdown string) []Finding {
	md := notProse.ReplaceAllStringFunc(markdown, func(s string) string { return strings.Repeat("x", len(s)) })
	var out []Finding
	for _, m := range bold.FindAllStringIndex(md, -1) {
		inner := md[m[0]+2 : m[1]-2]
		first, _ := utf8.DecodeRuneInString(inner)
		last, _ := utf8.DecodeLastRuneInString(inner)
		before, _ := utf8.DecodeLastRuneInString(md[:m[0]])
		after, _ := utf8.DecodeRuneInString(md[m[1]:])
		if mark(last) && word(after) || mark(first) && word(before) {
			out = append(out, Finding{where, markdown[m[0]:m[1]] + strings.TrimSuffix(string(after), "\uFFFD"), "punctuation outside the asterisks"})
		}
	}
	return out
}

func mark(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) }
func word(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

var (
	bold     = regexp.MustCompile(`\*\*[^*\n]+\*\*`)
	code     = regexp.MustCompile("(?s)```.*?```|`[^`\n]*`")
	formula  = regexp.MustCompile(`(?s)\$\$.+?\$\$|\$[^$\n]+\$`)
	notProse = regexp.MustCompile("(?s)```.*?```|`[^`\n]*`|" + formula.String())
)

func squeeze(s string) string {
	return strings.Join(strings.Fields(s), "")
}
