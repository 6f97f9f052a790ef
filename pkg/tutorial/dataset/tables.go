package dataset

import (
	"errors"
	"fmt"
	"slices"
	"sync"
)

// table is a known data set of one CSV file.
type table struct {
	title, origin, licence, cite string
	file                         file // dims: rows, columns
}

// load finds the file, holds it against its SHA-256 and reads it.
func (s *table) load() (*Table, error) {
	path, err := s.file.find()
	if errors.Is(err, ErrAbsent) {
		return nil, fmt.Errorf("dataset: %s/%s is in no data folder; restore it with: git checkout -- data/%s", s.file.set, s.file.name, s.file.set)
	}
	if err != nil {
		return nil, err
	}
	t, err := ReadCSVFile(path, s.file.sha)
	if err != nil {
		return nil, err
	}
	t.Name = s.title
	return t, nil
}

// samples loads the table and takes all columns but label as numbers.
func (s *table) samples(label string) (*Samples, error) {
	t, err := s.load()
	if err != nil {
		return nil, err
	}
	columns := slices.DeleteFunc(slices.Clone(t.Columns), func(c string) bool { return c == label })
	return t.Samples(label, columns...)
}

// report reads the file and reports on it.
func (s *table) report() Report {
	_, err := s.file.find()
	if err == nil {
		_, err = s.load()
	}
	return Report{Name: s.title, Origin: s.origin, Licence: s.licence, Cite: s.cite, Files: []FileReport{
		{Name: s.file.unpackedName(), Size: s.file.dims, SHA256: s.file.sha, Err: err}}}
}

// Penguins loads the 344 penguins of Palmer Station (Horst, Hill, Gorman 2020) from the clone's data/penguins, with the
// columns species, island, bill_length_mm, bill_depth_mm, flipper_length_mm, body_mass_g, sex and year. Eleven rows
// lack values: [Table.Missing] lists them, [Table.Complete] leaves them away, [Table.FloatNaN] keeps them as NaN.
func Penguins() (*Table, error) { return palmerPenguins.load() }

// PenguinMeasures gives bill length and depth, flipper length [mm] and body mass [g] of the 342 penguins of which all
// four are known, labelled by their species: Adelie 151, Chinstrap 68, Gentoo 123.
func PenguinMeasures() (*Samples, error) {
	t, err := Penguins()
	if err != nil {
		return nil, err
	}
	measures := []string{"bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"}
	if t, err = t.Complete(measures...); err != nil {
		return nil, err
	}
	return t.Samples("species", measures...)
}

// Iris loads Fisher's (1936) 150 irises from the clone's data/iris: length and width of sepal and petal [cm], 50 rows
// of each species. It is R's version; two rows of UCI's differ (data/iris/SOURCE.md).
func Iris() (*Samples, error) { return fisherIris.samples("species") }

// Faithful loads 272 eruptions of the geyser Old Faithful from the clone's data/faithful: how long each lasted and how
// long the wait until the next was, in minutes. There are no classes.
func Faithful() (*Samples, error) { return oldFaithful.samples("") }

// Digits loads 1797 handwritten digits of 8×8 pixels (Alpaydin, Kaynak 1998) from the clone's data/digits: 64 columns
// of whole numbers 0 (paper) to 16 (ink), row by row, labelled by the digit.
func Digits() (*Samples, error) { return alpaydinDigits.samples("digit") }

// Spam loads 4601 e-mails (Hopkins, Reeber, Forman, Suermondt 1999) from the clone's data/spam, 2788 of class nonspam and
// 1813 spam, in 57 numbers: 48 columns called by a word hold its share of the e-mail's words [%], the columns ; ( [ ! $ #
// that character's share of its characters [%], and capitals_average, capitals_longest and capitals_total the lengths of
// its runs of capital letters [letters]. The spam comes first: shuffle with [Samples.Rows] before a [Samples.Split].
func Spam() (*Samples, error) { return spambase.samples("type") }

// Austen loads the text of two novels by Jane Austen from the clone's data/austen, one paragraph a row: 1642 of Pride and
// Prejudice (1813), 1894 of Emma (1815). The columns are book, chapter (counted from 1 in each book) and text; a text is
// ASCII of at least 20 words, in which the words are separated by single spaces and -- is a dash.
func Austen() (*Table, error) { return austenNovels.load() }

// The book's protocol for comparing densities on the digits.
const (
	DigitsTrain = 1437 // the first rows train a model, the other 360 test it
	DigitsInk   = 8    // a pixel is 1 where it is at least this
)

// DigitsSplit gives the grey digits in two parts: the first 1437 rows to train on, the last 360 to test.
func DigitsSplit() (train, test *Samples, err error) {
	s, err := Digits()
	if err != nil {
		return nil, nil, err
	}
	return s.Split(DigitsTrain)
}

// BinaryDigits gives the two parts of DigitsSplit in binary pixels: 1 where a pixel is 8 or more, else 0.
func BinaryDigits() (train, test *Samples, err error) {
	train, test, err = DigitsSplit()
	if err != nil {
		return nil, nil, err
	}
	return train.Threshold(DigitsInk), test.Threshold(DigitsInk), nil
}

// tables are all known tables, in the order of the reports.
var tables = []*table{&palmerPenguins, &fisherIris, &alpaydinDigits, &oldFaithful, &houseVotes, &spambase, &austenNovels}

// TableReports reads the files of all tables and reports on each.
func TableReports() []Report {
	reports := make([]Report, len(tables))
	var wait sync.WaitGroup
	for i, s := range tables {
		wait.Go(func() { reports[i] = s.report() })
	}
	wait.Wait()
	return reports
}
