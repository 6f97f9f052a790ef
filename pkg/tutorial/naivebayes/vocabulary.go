package naivebayes

import (
	"errors"
	"fmt"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Vocabulary are the words that are counted: word j is column j of the counts.
type Vocabulary struct {
	Words []string // in alphabetical order
}

// NewVocabulary gives the words that occur in at least minTexts of the texts; a text is the list of its words. A word
// that occurs once says little of a class. Errors: no texts, and no word that is common enough.
func NewVocabulary(texts [][]string, minTexts int) (*Vocabulary, error) {
	if len(texts) == 0 {
		return nil, errors.New("naivebayes: there are no texts; give one at least")
	}
	in := map[string]int{} // the number of texts with a word
	for _, text := range texts {
		seen := map[string]bool{}
		for _, word := range text {
			if !seen[word] {
				seen[word] = true
				in[word]++
			}
		}
	}
	v := &Vocabulary{}
	for word, n := range in {
		if n >= minTexts {
			v.Words = append(v.Words, word)
		}
	}
	if len(v.Words) == 0 {
		return nil, fmt.Errorf("naivebayes: no word occurs in %d of the %d texts; ask for fewer", minTexts, len(texts))
	}
	slices.Sort(v.Words)
	return v, nil
}

// Counts gives how often each word occurs in each text, len(texts) × len(Words), for Multinomial and Complement; for
// Bernoulli too, whose Threshold 0 asks whether it occurs at all. Other words are left out. Errors: no texts, no words.
func (v *Vocabulary) Counts(texts [][]string) (*mat.Dense, error) {
	if len(texts) == 0 || len(v.Words) == 0 {
		return nil, fmt.Errorf("naivebayes: %d texts and %d words to count; give one or more of each", len(texts), len(v.Words))
	}
	column := map[string]int{}
	for j, word := range v.Words {
		column[word] = j
	}
	x := mat.NewDense(len(texts), len(v.Words), nil)
	for i, text := range texts {
		row := x.RawRowView(i)
		for _, word := range text {
			if j, ok := column[word]; ok {
				row[j]++
			}
		}
	}
	return x, nil
}
