"""Strips a notebook to what is committed: metadata by allow-list, outputs without traces of the run."""

from __future__ import annotations

import re

from nbformat import NotebookNode

CELL_KEYS = ("tags", "slideshow", "vaebook")
BOOK_KEYS = ("kernelspec", "language_info", "rise", "vaebook")
KERNEL = {"display_name": "Go (gonb)", "language": "go", "name": "gonb"}
LANGUAGE = {"file_extension": ".go", "mimetype": "text/x-go", "name": "go", "codemirror_mode": "go"}
RISE = {"theme": "serif"}

# GoNB's ids of page elements and comms differ in every run; they are numbered in order of appearance.
TRANSIENT_ID = re.compile(r"gonb_(?:[a-z]+_)*[0-9a-f]{8}\b")


def clean(nb: NotebookNode) -> NotebookNode:
    """Cleans a notebook in place and returns it."""
    nb.metadata = NotebookNode({k: nb.metadata[k] for k in BOOK_KEYS if k in nb.metadata})
    nb.metadata.kernelspec = NotebookNode(KERNEL)
    nb.metadata.language_info = NotebookNode(LANGUAGE)
    nb.metadata.setdefault("rise", NotebookNode(RISE))
    nb.nbformat, nb.nbformat_minor = 4, 5
    count = 0
    for cell in nb.cells:
        cell.metadata = NotebookNode({k: cell.metadata[k] for k in CELL_KEYS if k in cell.metadata})
        cell.source = "\n".join(line.rstrip() for line in cell.source.strip("\n").split("\n"))
        if cell.cell_type != "code":
            continue
        if cell.source.strip():
            count += 1
            cell.execution_count = count
        else:
            cell.execution_count = None
        cell.outputs = clean_outputs(cell.outputs)
    rename_ids(nb)
    return nb


def clean_outputs(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Joins neighbouring pieces of one stream and drops what a run leaves behind in an output."""
    kept: list[NotebookNode] = []
    for output in outputs:
        if output.output_type == "stream":
            if kept and kept[-1].output_type == "stream" and kept[-1].name == output.name:
                kept[-1].text += output.text
                continue
        elif output.output_type in ("display_data", "execute_result"):
            if not any(str(text).strip() for text in output.data.values()):
                continue
            output.metadata = NotebookNode()
            output.pop("transient", None)
            if output.output_type == "execute_result":
                output.execution_count = None
        kept.append(NotebookNode(output))
    return kept


def rename_ids(nb: NotebookNode) -> None:
    """Numbers GoNB's transient ids in the outputs in order of appearance."""
    names: dict[str, str] = {}

    def rename(match: re.Match) -> str:
        return names.setdefault(match.group(0), f"gonb_id_{len(names) + 1}")

    for cell in nb.cells:
        for output in cell.get("outputs", []):
            for kind, text in output.get("data", {}).items():
                if isinstance(text, str) and kind.startswith("text/"):
                    output.data[kind] = TRANSIENT_ID.sub(rename, text)
