"""The numbers in a text, and how far two of them may lie apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Not part of a word (float32, v0.28) and not after a point; a minus counts as a sign only where no word or number ends.
NUMBER = re.compile(r"(?<![A-Za-z0-9_.])[-+\u2212]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+]?\d+)?(?![A-Za-z_])")
SPACES = re.compile(r"[ \t]+")


def split(text: str) -> tuple[str, list[float]]:
    """A text with its numbers replaced by # and its runs of blanks by one, and the numbers in order."""
    values = [value(token) for token in NUMBER.findall(text)]
    return SPACES.sub(" ", NUMBER.sub("#", text)).strip(), values


def value(token: str) -> float:
    """What a number in a text stands for."""
    return float(token.replace(",", "").replace("\u2212", "-"))


@dataclass(frozen=True)
class Tolerance:
    """How far a trained number may lie from the stored one: by abs, or by rel times the stored one, whichever is more."""

    abs: float = 0.0
    rel: float = 0.0
    shape_only: bool = False

    def near(self, fresh: float, stored: float) -> bool:
        return abs(fresh - stored) <= max(self.abs, self.rel * abs(stored))

    def __str__(self) -> str:
        return f"abs {self.abs:g}, rel {self.rel:g}"


class BadTolerance(ValueError):
    """A cell's tolerance that cannot be read, or that says nothing of this backend."""


def tolerance(given: object, backend: str) -> Tolerance | None:
    """A cell's tolerance for a backend.

    given is {"abs": 0.5}, {"rel": 0.01}, or such a table for each backend, {"xla:cpu": {...}, "go": "shape"}; a key
    "xla" stands for every XLA backend; "shape" compares by the shape of the output only.
    """
    if given is None:
        return None
    if isinstance(given, dict) and given and not set(given) <= {"abs", "rel"}:
        keys = [key for key in (backend, backend.split(":")[0]) if key in given]
        if not keys:
            raise BadTolerance(f"the tolerance names {', '.join(sorted(given))}, but not {backend}")
        given = given[keys[0]]
    if given == "shape":
        return Tolerance(shape_only=True)
    if not isinstance(given, dict) or not given or not set(given) <= {"abs", "rel"}:
        raise BadTolerance(f'a tolerance is {{"abs": number}} or {{"rel": number}}, or such a table for each backend; found {given!r}')
    if not all(isinstance(v, (int, float)) and not isinstance(v, bool) and v >= 0 for v in given.values()):
        raise BadTolerance(f"a tolerance is a number of at least 0; found {dict(given)!r}")
    return Tolerance(abs=float(given.get("abs", 0)), rel=float(given.get("rel", 0)))
