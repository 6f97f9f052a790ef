package dataset

import "errors"

// FashionMNIST loads Fashion-MNIST (Xiao, Rasul, Vollgraf 2017) from the clone's data/fashion-mnist:
// 60,000 images to train on and 10,000 to test, 28×28 pixels, ten kinds of clothing. Each file is held against its SHA-256.
func FashionMNIST() (train, test *Images, err error) {
	return nil, nil, errors.New("dataset: Fashion-MNIST: not readable yet")
}

// MNIST loads the handwritten digits of LeCun, Cortes, Burges (1998): 60,000 images to train on and 10,000 to
// test, 28×28 pixels.
func MNIST() (train, test *Images, err error) {
	return nil, nil, errors.New("dataset: MNIST: not readable yet")
}
