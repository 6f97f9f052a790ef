// Command words prints the tables that notebook 00 holds, from their record.
//
//	go run ./internal/cmd/words glossary zh
//	go run ./internal/cmd/words notation en
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/vaebook/vaebook/internal/words"
	"github.com/vaebook/vaebook/internal/workspace"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 2 || args[1] != "en" && args[1] != "zh" {
		return fmt.Errorf("words: found %q; say glossary or notation, then en or zh", args)
	}
	root, err := workspace.Root()
	if err != nil {
		return err
	}
	switch args[0] {
	case "glossary":
		g, err := words.LoadGlossary(filepath.Join(root, "notebooks", "glossary.json"))
		if err != nil {
			return err
		}
		fmt.Print(g.Markdown(args[1]))
	case "notation":
		n, err := words.LoadNotation(filepath.Join(root, "notebooks", "notation.json"))
		if err != nil {
			return err
		}
		fmt.Print(n.Markdown(args[1]))
	default:
		return fmt.Errorf("words: found %q; say glossary or notation", args[0])
	}
	return nil
}
