package dataset

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestVotes(t *testing.T) {
	want := readTableFacts(t)["votes"]
	table, err := Votes()
	if err != nil {
		t.Fatal(err)
	}
	if _, parties, err := table.Classes("party"); err != nil || !slices.Equal(parties, want.Classes) {
		t.Errorf("parties %q, error %v", parties, err)
	}
	whole, err := table.Complete()
	if err != nil || whole.Len() != want.Complete {
		t.Errorf("%d complete rows, want %d; error %v", whole.Len(), want.Complete, err)
	}
	gaps := make(map[string]int)
	for _, m := range table.Missing() {
		gaps[m.Column] = len(m.Rows)
	}
	for j, question := range table.Columns[1:] {
		if gaps[question] != want.Gaps[j] {
			t.Errorf("%s: %d missing, want %d", question, gaps[question], want.Gaps[j])
		}
	}
}

// TestVoteSamples counts yes, no and missing of each question in each party.
func TestVoteSamples(t *testing.T) {
	want := readTableFacts(t)["votes"]
	s, err := VoteSamples()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal([]int{s.Len(), s.D()}, want.Dims) || !slices.Equal(s.Classes, want.Classes) {
		t.Fatalf("%d×%d of %q", s.Len(), s.D(), s.Classes)
	}
	for j, question := range s.Columns {
		var yes, no [2]int
		gaps := 0
		for i, party := range s.Labels {
			switch x := s.X.At(i, j); {
			case x == 1:
				yes[party]++
			case x == 0:
				no[party]++
			case math.IsNaN(x):
				gaps++
			}
		}
		for k, party := range s.Classes {
			if yes[k] != want.Votes["y"][k][j] || no[k] != want.Votes["n"][k][j] {
				t.Errorf("%s: %d of the %ss for it, %d against", question, yes[k], party, no[k])
			}
		}
		if gaps != want.Gaps[j] {
			t.Errorf("%s: %d missing, want %d", question, gaps, want.Gaps[j])
		}
	}
}

// TestSpamOrder: the doc comment says that the spam comes first, and what the columns are called.
func TestSpamOrder(t *testing.T) {
	s, err := Spam()
	if err != nil {
		t.Fatal(err)
	}
	if slices.Index(s.Labels, 0) != 1813 || slices.Contains(s.Labels[1813:], 1) {
		t.Errorf("the first of class 0 is row %d", slices.Index(s.Labels, 0))
	}
	if got := strings.Join(s.Columns[46:], " "); got != "table conference ; ( [ ! $ # capitals_average capitals_longest capitals_total" || s.Columns[3] != "3d" {
		t.Errorf("columns %q", s.Columns)
	}
}

// TestAusten counts words over all paragraphs of each book: no word of the novels was lost, none of the headings kept.
func TestAusten(t *testing.T) {
	want := readTableFacts(t)["austen"].Words
	table, err := Austen()
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]map[string]int{"Pride and Prejudice": {}, "Emma": {}}
	chapters := map[string]int{}
	for _, row := range table.Rows {
		book, text := row[0], row[2]
		if text != strings.Join(strings.Fields(text), " ") || len(strings.Fields(text)) < 20 || strings.ContainsFunc(text, func(r rune) bool { return r > '~' || r == '_' }) {
			t.Errorf("%s, chapter %s: %q", book, row[1], text)
		}
		chapter, err := strconv.Atoi(row[1])
		if err != nil || chapter != chapters[book] && chapter != chapters[book]+1 {
			t.Fatalf("%s: chapter %q after chapter %d", book, row[1], chapters[book])
		}
		chapters[book] = chapter
		for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return r < 'a' || r > 'z' }) {
			counts[book][word]++
			counts[book]["all words"]++
		}
	}
	for book, words := range want {
		for word, n := range words {
			if counts[book][word] != n {
				t.Errorf("%s: %q stands %d times, want %d", book, word, counts[book][word], n)
			}
		}
	}
	if chapters["Pride and Prejudice"] != 61 || chapters["Emma"] != 55 {
		t.Errorf("chapters %v", chapters)
	}
}
