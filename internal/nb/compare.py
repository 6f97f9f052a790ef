"""Compares a cell's fresh outputs with the stored ones, and the Chinese edition's stored outputs with the English ones."""

from __future__ import annotations

import html
import re
from pathlib import Path

from nbformat import NotebookNode

from . import book, figures, numbers
from .report import Failure

TAG = re.compile(r"<[^>]+>")
STYLE = re.compile(r"<(style|script)\b.*?</\1>", re.S | re.I)


def kinds(outputs: list[NotebookNode]) -> list[str]:
    """The shape of a cell's outputs: what each is, and how many figures it holds."""
    shape = []
    for output in outputs:
        kind = output.get("name") or "+".join(sorted(output.get("data", {}))) or output.output_type
        count = len(figures.of_output(output)[1])
        shape.append(kind + (f" with {count} figures" if count else ""))
    return shape


def shown(outputs: list[NotebookNode]) -> str:
    """Outputs as a report prints them: text, and a line for each figure."""
    parts = []
    for output in outputs:
        text, found = figures.of_output(output)
        parts += [text.rstrip("\n")] + [str(figure) for figure in found]
    return "\n".join(part for part in parts if part)


def cell(path: Path, fresh: NotebookNode, stored: NotebookNode, backend: str) -> list[Failure]:
    """Compares one code cell with its stored self."""
    def fail(problem: str) -> list[Failure]:
        return [Failure(path, fresh.id, "output", problem, fresh.source, shown(fresh.outputs), shown(stored.outputs))]

    if kinds(fresh.outputs) != kinds(stored.outputs):
        return fail(f"gives {kinds(fresh.outputs)}, stored is {kinds(stored.outputs)}")
    if "volatile" in book.tags(fresh):
        return []
    try:
        tolerance = numbers.tolerance(book.own(fresh).get("tolerance"), backend)
    except numbers.BadTolerance as err:
        return fail(str(err))
    if tolerance and tolerance.shape_only:
        return []
    for ours, theirs in zip(fresh.outputs, stored.outputs):
        (text, found), (old_text, old_found) = figures.of_output(ours), figures.of_output(theirs)
        for figure, old in zip(found, old_found):
            if (figure.kind, figure.size) != (old.kind, old.size):
                return fail(f"the figure is {figure}, stored is {old}")
            problem = difference(figure.alt, old.alt, tolerance)
            if problem:
                return fail(f"alt text: {problem}")
        problem = difference(text, old_text, tolerance)
        if problem:
            return fail(problem)
    return []


def difference(text: str, stored: str, tolerance: numbers.Tolerance | None) -> str:
    """What differs between two texts; empty where nothing does. With a tolerance, numbers may differ by that much."""
    if text == stored:
        return ""
    if tolerance is None:
        return first_difference(text, stored)
    words, values = numbers.split(text)
    old_words, old_values = numbers.split(stored)
    if words != old_words:
        return first_difference(words, old_words)
    for fresh, old in zip(values, old_values):
        if not tolerance.near(fresh, old):
            return f"{fresh:g} is too far from the stored {old:g} ({tolerance})"
    return ""


def first_difference(text: str, stored: str) -> str:
    """The first line in which two texts differ."""
    lines, old_lines = text.splitlines(), stored.splitlines()
    for i in range(max(len(lines), len(old_lines))):
        line = lines[i] if i < len(lines) else None
        old = old_lines[i] if i < len(old_lines) else None
        if line != old:
            say = [("nothing" if t is None else repr(t[:160])) for t in (line, old)]
            return f"line {i + 1} is {say[0]}, stored is {say[1]}"
    return "only the end of the last line differs"


def visible(outputs: list[NotebookNode]) -> str:
    """The words a reader sees; alt texts are not among them, for a translator writes their numbers as words."""
    parts = []
    for output in outputs:
        text = figures.of_output(output)[0]
        if "text/html" in output.get("data", {}):
            text = html.unescape(TAG.sub(" ", STYLE.sub(" ", text)))
        parts.append(text)
    return "\n".join(parts)


def editions(path: Path, zh: NotebookNode, en: NotebookNode, backend: str) -> list[Failure]:
    """Compares one Chinese cell's stored outputs with the English ones: labels are translated, all else is the same."""
    def fail(problem: str) -> list[Failure]:
        return [Failure(path, zh.id, "editions", problem, zh.source, shown(zh.outputs), shown(en.outputs))]

    if kinds(zh.outputs) != kinds(en.outputs):
        return fail(f"gives {kinds(zh.outputs)}, the English cell {kinds(en.outputs)}")
    if "volatile" in book.tags(en):
        return []
    for ours, theirs in zip(figures.of_cell(zh), figures.of_cell(en)):
        if (ours.kind, ours.size) != (theirs.kind, theirs.size):
            return fail(f"the figure is {ours}, the English one {theirs}")
    try:
        tolerance = numbers.tolerance(book.own(en).get("tolerance"), backend) or numbers.Tolerance()
    except numbers.BadTolerance as err:
        return fail(str(err))
    if tolerance.shape_only:
        return []
    values = sorted(numbers.split(visible(zh.outputs))[1])
    wanted = sorted(numbers.split(visible(en.outputs))[1])
    if len(values) != len(wanted):
        return fail(f"shows {len(values)} numbers, the English cell {len(wanted)}: "
                    f"only here {only(values, wanted)}, only there {only(wanted, values)}")
    for ours, theirs in zip(values, wanted):
        if not tolerance.near(ours, theirs):
            return fail(f"shows {ours:g} where the English cell shows {theirs:g} ({tolerance})")
    return []


def only(these: list[float], those: list[float]) -> list[float]:
    """The first few numbers of one list that the other lacks."""
    rest = list(those)
    return [v for v in these if v not in rest or rest.remove(v)][:5]
