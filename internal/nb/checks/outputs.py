"""Checks of the stored outputs of one notebook."""

from __future__ import annotations

import re
from pathlib import Path

from nbformat import NotebookNode

from .. import compare, figures, paths
from ..report import Failure

FOLDERS = "home|root|tmp|var|Users|private|mnt|opt|usr|work|srv|build|builds|workspace|data|github"
PLACES = re.compile("|".join((
    r"(?<![\w/:.~$})*-])/(?:" + FOLDERS + r")/[\w.@-]+[^\s\"'<>)]*",
    r"(?<!\w)[A-Z]:\\\w[^\s\"'<>]*",
    r"\bgonb_[0-9a-f]{8}\b",
    r"\b0xc0[0-9a-f]{8}\b")))
LOADS = re.compile(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//[^"'\s>]+|url\(\s*["']?(?:https?:)?//[^)]+|@import[^;]+""", re.I)
ACTIVE = re.compile(r"<script\b|<iframe\b|<object\b|\son\w+\s*=", re.I)


def code_cells(nb: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in nb.cells if cell.cell_type == "code"]


def machine_path(text: str) -> str:
    """The first trace of a machine in a text: a path, a temporary name of the kernel, an address in memory."""
    for literal in (str(paths.root()), str(Path.home())):
        if len(literal) > 3 and literal in text:
            return literal
    found = PLACES.search(text)
    return found.group(0) if found else ""


def errors(path: Path, nb: NotebookNode) -> list[Failure]:
    """No stored output is an error, and nothing went to standard error."""
    found = []
    for cell in code_cells(nb):
        for output in cell.outputs:
            if output.output_type == "error" or output.get("name") == "stderr":
                what = "an error" if output.output_type == "error" else "text on standard error"
                found.append(Failure(path, cell.id, "error", f"the output holds {what}", cell.source,
                                     figures.of_output(output)[0]))
    return found


def machines(path: Path, nb: NotebookNode) -> list[Failure]:
    """No cell and no output names a place on a machine."""
    found = []
    for cell in nb.cells:
        texts = [("the cell", figures.cut(cell.source)[0])]
        texts += [("an output", figures.of_output(o)[0]) for o in cell.get("outputs", [])]
        texts += [("an alt text", figure.alt) for figure in figures.of_cell(cell)]
        for where, text in texts:
            trace = machine_path(text)
            if trace:
                found.append(Failure(path, cell.id, "machine", f"{where} names {trace}", cell.source,
                                     compare.shown(cell.get("outputs", []))))
                break
    return found


def alt_texts(path: Path, nb: NotebookNode) -> list[Failure]:
    """Every figure has a text for those who do not see it."""
    found = []
    for cell in nb.cells:
        for figure in figures.of_cell(cell):
            if not figure.alt.strip():
                found.append(Failure(path, cell.id, "alt", f"a figure ({figure.kind}) without alt text", cell.source))
    return found


def survives(path: Path, nb: NotebookNode) -> list[Failure]:
    """Outputs are seen in a notebook that is not trusted, without a network: no inline SVG, no script, nothing loaded."""
    found = []
    for cell in nb.cells:
        pieces = [cell.source] if cell.cell_type == "markdown" else [
            text for o in cell.outputs for kind, text in o.get("data", {}).items() if isinstance(text, str)]
        for o in cell.get("outputs", []):
            if "image/svg+xml" in o.get("data", {}) or "application/javascript" in o.get("data", {}):
                found.append(Failure(path, cell.id, "survives", "an output of a kind that is lost without trust: "
                                     + ", ".join(o.data), cell.source))
        for text in pieces:
            text = figures.IMG_TAG.sub(lambda m: re.sub(r"data:[^\"']+", "", m.group(0)), text)
            for pattern, problem in ((figures.INLINE_SVG, "inline SVG, which JupyterLab strips without trust; use an img"),
                                     (ACTIVE, "a script, which does not run without trust"),
                                     (LOADS, "loads something from the network")):
                hit = pattern.search(text)
                if hit and not (cell.cell_type == "markdown" and pattern is LOADS and "href" in hit.group(0).lower()):
                    found.append(Failure(path, cell.id, "survives", f"{problem}: {hit.group(0)[:100]}", cell.source))
        for figure in figures.of_cell(cell):
            if re.match(r"file (?:https?:)?//", figure.kind):
                found.append(Failure(path, cell.id, "survives", f"a picture from the network: {figure.kind[5:]}", cell.source))
    return found


def order(path: Path, nb: NotebookNode) -> list[Failure]:
    """No cell prints both to its standard output and as a display: the kernel keeps no order between them."""
    found = []
    for cell in code_cells(nb):
        kinds = {o.output_type for o in cell.outputs}
        if "stream" in kinds and kinds & {"display_data", "execute_result"}:
            found.append(Failure(path, cell.id, "order", "printed text beside a display: their order is chance; print with viz.Printf",
                                 cell.source, compare.shown(cell.outputs)))
    return found


def executed(path: Path, nb: NotebookNode) -> list[Failure]:
    """Every code cell was executed, top to bottom."""
    found = []
    count = 0
    for cell in code_cells(nb):
        if not cell.source.strip():
            found.append(Failure(path, cell.id, "executed", "an empty code cell; delete it"))
            continue
        count += 1
        if cell.execution_count != count:
            found.append(Failure(path, cell.id, "executed", f"execution count {cell.execution_count}, {count} expected: "
                                 "never executed, or out of order; run make notebooks", cell.source))
    return found


SINGLE = (errors, machines, alt_texts, survives, order, executed)
