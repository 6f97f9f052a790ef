"""Carries the English edition's code to the Chinese one, and ties Chinese prose to the English it renders."""

from __future__ import annotations

import copy
import hashlib
from pathlib import Path

from nbformat import NotebookNode

from . import book
from .report import Failure


def digest(source: str) -> str:
    """The mark of an English cell's text: the first 16 hex digits of its SHA-256."""
    return hashlib.sha256(source.encode("utf-8")).hexdigest()[:16]


def carry(zh_path: Path, en: NotebookNode, zh: NotebookNode) -> tuple[NotebookNode, list[Failure]]:
    """The Chinese notebook with the English one's cells in order: code as it is, prose from the Chinese cell of the same id."""
    prose = {cell.id: cell for cell in zh.cells if cell.cell_type == "markdown"}
    built = NotebookNode(copy.deepcopy({k: v for k, v in en.items() if k != "cells"}))
    built.cells, failures = [], []
    for cell in en.cells:
        new = copy.deepcopy(cell)
        if cell.cell_type == "markdown":
            rendering = prose.pop(cell.id, None)
            if rendering is None:
                failures.append(Failure(zh_path, cell.id, "carry", "no Chinese cell with this id; write one",
                                        source=cell.source))
                continue
            new.source = rendering.source
            mark = book.own(rendering).get("en_sha256")
            if mark:
                new.metadata["vaebook"] = NotebookNode({**book.own(cell), "en_sha256": mark})
        built.cells.append(new)
    for left in prose.values():
        failures.append(Failure(zh_path, left.id, "carry", "no English cell has this id; delete or rename the cell",
                                source=left.source))
    return built, failures


def stamp(en: NotebookNode, zh: NotebookNode, ids: list[str] | None) -> list[str]:
    """Records in Chinese prose cells the English text they render; returns the ids whose mark changed.

    ids names the cells that a translator has just read against the English; None means all of them.
    """
    english, changed = book.by_id(en), []
    for cell in zh.cells:
        source = english.get(cell.id)
        if cell.cell_type != "markdown" or source is None or (ids is not None and cell.id not in ids):
            continue
        mark = digest(source.source)
        if book.own(cell).get("en_sha256") != mark:
            cell.metadata["vaebook"] = NotebookNode({**book.own(cell), "en_sha256": mark})
            changed.append(cell.id)
    return changed
