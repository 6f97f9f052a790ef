// Command where says in one line which backend computes here and why, and in a second how to get a faster one.
package main

import (
	"fmt"

	"github.com/vaebook/vaebook/pkg/tutorial/backend"
)

func main() {
	_, info := backend.Open()
	fmt.Println(info)
	if hint := faster(info.Name); hint != "" {
		fmt.Println(hint)
	}
}

// faster says how to get a faster backend than the one named; empty where there is none.
func faster(name string) string {
	switch name {
	case backend.Go:
		return "Faster: XLA, with a C compiler (gcc or clang) and `make setup` once more."
	case backend.CPU:
		return "Faster: an NVIDIA GPU, with `make lab BACKEND=cuda`."
	}
	return ""
}
