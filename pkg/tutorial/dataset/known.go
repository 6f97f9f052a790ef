package dataset

// The names that both data sets give their four files.
const (
	trainImages = "train-images-idx3-ubyte.gz"
	trainLabels = "train-labels-idx1-ubyte.gz"
	testImages  = "t10k-images-idx3-ubyte.gz"
	testLabels  = "t10k-labels-idx1-ubyte.gz"
)

var fashionMNIST = set{
	title:   "Fashion-MNIST",
	origin:  "github.com/zalandoresearch/fashion-mnist",
	licence: "MIT",
	cite:    "Xiao, Rasul, Vollgraf 2017, arXiv:1708.07747",
	files: [4]file{
		{"fashion-mnist", trainImages, []int{60000, 28, 28}, "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"},
		{"fashion-mnist", trainLabels, []int{60000}, "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"},
		{"fashion-mnist", testImages, []int{10000, 28, 28}, "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"},
		{"fashion-mnist", testLabels, []int{10000}, "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"},
	},
	classes: []string{"T-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"},
}

var mnist = set{
	title:   "MNIST",
	origin:  "yann.lecun.com/exdb/mnist",
	licence: "CC BY-SA 3.0",
	cite:    "LeCun, Bottou, Bengio, Haffner 1998, Proc. IEEE 86 (11)",
	fetch:   true,
	files: [4]file{
		{"mnist", trainImages, []int{60000, 28, 28}, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"},
		{"mnist", trainLabels, []int{60000}, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"},
		{"mnist", testImages, []int{10000, 28, 28}, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"},
		{"mnist", testLabels, []int{10000}, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"},
	},
	classes: []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"},
}
