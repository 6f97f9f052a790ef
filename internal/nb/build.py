"""`nb build`: executes the English edition, carries its code to the Chinese one, executes that, stores both clean."""

from __future__ import annotations

import time
from pathlib import Path

from nbformat import NotebookNode

from . import backend, book, clean, edition, execute, paths
from .report import Failure, Tally, note

MEGABYTES = 2


def build(base: Path, names: list[str], editions: list[str]) -> int:
    """Builds the named notebooks of the editions; returns the exit status."""
    tally = Tally()
    for en_path in paths.select(paths.notebooks("en", base), names):
        en = book.read(en_path)
        if "en" in editions:
            en, failures = run_and_store(en_path, en)
            tally.add(f"{paths.label(en_path)} built", failures)
            if failures:
                continue
        if "zh" in editions:
            zh_path = paths.other_edition(en_path, "zh")
            tally.add(f"{paths.label(zh_path)} built", build_chinese(zh_path, en))
    return tally.close()


def build_chinese(path: Path, en: NotebookNode) -> list[Failure]:
    """Builds one Chinese notebook from its prose and the English one's code."""
    if not path.exists():
        return [Failure(path, "", "carry", "there is no Chinese edition of this notebook")]
    zh, failures = edition.carry(path, en, book.read(path))
    if failures:
        return failures
    return run_and_store(path, zh)[1]


def run_and_store(path: Path, nb: NotebookNode) -> tuple[NotebookNode, list[Failure]]:
    """Executes a notebook and writes it where every cell passed; else leaves the file and keeps the attempt for a look."""
    start = time.monotonic()
    done, failures = execute.execute(path, nb)
    slow = [(cell.metadata.get("seconds", 0), cell.id) for cell in done.cells if cell.metadata.get("seconds", 0) > 2]
    if not failures:
        mark_backend(done)
    done = clean.clean(done)
    size = len(book.dumps(done).encode("utf-8"))
    if not failures and size > MEGABYTES << 20:
        failures = [Failure(path, "", "size", f"{size / (1 << 20):.1f} MB with its outputs; {MEGABYTES} MB are allowed: "
                                              "smaller figures, fewer images")]
    if failures:
        attempt = paths.cache() / "failed" / paths.label(path)
        book.write(attempt, done)
        note(f"     the attempt is in {attempt}; {path.name} is as it was")
    else:
        book.write(path, done)
    note(f"     {paths.label(path)}: {time.monotonic() - start:.0f} s, {size >> 10} KB"
         + "".join(f", {name} {seconds:.0f} s" for seconds, name in sorted(slow, reverse=True)[:5]))
    return done, failures


def mark_backend(nb: NotebookNode) -> None:
    """Records the backend that trained the numbers of a notebook that has such numbers."""
    if any("tolerance" in book.own(cell) for cell in nb.cells):
        nb.metadata["vaebook"] = NotebookNode({**book.own(nb), "backend": backend.name()})
