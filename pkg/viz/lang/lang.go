// Package lang holds the one dictionary of the book: every label, caption and
// message that the library prints is written in English in the code and looked
// up here when the Chinese edition runs. The English text is the key, so that
// code reads well and a text without an entry still prints.
//
// Which language is current follows from where the program runs: a notebook's
// cell works in the notebook's folder, notebooks/en or notebooks/zh. The
// environment variable VAEBOOK_LANG (en or zh) overrides that.
//
// Entries live in files by topic (words_*.go), each adding its own from init.
package lang

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

// Lang is a language of the book.
type Lang int

// The languages of the book. English is the zero value and the language of the keys.
const (
	EN Lang = iota
	ZH
)

// String gives the code used for folders and VAEBOOK_LANG: "en" or "zh".
func (l Lang) String() string {
	if l == ZH {
		return "zh"
	}
	return "en"
}

// Current says which language to print in: VAEBOOK_LANG where it is "en" or
// "zh" (longer forms such as zh_CN.UTF-8 are understood); else Chinese where
// the notebook's folder (GONB_DIR, or the working directory) lies in a folder
// named zh; else English. It is read at every call, so that a test can switch it.
func Current() Lang {
	switch v := strings.ToLower(os.Getenv("VAEBOOK_LANG")); {
	case strings.HasPrefix(v, "zh"):
		return ZH
	case strings.HasPrefix(v, "en"):
		return EN
	}
	dir := os.Getenv("GONB_DIR")
	if dir == "" {
		dir, _ = os.Getwd()
	}
	for _, part := range strings.Split(filepath.ToSlash(dir), "/") {
		if part == "zh" {
			return ZH
		}
	}
	return EN
}

// T gives the text en in the current language and formats args into it as
// fmt.Sprintf does. Without args the text is used as it stands, percent signs
// included. A text without an entry stays English; the package's test finds
// such texts in the book's sources before a reader does.
func T(en string, args ...any) string {
	return In(Current(), en, args...)
}

// In is T for a given language.
func In(l Lang, en string, args ...any) string {
	s := en
	if l == ZH {
		if zh, ok := words[en]; ok {
			s = zh
		}
	}
	if len(args) == 0 {
		return s
	}
	return fmt.Sprintf(s, args...)
}

// Has reports whether en has a Chinese entry, or needs none because it holds
// no word (a symbol, a number, a formula in x and z).
func Has(en string) bool {
	if _, ok := words[en]; ok {
		return true
	}
	return !hasWord(en)
}

// Entries lists all English keys in order.
func Entries() []string {
	keys := make([]string, 0, len(words))
	for k := range words {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// Chinese lists all Chinese texts in the order of Entries; the font's subset is
// made from them.
func Chinese() []string {
	keys := Entries()
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = words[k]
	}
	return out
}

var (
	words     = map[string]string{}
	conflicts []string // keys entered twice with different texts; a test holds this empty
)

// add enters a topic's words. A key may be entered twice only with the same text.
func add(m map[string]string) {
	for en, zh := range m {
		if old, ok := words[en]; ok && old != zh {
			conflicts = append(conflicts, fmt.Sprintf("%q: %q and %q", en, old, zh))
		}
		words[en] = zh
	}
}

// alike are names that both editions write the same.
var alike = map[string]bool{
	"ELBO": true, "VAE": true, "IWAE": true, "KL": true, "NLL": true, "MNIST": true, "Fashion": true,
	"PCA": true, "PPCA": true, "GMM": true, "KDE": true, "GAN": true, "RNN": true, "EM": true, "ReLU": true,
	"log": true, "exp": true, "sin": true, "cos": true, "tanh": true, "min": true, "max": true,
	"Go": true, "XLA": true, "CPU": true, "GPU": true, "JAX": true, "GoMLX": true, "Adam": true,
}

// hasWord reports whether s holds a word: two ASCII letters in a row that are
// neither part of a format verb nor a name written alike in both editions. Then
// it needs a translation; "x", "z₁", "KL" and "%d × %d" do not.
func hasWord(s string) bool {
	start := -1
	for i := 0; i <= len(s); i++ {
		if i < len(s) && (s[i] >= 'a' && s[i] <= 'z' || s[i] >= 'A' && s[i] <= 'Z') {
			if start < 0 {
				start = i
			}
			continue
		}
		if start >= 0 && i-start >= 2 && !alike[s[start:i]] {
			return true
		}
		start = -1
		if i < len(s) && s[i] == '%' {
			i = verbEnd(s, i)
		}
	}
	return false
}

// verbEnd gives the index of the last byte of the format verb that starts at i.
func verbEnd(s string, i int) int {
	for j := i + 1; j < len(s); j++ {
		if !strings.ContainsRune("0123456789.+-# []*", rune(s[j])) {
			return j
		}
	}
	return len(s) - 1
}
