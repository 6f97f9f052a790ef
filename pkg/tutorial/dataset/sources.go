package dataset

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
)

// set is a known data set of images: its files in the order train images, train labels, test images, test labels.
type set struct {
	title, origin, licence, cite string
	files                        [4]file
	classes                      []string
	fetch                        bool // may be downloaded
}

// FashionMNIST loads Fashion-MNIST (Xiao, Rasul, Vollgraf 2017) from the clone's data/fashion-mnist:
// 60,000 images to train on and 10,000 to test, 28×28 pixels, ten kinds of clothing. The content is held against its SHA-256.
func FashionMNIST() (train, test *Images, err error) { return fashionMNIST.load(context.Background()) }

// MNIST loads the handwritten digits of LeCun, Cortes and Burges (1998): 60,000 images to train on and 10,000 to
// test, 28×28 pixels. They are not in the clone: the folder mnist is looked for in the folders of VAEBOOK_DATA and
// in the cache, else the files are downloaded into the cache. The content is held against its SHA-256.
func MNIST() (train, test *Images, err error) { return mnist.load(context.Background()) }

// MNISTContext is MNIST with a context that can end a download.
func MNISTContext(ctx context.Context) (train, test *Images, err error) { return mnist.load(ctx) }

// load reads the four files side by side.
func (s *set) load(ctx context.Context) (train, test *Images, err error) {
	var data [4][]uint8
	var errs [4]error
	var wait sync.WaitGroup
	for i := range s.files {
		wait.Go(func() { data[i], errs[i] = s.loadFile(ctx, &s.files[i]) })
	}
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, nil, err // one at a time: the others most often fail for the same reason
		}
	}
	train, err = s.images("train", 0, data[0], data[1])
	if err != nil {
		return nil, nil, err
	}
	test, err = s.images("test", 2, data[2], data[3])
	return train, test, err
}

// loadFile gives one file's verified data. Where the set may be downloaded, a missing file is, and a broken one in
// the cache is replaced; a broken file in anybody's own folder is only named.
func (s *set) loadFile(ctx context.Context, f *file) ([]uint8, error) {
	data, err := f.load()
	if err == nil {
		return data, nil
	}
	absent := errors.Is(err, ErrAbsent)
	if absent && !s.fetch {
		return nil, fmt.Errorf("dataset: %s/%s is in no data folder; restore it with: git checkout -- data/%s", f.set, f.name, f.set)
	}
	if !s.fetch || !absent && !f.brokenInCache(err) {
		return nil, err
	}
	data, fetchErr := newFetcher().fetch(ctx, f)
	if fetchErr != nil && !absent {
		fetchErr = oneLine{err, fetchErr}
	}
	return data, fetchErr
}

// images puts the pixels and labels of files i and i+1 together.
func (s *set) images(part string, i int, pixels, labels []uint8) (*Images, error) {
	dims := s.files[i].dims
	if top := slices.Max(labels); int(top) >= len(s.classes) {
		return nil, fmt.Errorf("dataset: %s: label %d, want 0 to %d; get the file again", s.files[i+1].name, top, len(s.classes)-1)
	}
	return &Images{Name: s.title + " " + part, H: dims[1], W: dims[2], Pixels: pixels, Labels: labels, Classes: s.classes}, nil
}
