package dataset

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/internal/workspace"
)

// tableFacts holds what testdata/tables.py found out about one table.
type tableFacts struct {
	Dims           []int            `json:"dims"`
	Means          []float64        `json:"means"`
	Covariance     [][]float64      `json:"covariance"`
	First          []float64        `json:"first"`
	Last           []float64        `json:"last"`
	Classes        []string         `json:"classes"`
	Counts         []int            `json:"counts"`
	Missing        map[string][]int `json:"missing"`
	Bill           float64          `json:"bill correlation"`
	BillWithin     []float64        `json:"bill correlation within"`
	Complete       int              `json:"complete"`
	BillComplete   float64          `json:"complete bill correlation"`
	WithinComplete []float64        `json:"complete bill correlation within"`
	Ones           []int            `json:"ones"`
	Row            string           `json:"ones of row 1437"`
	Label          int              `json:"label of row 1437"`

	Votes map[string][2][]int       `json:"votes"` // y or n: in each party, how many voted so in each question
	Gaps  []int                     `json:"gaps"`
	Words map[string]map[string]int `json:"words"` // book: word: how often
}

func readTableFacts(t *testing.T) map[string]tableFacts {
	t.Helper()
	data, err := os.ReadFile("testdata/tables.json")
	if err != nil {
		t.Fatal(err)
	}
	var g map[string]tableFacts
	if err := json.Unmarshal(data, &g); err != nil {
		t.Fatal(err)
	}
	return g
}

func TestTablesGolden(t *testing.T) {
	facts := readTableFacts(t)
	for name, load := range map[string]func() (*Samples, error){"penguins": PenguinMeasures, "iris": Iris, "digits": Digits, "spam": Spam} {
		s, err := load()
		if err != nil {
			t.Fatal(err)
		}
		want := facts[name]
		if got := []int{s.Len(), s.D()}; !slices.Equal(got, want.Dims) || !slices.Equal(s.Classes, want.Classes) {
			t.Fatalf("%s: %v, %q; want %v, %q", name, got, s.Classes, want.Dims, want.Classes)
		}
		counts := make([]int, len(s.Classes))
		for _, k := range s.Labels {
			counts[k]++
		}
		if !slices.Equal(counts, want.Counts) || !slices.Equal(s.X.RawRowView(0), want.First) || !slices.Equal(s.X.RawRowView(s.Len()-1), want.Last) {
			t.Errorf("%s: counts %v, first %v, last %v", name, counts, s.X.RawRowView(0), s.X.RawRowView(s.Len()-1))
		}
		for j, m := range want.Means {
			near(t, name+" mean of "+s.Columns[j], stat.Mean(mat.Col(nil, j, s.X), nil), m, 1e-12*max(1, m))
		}
		from := map[string]int{"digits": 27}[name]
		for i, row := range want.Covariance {
			for j, c := range row {
				got := stat.Covariance(mat.Col(nil, from+i, s.X), mat.Col(nil, from+j, s.X), nil)
				near(t, fmt.Sprintf("%s covariance %d %d", name, i, j), got, c, 1e-11*max(1, math.Abs(c)))
			}
		}
	}
}

// TestFaithful holds the set against the summary that R prints: minimum, quartiles, mean, maximum.
func TestFaithful(t *testing.T) {
	s, err := Faithful()
	if err != nil {
		t.Fatal(err)
	}
	if s.Len() != 272 || s.D() != 2 || s.Labels != nil || s.Classes != nil {
		t.Fatalf("%d×%d, labels %v", s.Len(), s.D(), s.Labels)
	}
	want := [][]float64{{1.6, 4, 3.488, 5.1}, {43, 76, 70.9, 96}}
	for j, w := range want {
		c := mat.Col(nil, j, s.X)
		slices.Sort(c)
		near(t, "minimum", c[0], w[0], 0)
		near(t, "median", (c[135]+c[136])/2, w[1], 0)
		near(t, "mean", stat.Mean(c, nil), w[2], 5e-4*math.Pow(100, float64(j)))
		near(t, "maximum", c[271], w[3], 0)
	}
}

// TestIrisVersion: the two rows in which R's version, as Fisher's paper, differs from UCI's.
func TestIrisVersion(t *testing.T) {
	s, err := Iris()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(s.X.RawRowView(34), []float64{4.9, 3.1, 1.5, 0.2}) || !slices.Equal(s.X.RawRowView(37), []float64{4.9, 3.6, 1.4, 0.1}) {
		t.Errorf("rows 34 and 37: %v, %v", s.X.RawRowView(34), s.X.RawRowView(37))
	}
}

func TestPenguinsMissing(t *testing.T) {
	want := readTableFacts(t)["penguins"]
	table, err := Penguins()
	if err != nil {
		t.Fatal(err)
	}
	found := map[string][]int{}
	for _, m := range table.Missing() {
		found[m.Column] = m.Rows
	}
	if fmt.Sprint(found) != fmt.Sprint(want.Missing) {
		t.Errorf("missing %v, want %v", found, want.Missing)
	}
	whole, err := table.Complete()
	if err != nil || whole.Len() != want.Complete || len(whole.Missing()) != 0 {
		t.Errorf("%d complete rows, want %d; error %v", whole.Len(), want.Complete, err)
	}
	bill, err := table.FloatNaN("bill_length_mm")
	if err != nil || len(bill) != 344 || !math.IsNaN(bill[3]) || !math.IsNaN(bill[271]) || bill[0] != 39.1 {
		t.Errorf("bills %v, error %v", bill[:4], err)
	}
	if _, err := table.FloatNaN("species"); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), `"Adelie" in column species`) {
		t.Errorf("words as numbers: %v", err)
	}
	if _, err := table.Samples("sex", "year"); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), "line 5") || !strings.Contains(err.Error(), "want a class") {
		t.Errorf("a missing label: %v", err)
	}
	if _, err := table.Samples("species", "body_mass_g"); err == nil || !strings.Contains(err.Error(), "Complete") {
		t.Errorf("a missing number: %v", err)
	}
}

// Simpson's reversal: the correlation is negative over all and positive within every species.
func TestPenguinBills(t *testing.T) {
	want := readTableFacts(t)["penguins"]
	table, err := Penguins()
	if err != nil {
		t.Fatal(err)
	}
	whole, err := table.Complete()
	if err != nil {
		t.Fatal(err)
	}
	complete, err := whole.Samples("species", "bill_length_mm", "bill_depth_mm")
	if err != nil {
		t.Fatal(err)
	}
	all, err := PenguinMeasures()
	if err != nil {
		t.Fatal(err)
	}
	r := func(s *Samples) float64 { return stat.Correlation(mat.Col(nil, 0, s.X), mat.Col(nil, 1, s.X), nil) }
	near(t, "342 rows", r(all), want.Bill, 1e-12)
	near(t, "333 rows", r(complete), want.BillComplete, 1e-12)
	for k, name := range all.Classes {
		for s, w := range map[*Samples]float64{all: want.BillWithin[k], complete: want.WithinComplete[k]} {
			class, err := s.Class(name)
			if err != nil {
				t.Fatal(err)
			}
			near(t, name, r(class), w, 1e-12)
		}
	}
}

func TestBinaryDigits(t *testing.T) {
	want := readTableFacts(t)["digits"]
	train, test, err := BinaryDigits()
	if err != nil {
		t.Fatal(err)
	}
	if train.Len() != 1437 || test.Len() != 360 || mat.Sum(train.X) != float64(want.Ones[0]) || mat.Sum(test.X) != float64(want.Ones[1]) {
		t.Errorf("%d and %d rows, %g and %g ones; want %v", train.Len(), test.Len(), mat.Sum(train.X), mat.Sum(test.X), want.Ones)
	}
	if strings.Trim(strings.ReplaceAll(fmt.Sprint(test.X.RawRowView(0)), " ", ""), "[]") != want.Row || test.Labels[0] != want.Label {
		t.Errorf("first test row %v of digit %d", test.X.RawRowView(0), test.Labels[0])
	}
	if test.Columns[0] != "p00" || test.Columns[63] != "p77" {
		t.Errorf("columns %q", test.Columns)
	}
}

func TestSamples(t *testing.T) {
	s := &Samples{Name: "abc", X: mat.NewDense(3, 2, []float64{0, 1, 2, 3, 4, 5}), Columns: []string{"u", "v"}, Labels: []int{1, 0, 1}, Classes: []string{"a", "b", "c"}}
	got, err := s.Rows([]int{2, 0, 2})
	if err != nil || !slices.Equal(got.X.RawMatrix().Data, []float64{4, 5, 0, 1, 4, 5}) || !slices.Equal(got.Labels, []int{1, 1, 1}) {
		t.Errorf("Rows: %v, %v", got, err)
	}
	got.X.Set(0, 0, 9)
	if s.X.At(2, 0) != 4 {
		t.Error("Rows shares memory")
	}
	if got, err = s.Select("v"); err != nil || got.D() != 1 || got.X.At(2, 0) != 5 || s.D() != 2 {
		t.Errorf("Select: %v, %v", got, err)
	}
	if got, err = s.Class("a"); err != nil || got.Len() != 1 || got.X.At(0, 0) != 2 {
		t.Errorf("Class: %v, %v", got, err)
	}
	if b := s.Threshold(2); !slices.Equal(b.X.RawMatrix().Data, []float64{0, 0, 1, 1, 1, 1}) || s.X.At(0, 1) != 1 {
		t.Errorf("Threshold: %v", b.X)
	}
	shuffled, err := s.Rows(rand.New(rand.NewPCG(1, 1)).Perm(3))
	if err != nil || mat.Sum(shuffled.X) != 15 {
		t.Errorf("shuffled: %v, %v", shuffled, err)
	}
	for name, f := range map[string]func() error{
		"row 3 is asked for, there are 0 to 2": func() error { _, err := s.Rows([]int{0, 3}); return err },
		"row -1":                               func() error { _, err := s.Rows([]int{-1}); return err },
		"no row is asked for":                  func() error { _, err := s.Rows(nil); return err },
		"split after 3 of 3":                   func() error { _, _, err := s.Split(3); return err },
		"split after 0":                        func() error { _, _, err := s.Split(0); return err },
		`no class "d"`:                         func() error { _, err := s.Class("d"); return err },
		`no row is of class "c"`:               func() error { _, err := s.Class("c"); return err },
		`no column "w"`:                        func() error { _, err := s.Select("w"); return err },
		"no column is asked for":               func() error { _, err := s.Select(); return err },
	} {
		if err := f(); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("want %q, got %v", name, err)
		}
	}
}

func TestWhere(t *testing.T) {
	table, err := Penguins()
	if err != nil {
		t.Fatal(err)
	}
	dream, err := table.Where("island", "Dream")
	if err != nil || dream.Len() != 124 {
		t.Errorf("%d penguins on Dream, want 124; %v", dream.Len(), err)
	}
	if _, err := table.Where("island", "Atlantis"); err == nil || !strings.Contains(err.Error(), `no row has "Atlantis"`) {
		t.Error(err)
	}
	if _, err := table.Where("planet", "Dream"); err == nil || !strings.Contains(err.Error(), `no column "planet"`) {
		t.Error(err)
	}
}

// TestBadTables: a table that is absent, changed or torn is told as such, by its loader and by its report.
func TestBadTables(t *testing.T) {
	for _, report := range TableReports() {
		if !report.OK() {
			t.Errorf("%v", report)
		}
	}
	emptyPlaces(t)
	dir := t.TempDir()
	t.Setenv(workspace.EnvData, dir)
	put(t, filepath.Join(dir, "iris"), map[string][]byte{"iris.csv": []byte("a,b\n1,2\n")})
	put(t, filepath.Join(dir, "digits"), map[string][]byte{"digits.csv.gz": []byte("\x1f\x8b\x08torn")})
	if _, err := Iris(); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), "SHA-256") {
		t.Errorf("a changed file: %v", err)
	}
	if _, _, err := BinaryDigits(); !errors.Is(err, ErrFormat) {
		t.Errorf("a torn file: %v", err)
	}
	reports := TableReports()
	if reports[1].OK() || !errors.Is(reports[2].Files[0].Err, ErrFormat) || !reports[0].OK() {
		t.Errorf("reports %v", reports)
	}
	t.Setenv(workspace.EnvRoot, dir)
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module "+workspace.Module+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := PenguinMeasures(); err == nil || !strings.Contains(err.Error(), "git checkout -- data/penguins") {
		t.Errorf("an absent file: %v", err)
	}
	if report := TableReports()[3]; !errors.Is(report.Files[0].Err, ErrAbsent) {
		t.Errorf("report of an absent file: %v", report)
	}
}

func TestCut(t *testing.T) {
	table, err := ReadCSV(strings.NewReader("u,x\na,1\nb,NA\nc,2\nd,3.5\ne,2.9\n"), "cut.csv")
	if err != nil {
		t.Fatal(err)
	}
	cut, err := table.Cut("x", "size", []float64{2, 3}, []string{"low", "mid", "high"})
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := cut.Text("size"); !slices.Equal(got, []string{"low", "NA", "mid", "high", "mid"}) || len(table.Columns) != 2 || len(table.Rows[0]) != 2 {
		t.Errorf("classes %q of %q", got, table.Rows)
	}
	for want, f := range map[string]func() (*Table, error){
		`no column "y"`:                        func() (*Table, error) { return table.Cut("y", "size", nil, []string{"all"}) },
		`"a" in column u`:                      func() (*Table, error) { return table.Cut("u", "size", nil, []string{"all"}) },
		`cannot be called "x"`:                 func() (*Table, error) { return table.Cut("x", "x", nil, []string{"all"}) },
		"break 1 is 1":                         func() (*Table, error) { return table.Cut("x", "size", []float64{1, 1}, []string{"a", "b", "c"}) },
		"break 0 is NaN":                       func() (*Table, error) { return table.Cut("x", "size", []float64{math.NaN()}, []string{"a", "b"}) },
		"1 breaks make 2 classes, there are 1": func() (*Table, error) { return table.Cut("x", "size", []float64{1}, []string{"a"}) },
	} {
		if _, err := f(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v; want %q", err, want)
		}
	}
}
