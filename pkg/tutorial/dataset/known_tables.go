package dataset

var palmerPenguins = table{
	title:   "Palmer penguins",
	origin:  "allisonhorst.github.io/palmerpenguins",
	licence: "CC0 1.0",
	cite:    "Gorman, Williams, Fraser 2014, PLoS ONE 9 (3); Horst, Hill, Gorman 2020",
	file:    file{"penguins", "penguins.csv", []int{344, 8}, "f204db2c753b0937caac3cb35258562c14f073e4bbc76be24b4c51ce22767a93"},
}

var fisherIris = table{
	title:   "Iris",
	origin:  "doi.org/10.24432/C56C76",
	licence: "CC BY 4.0",
	cite:    "Fisher 1936, Annals of Eugenics 7 (2)",
	file:    file{"iris", "iris.csv", []int{150, 5}, "27ae50b33722da23f76475e7fd89b5e0282574d3cce570f1ae2d8773d596278b"},
}

var alpaydinDigits = table{
	title:   "Digits 8×8",
	origin:  "doi.org/10.24432/C50P49",
	licence: "CC BY 4.0",
	cite:    "Alpaydin, Kaynak 1998, Kybernetika 34 (4)",
	file:    file{"digits", "digits.csv.gz", []int{1797, 65}, "1a8c0ce573804cf39bc6fdc9a6cc8f23d15cbf27a72575c1ca5fac15163717d0"},
}

var oldFaithful = table{
	title:   "Old Faithful",
	origin:  "gonum.org/v1/gonum",
	licence: "BSD 3-clause",
	cite:    "Härdle 1991, Smoothing Techniques; Azzalini, Bowman 1990, Applied Statistics 39 (3)",
	file:    file{"faithful", "faithful.csv", []int{272, 2}, "f4132c156950e0f22992d8bb50887804c03b6fb0e71f518f507e58ea85d71f19"},
}

var houseVotes = table{
	title:   "Congressional votes 1984",
	origin:  "doi.org/10.24432/C5C01P",
	licence: "CC BY 4.0",
	cite:    "Congressional Quarterly Almanac XL, 1985; Schlimmer 1987, doctoral dissertation, UC Irvine",
	file:    file{"votes", "votes.csv", []int{435, 17}, "f761202eda7985de12d21c797a68949c4d30073a710502f2a4760e676cd4dce9"},
}

var spambase = table{
	title:   "Spambase",
	origin:  "doi.org/10.24432/C53G6X",
	licence: "CC BY 4.0",
	cite:    "Hopkins, Reeber, Forman, Suermondt 1999, Hewlett-Packard Labs",
	file:    file{"spam", "spam.csv.gz", []int{4601, 58}, "edecf0bb4e99964768c200536fbfeea11e5d398b92b5053aa0fd824846c1612e"},
}

var austenNovels = table{
	title:   "Two novels by Jane Austen",
	origin:  "www.gutenberg.org",
	licence: "public domain",
	cite:    "Austen 1813, Pride and Prejudice; Austen 1815, Emma",
	file:    file{"austen", "austen.csv.gz", []int{3536, 3}, "373a9aab60dd23f4f709a4f27a9b2b2bd2e3680e2362f119e521291cfb46cf85"},
}
