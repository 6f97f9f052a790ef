package dataset_test

import (
	"fmt"
	"strings"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/dataset"
)

func ExampleFashionMNIST() {
	train, test, err := dataset.FashionMNIST()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(train.Len(), "images to train on,", test.Len(), "to test, of", train.D(), "pixels")
	fmt.Println("the first one is an", train.Classes[train.Labels[0]])
	// Output:
	// 60000 images to train on, 10000 to test, of 784 pixels
	// the first one is an ankle boot
}

func ExampleThreshold() {
	fmt.Println(dataset.Threshold([]uint8{0, 100, 127, 128, 255}, 128))
	// Output: [0 0 0 1 1]
}

// The same seed and epoch give the same pixels; another epoch gives others, of which grey 64 is white a quarter of the time.
func ExampleBernoulli() {
	grey := []uint8{64, 64, 64, 64, 64, 64, 64, 64}
	fmt.Println(dataset.Bernoulli(grey, 1, 0))
	fmt.Println(dataset.Bernoulli(grey, 1, 0))
	fmt.Println(dataset.Bernoulli(grey, 1, 1))
	// Output:
	// [0 0 0 0 1 1 0 0]
	// [0 0 0 0 1 1 0 0]
	// [1 0 0 1 0 0 0 1]
}

func ExampleReadIDX() {
	file := "\x00\x00\x08\x02" + "\x00\x00\x00\x02" + "\x00\x00\x00\x03" + "\x01\x02\x03\x04\x05\x06"
	idx, err := dataset.ReadIDX(strings.NewReader(file), "six.idx")
	fmt.Println(idx.Dims, idx.Data, err)
	_, err = dataset.ReadIDX(strings.NewReader(file[:16]), "six.idx")
	fmt.Println(err)
	// Output:
	// [2 3] [1 2 3 4 5 6] <nil>
	// dataset: six.idx: offset 16: found the end, want 2 more bytes of data; the file is torn or not the right one: get it again
}

func ExampleReadCSV() {
	table, err := dataset.ReadCSV(strings.NewReader("species,bill\nAdelie,39.1\nGentoo,NA\nGentoo,46.5\n"), "penguins.csv")
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = table.Float("bill")
	fmt.Println(err)
	whole, _ := table.Complete()
	bills, _ := whole.Float("bill")
	fmt.Println(bills)
	// Output:
	// dataset: penguins.csv: line 3, offset 25: found "NA" in column bill, want a decimal number; leave rows with missing values away with Complete
	// [39.1 46.5]
}

// Eleven penguins lack values. They are seen before they are left away.
func ExamplePenguins() {
	table, err := dataset.Penguins()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range table.Missing() {
		fmt.Println(m.Column, m.Rows)
	}
	_, err = table.Float("body_mass_g")
	fmt.Println(err)
	whole, _ := table.Complete()
	fmt.Println(table.Len(), "penguins,", whole.Len(), "of which all is known")
	// Output:
	// bill_length_mm [3 271]
	// bill_depth_mm [3 271]
	// flipper_length_mm [3 271]
	// body_mass_g [3 271]
	// sex [3 8 9 10 11 47 178 218 256 268 271]
	// dataset: Palmer penguins: line 5, offset 223: found "NA" in column body_mass_g, want a decimal number; leave rows with missing values away with Complete
	// 344 penguins, 333 of which all is known
}

func ExampleBinaryDigits() {
	train, test, err := dataset.BinaryDigits()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(train.Len(), "to train on,", test.Len(), "to test")
	fmt.Println("a", train.Classes[train.Labels[0]])
	for i := range 8 {
		fmt.Println(train.X.RawRowView(0)[8*i : 8*i+8])
	}
	// Output:
	// 1437 to train on, 360 to test
	// a 0
	// [0 0 0 1 1 0 0 0]
	// [0 0 1 1 1 1 0 0]
	// [0 0 1 0 0 1 1 0]
	// [0 0 1 0 0 1 1 0]
	// [0 0 1 0 0 1 1 0]
	// [0 0 1 0 0 1 0 0]
	// [0 0 1 0 1 1 0 0]
	// [0 0 0 1 1 0 0 0]
}

// The last two questions lack votes; the fourth tells the parties apart best.
func ExampleVotes() {
	table, err := dataset.Votes()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range table.Missing()[14:] {
		fmt.Println(m.Column, len(m.Rows), "missing")
	}
	for _, party := range []string{"democrat", "republican"} {
		rows, _ := table.Where("party", party)
		yes, _ := rows.Where("physician_fee_freeze", "y")
		fmt.Println(yes.Len(), "of", rows.Len(), party+"s for the freeze")
	}
	// Output:
	// duty_free_exports 28 missing
	// export_administration_act_south_africa 104 missing
	// 14 of 267 democrats for the freeze
	// 163 of 168 republicans for the freeze
}

func ExampleSpam() {
	emails, err := dataset.Spam()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, class := range emails.Classes {
		rows, _ := emails.Class(class)
		free, _ := rows.Select("free")
		fmt.Printf("%d e-mails of class %s, in which %.2f%% of the words are free\n", rows.Len(), class, mat.Sum(free.X)/float64(rows.Len()))
	}
	// Output:
	// 2788 e-mails of class nonspam, in which 0.07% of the words are free
	// 1813 e-mails of class spam, in which 0.52% of the words are free
}

func ExampleAusten() {
	novels, err := dataset.Austen()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, row := range [][]string{novels.Rows[0], novels.Rows[novels.Len()-1]} {
		fmt.Printf("%s, chapter %s: %.50s…\n", row[0], row[1], row[2])
	}
	// Output:
	// Pride and Prejudice, chapter 1: It is a truth universally acknowledged, that a sin…
	// Emma, chapter 55: The wedding was very much like other weddings, whe…
}
