"""Checks of formula tags against the ledger of numerical checks."""

from __future__ import annotations

import re
from pathlib import Path

from nbformat import NotebookNode

from .. import formulas, paths
from ..report import Failure

FORM = re.compile(r"(D?)(\d+)\.\d+[a-z]?")


def tagged(nb: NotebookNode) -> list[tuple[str, str, str]]:
    """The tags of a notebook's displayed formulas: cell id, tag, formula."""
    return [(cell.id, tag, formula) for cell in nb.cells if cell.cell_type == "markdown"
            for formula in formulas.display(cell.source) for tag in formulas.TAG.findall(formula)]


def form(path: Path, nb: NotebookNode) -> list[Failure]:
    """Every displayed formula carries a tag of its chapter, used once: 8.3 for what is checked, D8.3 for a definition."""
    found, seen = [], set()
    chapter = int(path.name[:2])
    for cell in nb.cells:
        if cell.cell_type != "markdown" or paths.is_solution(path):
            continue
        for formula in formulas.display(cell.source):
            if not formulas.TAG.search(formula):
                found.append(Failure(path, cell.id, "formula", r"a displayed formula without a tag: \tag{" + f"{chapter}.n}} for an "
                                     rf"identity or a bound, \tag{{D{chapter}.n}} for a definition", formula))
    for cell, tag, formula in tagged(nb):
        match = FORM.fullmatch(tag)
        if not match or int(match.group(2)) != chapter:
            found.append(Failure(path, cell, "formula", rf"\tag{{{tag}}} is none of chapter {chapter}: {chapter}.n or D{chapter}.n", formula))
        if tag in seen:
            found.append(Failure(path, cell, "formula", rf"\tag{{{tag}}} is used twice", formula))
        seen.add(tag)
    return found


def macros(path: Path, nb: NotebookNode) -> list[Failure]:
    """Every macro of a formula is one that the page can draw."""
    return [Failure(path, cell.id, "formula", rf"\{name} is no macro of the book; is a blank missing? If not, add it to formulas.py", cell.source)
            for cell in nb.cells if cell.cell_type == "markdown" for name in formulas.strange(cell.source)]


def checked(path: Path, nb: NotebookNode, ledger: set[str]) -> list[Failure]:
    """Every tag that states something has a check in the ledger, and every check of this chapter has its formula here."""
    chapter = str(int(path.name[:2]))
    stated = {tag: (cell, formula) for cell, tag, formula in tagged(nb)
              if FORM.fullmatch(tag) and not tag.startswith("D")}
    found = [Failure(path, cell, "ledger", rf'no test checks \tag{{{tag}}}: ledger.Check(t, "{tag}", left, right, tol) is missing', formula)
             for tag, (cell, formula) in stated.items() if tag not in ledger]
    if not paths.is_solution(path):
        found += [Failure(path, "", "ledger", f"a test checks {tag}, but no formula here carries that tag")
                  for tag in sorted(ledger) if tag.split(".")[0] == chapter and tag not in stated]
    return found
