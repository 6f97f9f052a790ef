// Package words keeps the whole book to one table of symbols and one
// Chinese-English glossary. The tables of record are notebooks/notation.json
// and notebooks/glossary.json; notebook 00 prints both, in both editions, and
// a test holds the printed tables equal to the record and every notebook to the
// words and symbols that the record allows.
package words

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

// Term is one notion of the book, with the one word for it in each language.
type Term struct {
	EN      string   `json:"en"`
	ZH      string   `json:"zh"`
	Chapter string   `json:"chapter"`            // the chapter that introduces it, "00" to "09"
	Avoid   []string `json:"avoid,omitempty"`    // Chinese words for the same notion that the book does not use
	AvoidEN []string `json:"avoid_en,omitempty"` // English spellings that the book does not use
}

// Group is a heading of the glossary and the terms under it.
type Group struct {
	EN    string `json:"en"`
	ZH    string `json:"zh"`
	Terms []Term `json:"terms"`
}

// Glossary is the content of glossary.json.
type Glossary struct {
	About  string  `json:"about"`
	Groups []Group `json:"groups"`
}

// Symbol is one row of the table of symbols. The texts are markdown, the symbol
// itself and the forms to avoid are LaTeX.
type Symbol struct {
	Symbol string   `json:"symbol"`
	Go     string   `json:"go"` // its name in the library, "–" where it has none
	EN     string   `json:"en"`
	ZH     string   `json:"zh"`
	Avoid  []string `json:"avoid,omitempty"`
}

// Notation is the content of notation.json.
type Notation struct {
	About   string   `json:"about"`
	Symbols []Symbol `json:"symbols"`
}

// LoadGlossary reads and validates glossary.json. Every term must have both
// words, stand once in each language, and no word to avoid may be part of a
// word that the glossary itself uses.
func LoadGlossary(path string) (*Glossary, error) {
	var g Glossary
	if err := load(path, &g); err != nil {
		return nil, err
	}
	if err := g.validate(); err != nil {
		return nil, fmt.Errorf("words: %s: %w", path, err)
	}
	return &g, nil
}

// LoadNotation reads and validates notation.json.
func LoadNotation(path string) (*Notation, error) {
	var n Notation
	if err := load(path, &n); err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, s := range n.Symbols {
		if s.Symbol == "" || s.Go == "" || s.EN == "" || s.ZH == "" {
			return nil, fmt.Errorf("words: %s: symbol %q lacks a field; give symbol, go, en and zh", path, s.Symbol)
		}
		if seen[s.Symbol] {
			return nil, fmt.Errorf("words: %s: symbol %q stands twice; keep one row", path, s.Symbol)
		}
		seen[s.Symbol] = true
	}
	return &n, nil
}

// Terms lists the terms of all groups in order.
func (g *Glossary) Terms() []Term {
	var out []Term
	for _, gr := range g.Groups {
		out = append(out, gr.Terms...)
	}
	return out
}

func (g *Glossary) validate() error {
	en, zh := map[string]bool{}, map[string]bool{}
	for _, t := range g.Terms() {
		switch {
		case t.EN == "" || t.ZH == "" || t.Chapter == "":
			return fmt.Errorf("term %q / %q lacks a field; give en, zh and chapter", t.EN, t.ZH)
		case en[t.EN]:
			return fmt.Errorf("%q is translated twice; keep one row", t.EN)
		case zh[t.ZH]:
			return fmt.Errorf("%q translates two English terms; give each its own word", t.ZH)
		}
		en[t.EN], zh[t.ZH] = true, true
	}
	for _, t := range g.Terms() {
		for _, a := range t.Avoid {
			for word := range zh {
				if strings.Contains(word, a) {
					return fmt.Errorf("%q, to avoid for %q, is part of the glossary's own %q; remove one", a, t.EN, word)
				}
			}
		}
	}
	return nil
}

func load(path string, into any) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("words: %w", err)
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return fmt.Errorf("words: %s: %w", path, err)
	}
	return nil
}
