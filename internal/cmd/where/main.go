// Command where says in one line which backend computes here and why, and in a second how to get a faster one.
package main

import (
	"fmt"
	"os"

	"github.com/vaebook/vaebook/pkg/tutorial/backend"
)

func main() {
	_, info := backend.Open()
	fmt.Println(info)
	if hint := faster(info.Name, os.Getenv(backend.Env)); hint != "" {
		fmt.Println(hint)
	}
}

// faster says how to get a faster backend than the one named, where the line of info does not say it already.
func faster(name, asked string) string {
	switch {
	case name == backend.Go && asked == backend.Go:
		return "Faster: the same command without BACKEND=go."
	case name == backend.CPU && asked != "cuda":
		return "Faster: an NVIDIA GPU, with make lab BACKEND=cuda."
	}
	return ""
}
