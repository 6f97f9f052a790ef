package core

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// EnvFunctions names the variable that tells a chapter's comparison which functions the notebook's core cells declare.
const EnvFunctions = "VAEBOOK_CORE"

// Compare runs the comparison of a chapter, such as "chapter08", on the cells. root is the clone, scratch a folder for
// two small files; env adds variables, such as VAEBOOK_BACKEND. The error holds what go test said.
func (c Cells) Compare(root, chapter, scratch string, env ...string) error {
	source := filepath.Join(scratch, "cells.go")
	if err := os.WriteFile(source, []byte(c.File(chapter)), 0o644); err != nil {
		return fmt.Errorf("core: %w", err)
	}
	place := filepath.Join(root, "internal", "core", chapter, "cells.go")
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{place: source}})
	if err != nil {
		return fmt.Errorf("core: %w", err)
	}
	list := filepath.Join(scratch, "overlay.json")
	if err := os.WriteFile(list, overlay, 0o644); err != nil {
		return fmt.Errorf("core: %w", err)
	}
	cmd := exec.Command("go", "test", "-tags", "core", "-overlay", list, "./internal/core/"+chapter)
	cmd.Dir = root
	cmd.Env = append(append(os.Environ(), EnvFunctions+"="+strings.Join(c.Functions, ",")), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("core: the cells differ from the library (%w):\n%s", err, out)
	}
	return nil
}
