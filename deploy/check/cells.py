"""Cells that the checks run: short ones of our own, and those of the chapters by their ids."""

import json

from .container import Image
from .lab import Kernel

GOMLX = """\
import (
	"fmt"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/vaebook/vaebook/pkg/tutorial/backend"
)

func twice(x *graph.Node) *graph.Node {{ return graph.MulScalar(x, {factor}) }}

%%
fmt.Println("product", graph.MustExecOnce(backend.Default(), twice, []float64{{21}}).Value())"""


def answers(kernel: Kernel) -> None:
    """A cell is compiled, run, and prints."""
    kernel.run("%noautoget")
    said = kernel.run('import "fmt"\n\n%%\nfmt.Println("answer", 6*7)')
    assert "answer 42" in said, f"a cell that prints `answer 42` printed: {said[:300]}"


def gomlx(kernel: Kernel, factor: int) -> None:
    said = kernel.run(GOMLX.format(factor=factor))
    assert f"product [{21 * factor}]" in said, f"a GoMLX cell that prints `product [{21 * factor}]` printed: {said[:300]}"


def of_chapter(image: Image, name: str) -> dict:
    """A chapter's code cells: id → source."""
    path = next((image.root / "opt/vaebook/notebooks/en").glob(f"{name}-*.ipynb"))
    notebook = json.loads(path.read_text())
    return {c["id"]: "".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"}
