"""`nb check`: what must hold of the stored notebooks, without running them."""

from __future__ import annotations

from pathlib import Path
from typing import Callable

from nbformat import NotebookNode

from . import book, ledger, paths
from .checks import cells, ledger as tags, outputs, pairs
from .report import Failure, Tally

SINGLE = outputs.SINGLE + cells.SINGLE + (tags.form, tags.macros)
PAIR = pairs.PAIR


def run(base: Path, names: list[str], tally: Tally, known: Callable[[], set[str]] = ledger.tags) -> None:
    """Checks the named notebooks of both editions."""
    checked: set[str] | None = None
    for en_path in paths.select(paths.notebooks("en", base), names):
        zh_path = paths.other_edition(en_path, "zh")
        en = book.read(en_path)
        failures = single(en_path, en)
        if any(tags.tagged(en)) or not paths.is_solution(en_path):
            checked = known() if checked is None else checked
            failures += tags.checked(en_path, en, checked)
        tally.add(f"{paths.label(en_path)} checked", failures)
        if not zh_path.exists():
            tally.add(f"{paths.label(zh_path)} checked", [Failure(zh_path, "", "cells", "there is no Chinese edition of this notebook")])
            continue
        zh = book.read(zh_path)
        tally.add(f"{paths.label(zh_path)} checked", single(zh_path, zh) + pair(en_path, en, zh_path, zh))
    if not names:
        lonely = [p for p in paths.notebooks("zh", base) if not paths.other_edition(p, "en").exists()]
        for path in lonely:
            tally.add(f"{paths.label(path)} checked", [Failure(path, "", "cells", "there is no English edition of this notebook")])


def single(path: Path, nb: NotebookNode) -> list[Failure]:
    """The checks of one notebook alone."""
    return [failure for examine in SINGLE for failure in examine(path, nb)]


def pair(en_path: Path, en: NotebookNode, zh_path: Path, zh: NotebookNode) -> list[Failure]:
    """The checks of both editions against each other."""
    return [failure for examine in PAIR for failure in examine(en_path, en, zh_path, zh)]
