"""Reading and writing a notebook file."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

import nbformat
from nbformat import NotebookNode


def read(path: Path) -> NotebookNode:
    """A notebook file as nbformat 4."""
    return nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)


def dumps(nb: NotebookNode) -> str:
    """The one way a notebook is written: keys sorted, one space of indentation, Unicode as it is."""
    plain = nbformat.v4.rwbase.split_lines(nbformat.from_dict(json.loads(json.dumps(nb))))
    return json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def write(path: Path, nb: NotebookNode) -> None:
    """Writes a notebook whole or not at all: a temporary file beside it, synced, then renamed."""
    nbformat.validate(nb)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(dumps(nb))
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def tags(cell: NotebookNode) -> list[str]:
    """A cell's tags."""
    return list(cell.metadata.get("tags", []))


def own(node: NotebookNode) -> dict:
    """What this project keeps in the metadata of a cell or notebook."""
    return node.metadata.get("vaebook", {})


def cell_id(cell: NotebookNode, index: int) -> str:
    """A cell's id, or its place where it has none."""
    return cell.get("id") or f"cell {index + 1}"


def by_id(nb: NotebookNode) -> dict[str, NotebookNode]:
    """The cells of a notebook by their id."""
    return {cell.get("id"): cell for cell in nb.cells}
