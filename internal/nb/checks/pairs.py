"""Checks of the two editions of one notebook against each other."""

from __future__ import annotations

from pathlib import Path

from nbformat import NotebookNode

from .. import book, edition, figures, formulas
from ..report import Failure


def cells(en_path: Path, en: NotebookNode, zh_path: Path, zh: NotebookNode) -> list[Failure]:
    """Both have the same cells in the same order."""
    ours, theirs = [c.id for c in zh.cells], [c.id for c in en.cells]
    found = [Failure(zh_path, name, "cells", "the English cell has no Chinese one", book.by_id(en)[name].source)
             for name in theirs if name not in ours]
    found += [Failure(zh_path, name, "cells", "no English cell has this id", book.by_id(zh)[name].source)
              for name in ours if name not in theirs]
    if not found and ours != theirs:
        place = next(i for i, (a, b) in enumerate(zip(ours, theirs)) if a != b) if len(ours) == len(theirs) else 0
        found = [Failure(zh_path, ours[place], "cells", f"the order differs: {theirs[place]} is expected here")]
    return found


def both(en: NotebookNode, zh: NotebookNode):
    """The pairs of cells of the same id."""
    chinese = book.by_id(zh)
    return [(cell, chinese[cell.id]) for cell in en.cells if cell.id in chinese]


def code(en_path: Path, en: NotebookNode, zh_path: Path, zh: NotebookNode) -> list[Failure]:
    """The code is one, and so is what a cell's metadata says of it."""
    found = []
    for theirs, ours in both(en, zh):
        if ours.cell_type != theirs.cell_type:
            found.append(Failure(zh_path, ours.id, "code", f"is {ours.cell_type}, the English cell is {theirs.cell_type}"))
        elif ours.cell_type == "code" and ours.source != theirs.source:
            found.append(Failure(zh_path, ours.id, "code", "differs from the English cell; run make notebooks",
                                 ours.source, expected=theirs.source))
        if marks(ours) != marks(theirs):
            found.append(Failure(zh_path, ours.id, "code", f"tags, slide or tolerance {marks(ours)}, the English cell {marks(theirs)}"))
    return found


def marks(cell: NotebookNode) -> list:
    """What both editions say of a cell."""
    return [book.tags(cell), cell.metadata.get("slideshow", {}).get("slide_type"), book.own(cell).get("tolerance")]


def mathematics(en_path: Path, en: NotebookNode, zh_path: Path, zh: NotebookNode) -> list[Failure]:
    """The same displayed formulas and tags, and the same statements inside the sentences, cell by cell."""
    found = []
    known = {name for cell in en.cells if cell.cell_type == "markdown" for name in formulas.names(cell.source)}
    for theirs, ours in both(en, zh):
        if ours.cell_type != "markdown" or theirs.cell_type != "markdown":
            continue
        compared = ((map(formulas.same, formulas.display(ours.source)), map(formulas.same, formulas.display(theirs.source)), "displayed formulas"),
                    (formulas.statements(ours.source), formulas.statements(theirs.source), "formulas in the text"))
        for here, there, what in compared:
            here, there = list(here), list(there)
            if here != there:
                extra, missing = [f for f in here if f not in there], [f for f in there if f not in here]
                found.append(Failure(zh_path, ours.id, "formulas", f"{what} differ: only here {extra}, only in English {missing}"
                                     if extra or missing else f"{what} differ in order or number", ours.source, expected=theirs.source))
        strange = formulas.names(ours.source) - known
        if strange:
            found.append(Failure(zh_path, ours.id, "formulas", f"symbols that the English edition lacks: {sorted(strange)}", ours.source))
    return found


def pictures(en_path: Path, en: NotebookNode, zh_path: Path, zh: NotebookNode) -> list[Failure]:
    """The same number of figures, cell by cell."""
    found = []
    for theirs, ours in both(en, zh):
        here, there = len(figures.of_cell(ours)), len(figures.of_cell(theirs))
        if here != there:
            found.append(Failure(zh_path, ours.id, "figures", f"{here} figures, {there} in English", ours.source))
    return found


def freshness(en_path: Path, en: NotebookNode, zh_path: Path, zh: NotebookNode) -> list[Failure]:
    """Chinese prose renders the English text as it is now."""
    found = []
    for theirs, ours in both(en, zh):
        if ours.cell_type != "markdown":
            continue
        mark = book.own(ours).get("en_sha256")
        if mark != edition.digest(theirs.source):
            found.append(Failure(zh_path, ours.id, "stale", ("has no mark of the English text it renders" if not mark else
                                 "is older than the English text") + f"; read both, then: nb stamp {zh_path.stem} --cells {ours.id}",
                                 ours.source, expected=theirs.source))
    return found


PAIR = (cells, code, mathematics, pictures, freshness)
