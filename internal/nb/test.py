"""`nb test`: checks every notebook, executes the English ones anew, compares with the stored outputs of both editions."""

from __future__ import annotations

import time
from pathlib import Path

from nbformat import NotebookNode

from . import backend, book, check, clean, compare, execute, paths
from .report import Failure, Tally, note


def test(base: Path, names: list[str]) -> int:
    """Tests the named notebooks; returns the exit status."""
    tally = Tally()
    check.run(base, names, tally)
    for path in paths.select(paths.notebooks("en", base), names):
        tally.add(f"{paths.label(path)} gives its stored outputs", fresh(path))
        zh_path = paths.other_edition(path, "zh")
        if zh_path.exists():
            tally.add(f"{paths.label(zh_path)} shows the English edition's numbers and figures", editions(path, zh_path))
    return tally.close()


def fresh(path: Path) -> list[Failure]:
    """Executes an English notebook and compares each cell with its stored outputs."""
    stored = book.read(path)
    start = time.monotonic()
    done, failures = execute.execute(path, book.read(path))
    note(f"     {paths.label(path)}: executed in {time.monotonic() - start:.0f} s")
    if failures:
        return failures
    name = machine(stored)
    for new, old in zip(clean.clean(done).cells, stored.cells):
        if new.cell_type == "code":
            failures += compare.cell(path, new, old, name)
    return failures


def editions(en_path: Path, zh_path: Path) -> list[Failure]:
    """Compares the stored outputs of the Chinese notebook with those of the English one, cell by cell."""
    en, failures = book.read(en_path), []
    english = book.by_id(en)
    name = book.own(en).get("backend", "go")
    for cell in book.read(zh_path).cells:
        if cell.cell_type == "code" and cell.id in english:
            failures += compare.editions(zh_path, cell, english[cell.id], name)
    return failures


def machine(nb: NotebookNode) -> str:
    """This machine's backend, asked only where a tolerance may depend on it."""
    return backend.name() if any("tolerance" in book.own(cell) for cell in nb.cells) else "go"
