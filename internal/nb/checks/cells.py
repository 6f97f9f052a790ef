"""Checks of the form of one notebook's cells."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

from nbformat import NotebookNode

from .. import book, clean, formulas, numbers, paths
from ..report import Failure
from .outputs import code_cells

LINES = 25
TAGS = {"core", "optional", "exercise", "volatile", "slow", "solution"}
SLIDES = {"slide", "subslide", "fragment", "skip", "notes", "-"}
OWN = {"tolerance", "en_sha256"}
BYTES = 2 << 20
ID = re.compile(r"\d\d-[a-z0-9]+(?:-[a-z0-9]+)*")
LINK = re.compile(r"\]\(<?([^)\s>]+)")
SCHEME = re.compile(r"[a-zA-Z][\w+.-]*:|//")
COMMENT = re.compile(r"(?:^|\s)//\s?(.*)$", re.M)


def length(path: Path, nb: NotebookNode) -> list[Failure]:
    """A code cell has at most 25 lines."""
    found = []
    for cell in code_cells(nb):
        lines = len(cell.source.rstrip().splitlines())
        if lines > LINES:
            found.append(Failure(path, cell.id, "length", f"{lines} lines of code, {LINES} are allowed", cell.source))
    return found


def comments(path: Path, nb: NotebookNode) -> list[Failure]:
    """Code holds no sentences: both editions share it. A stub may name its steps, a shape may stand beside a line."""
    found = []
    for cell in code_cells(nb):
        if "exercise" in book.tags(cell):
            continue
        for text in COMMENT.findall(re.sub(r'"(?:\\.|[^"\\\n])*"|`[^`]*`', '""', cell.source)):
            if len(re.findall(r"[A-Za-z]{2,}", text)) > 4:
                found.append(Failure(path, cell.id, "comments", f"a sentence in the code: {text!r}; say it in prose", cell.source))
                break
    return found


def metadata(path: Path, nb: NotebookNode) -> list[Failure]:
    """Tags are known, every cell has its slide type, tolerances can be read."""
    found = []
    for cell in nb.cells:
        unknown = set(book.tags(cell)) - TAGS
        if unknown:
            found.append(Failure(path, cell.id, "metadata", f"unknown tag {', '.join(sorted(unknown))}; known are {', '.join(sorted(TAGS))}"))
        slide = cell.metadata.get("slideshow", {}).get("slide_type")
        if slide not in SLIDES:
            found.append(Failure(path, cell.id, "metadata", f"slide type {slide!r}; one of {', '.join(sorted(SLIDES))} is needed"))
        strange = set(book.own(cell)) - OWN
        if strange:
            found.append(Failure(path, cell.id, "metadata", f"unknown key of vaebook: {', '.join(sorted(strange))}"))
        given = book.own(cell).get("tolerance")
        keyed = isinstance(given, dict) and given and not set(given) <= {"abs", "rel"}
        if keyed and not ("go" in given and {"xla", "xla:cpu"} & set(given)):
            found.append(Failure(path, cell.id, "metadata", f"the tolerance names {', '.join(sorted(given))}; go and xla:cpu are needed"))
        for name in (sorted(given) if keyed else ["go"]):
            try:
                numbers.tolerance(given, name)
            except numbers.BadTolerance as err:
                found.append(Failure(path, cell.id, "metadata", f"tolerance: {err}"))
    return found


def opening(path: Path, nb: NotebookNode) -> list[Failure]:
    """The first code cell keeps GoNB from asking the network, and the kernel is GoNB."""
    found = []
    first = next(iter(code_cells(nb)), None)
    if first is None or first.source.strip() != "%noautoget":
        found.append(Failure(path, first.id if first else "", "opening", "the first code cell must be %noautoget and no more",
                             first.source if first else ""))
    name = nb.metadata.get("kernelspec", {}).get("name")
    if name != "gonb":
        found.append(Failure(path, "", "opening", f"the kernel is {name!r}, not gonb"))
    return found


def ids(path: Path, nb: NotebookNode) -> list[Failure]:
    """Cell ids are lasting names that begin with the chapter, each used once."""
    found, seen = [], set()
    for index, cell in enumerate(nb.cells):
        name = book.cell_id(cell, index)
        if not ID.fullmatch(name) or not name.startswith(path.name[:3]):
            found.append(Failure(path, name, "ids", f"the id is no name like {path.name[:3]}encoder", cell.source))
        if name in seen:
            found.append(Failure(path, name, "ids", "the id is used twice", cell.source))
        seen.add(name)
    return found


def stored(path: Path, nb: NotebookNode) -> list[Failure]:
    """The file is as make notebooks writes it: clean, and of at most 2 MB."""
    found = []
    text = path.read_text(encoding="utf-8")
    size = len(text.encode("utf-8"))
    if size > BYTES:
        found.append(Failure(path, "", "size", f"{size / (1 << 20):.1f} MB, {BYTES >> 20} MB are allowed"))
    if text != book.dumps(clean.clean(book.read(path))):
        found.append(Failure(path, "", "clean", "holds traces of a run or of an editor; run make notebooks"))
    return found


def solved(path: Path, nb: NotebookNode) -> list[Failure]:
    """Every exercise has its solution: a cell of the same id, filled in, in the notebook of solutions."""
    exercises = {c.id: c.source for c in code_cells(nb) if "exercise" in book.tags(c)}
    if paths.is_solution(path) or not exercises:
        return []
    answers = path.parent / "solutions" / path.name
    if not answers.exists():
        return [Failure(path, "", "solved", f"has exercises, but there is no {paths.label(answers)}")]
    filled = {c.id: c.source for c in code_cells(book.read(answers))}
    return [Failure(path, name, "solved", "no filled-in cell of this id in the solutions", source)
            for name, source in exercises.items() if filled.get(name, source) == source]


def links(path: Path, nb: NotebookNode) -> list[Failure]:
    """What prose points to inside the book is there."""
    found = []
    for cell in nb.cells:
        for target in LINK.findall(formulas.prose(cell.source)) if cell.cell_type == "markdown" else ():
            name = unquote(target.split("#")[0])
            if name and not SCHEME.match(name) and not (path.parent / name).exists():
                found.append(Failure(path, cell.id, "links", f"points to {name}, which is not there"))
    return found


SINGLE = (length, comments, metadata, opening, ids, stored, solved, links)
