"""A failure and how it is shown: notebook, cell, source, output, what was expected."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from . import paths

LONGEST = 40


@dataclass
class Failure:
    """One thing that is wrong in one cell (or, with an empty cell, in the notebook)."""

    path: Path
    cell: str
    check: str
    problem: str
    source: str = ""
    output: str = ""
    expected: str = ""

    def __str__(self) -> str:
        place = paths.label(self.path) + (f", cell {self.cell}" if self.cell else "")
        lines = [f"FAIL {place}: {self.check}: {first_line(self.problem)}"]
        lines += [f"    {line}" for line in self.problem.splitlines()[1:]]
        for name in ("source", "output", "expected"):
            lines += block(name, getattr(self, name))
        return "\n".join(lines)


def first_line(text: str) -> str:
    return text.splitlines()[0] if text else ""


def block(name: str, text: str) -> list[str]:
    """A named, indented block; a long one keeps its first lines."""
    if not text:
        return []
    lines = [line if len(line) <= 200 else line[:197] + "..." for line in text.splitlines()]
    cut = [f"      ... {len(lines) - LONGEST} more lines"] if len(lines) > LONGEST else []
    return [f"  {name}:"] + [f"    | {line}" for line in lines[:LONGEST]] + cut


class Tally:
    """Counts what passed and prints each failure as it comes."""

    def __init__(self) -> None:
        self.passed = 0
        self.failures: list[Failure] = []

    def add(self, what: str, failures: list[Failure]) -> None:
        """Takes the result of one notebook under one examination."""
        if failures:
            self.failures += failures
            print("\n".join(str(f) for f in failures), flush=True)
        else:
            self.passed += 1
        print(f"{'FAIL' if failures else 'ok  '} {what}", flush=True)

    def close(self) -> int:
        """Prints the closing line; returns the exit status."""
        print(f"nb: {self.passed} passed, {len(self.failures)} failed", flush=True)
        return 1 if self.failures else 0


def note(text: str) -> None:
    """A line of progress."""
    print(text, flush=True)


def complain(text: str) -> None:
    """A line for standard error."""
    print(text, file=sys.stderr, flush=True)
