package lang

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strconv"
	"strings"
)

// text is an English text that a source shows to readers, and where.
type text struct{ where, en string }

// printers are the functions of viz that look their texts up: the number is how
// many of the first arguments are texts, 9 for all.
var printers = map[string]int{
	"Printf": 1, "Println": 9, "Text": 1, "Slider": 1, "Button": 1,
}

// scanGo lists the texts of a Go source: literals given to T and In, to viz's
// printing functions, and inside literals of viz's types.
func scanGo(name string, src []byte) ([]text, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, src, 0)
	if err != nil {
		return nil, err
	}
	var out []text
	add := func(e ast.Expr) {
		if s, ok := literal(e); ok {
			out = append(out, text{fset.Position(e.Pos()).String(), s})
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			for _, e := range callTexts(n) {
				add(e)
			}
		case *ast.CompositeLit:
			if vizType(n.Type) {
				for _, e := range literalsIn(n) {
					add(e)
				}
				return true
			}
		}
		return true
	})
	return out, nil
}

// callTexts gives the arguments of a call that are texts for readers.
func callTexts(c *ast.CallExpr) []ast.Expr {
	pkg, name := "", ""
	switch f := c.Fun.(type) {
	case *ast.Ident:
		name = f.Name
	case *ast.SelectorExpr:
		x, ok := f.X.(*ast.Ident)
		if !ok {
			return nil
		}
		pkg, name = x.Name, f.Sel.Name
	}
	switch {
	case name == "T" && (pkg == "lang" || pkg == "") && len(c.Args) > 0:
		return c.Args[:1]
	case name == "In" && pkg == "lang" && len(c.Args) > 1:
		return c.Args[1:2]
	case pkg == "viz":
		return c.Args[:min(printers[name], len(c.Args))]
	}
	return nil
}

// vizType reports whether a literal's type is viz.Something, or a slice of it.
func vizType(e ast.Expr) bool {
	switch t := e.(type) {
	case *ast.SelectorExpr:
		x, ok := t.X.(*ast.Ident)
		return ok && x.Name == "viz"
	case *ast.ArrayType:
		return vizType(t.Elt)
	}
	return false
}

// literalsIn lists the string literals of a figure, but not those inside calls
// and functions, which make texts of their own.
func literalsIn(n ast.Node) []ast.Expr {
	var out []ast.Expr
	ast.Inspect(n, func(m ast.Node) bool {
		switch m := m.(type) {
		case *ast.CallExpr, *ast.FuncLit, *ast.IndexExpr:
			return false
		case *ast.CompositeLit:
			return m == n || !vizType(m.Type) // those are visited by themselves
		case *ast.BinaryExpr, *ast.BasicLit:
			if _, ok := literal(m.(ast.Expr)); ok {
				out = append(out, m.(ast.Expr))
				return false
			}
		}
		return true
	})
	return out
}

// literal gives the value of a string literal, or of several joined by +.
func literal(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			s, err := strconv.Unquote(e.Value)
			return s, err == nil
		}
	case *ast.BinaryExpr:
		a, ok := literal(e.X)
		b, ok2 := literal(e.Y)
		return a + b, ok && ok2 && e.Op == token.ADD
	case *ast.ParenExpr:
		return literal(e.X)
	}
	return "", false
}

// scanNotebook lists the texts of a notebook's Go cells.
func scanNotebook(name string) ([]text, error) {
	raw, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var nb struct {
		Cells []struct {
			ID     string          `json:"id"`
			Type   string          `json:"cell_type"`
			Source json.RawMessage `json:"source"`
		} `json:"cells"`
	}
	if err := json.Unmarshal(raw, &nb); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var out []text
	for _, c := range nb.Cells {
		if c.Type != "code" {
			continue
		}
		found, err := scanGo(name+"#"+c.ID, []byte(goOfCell(sourceOf(c.Source))))
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

// sourceOf reads a cell's source, one string or a list of lines.
func sourceOf(raw json.RawMessage) string {
	var lines []string
	if json.Unmarshal(raw, &lines) == nil {
		return strings.Join(lines, "")
	}
	var s string
	_ = json.Unmarshal(raw, &s)
	return s
}

// goOfCell makes a Go file of a GoNB cell: what follows %% is the body of main,
// other lines that begin with % or ! are for the kernel.
func goOfCell(src string) string {
	var b strings.Builder
	b.WriteString("package cell\n")
	end := ""
	for _, line := range strings.Split(src, "\n") {
		switch {
		case strings.HasPrefix(line, "%%"):
			b.WriteString("func main() {\n")
			end = "}\n"
		case strings.HasPrefix(line, "%"), strings.HasPrefix(line, "!"):
			b.WriteString("\n")
		default:
			b.WriteString(line + "\n")
		}
	}
	return b.String() + end
}
