"""The checks by name, in the order in which they are made, and the lines that tell how each went."""

import fnmatch
import time
import traceback
from dataclasses import dataclass
from typing import Callable

from .container import Image
from .tools import Failed, Unusable, tail

_checks: list = []


@dataclass(frozen=True)
class Check:
    name: str
    function: Callable
    about: str


def check(function: Callable) -> Callable:
    """Enters a function(image) under its own name. It raises AssertionError where something is wrong, and may return a figure to print."""
    _checks.append(Check(function.__name__.replace("_", "-"), function, (function.__doc__ or "").strip().splitlines()[0]))
    return function


def select(names: list) -> list:
    """The checks of these names, which may hold a *; all where none is given."""
    if not names:
        return list(_checks)
    unknown = [n for n in names if not any(fnmatch.fnmatch(c.name, n) for c in _checks)]
    if unknown:
        raise Unusable(f"no check is called {', '.join(unknown)}; there are: {', '.join(c.name for c in _checks)}")
    return [c for c in _checks if any(fnmatch.fnmatch(c.name, n) for n in names)]


def run(checks: list, image: Image, passed: int = 0) -> int:
    """Makes the checks, one after the other, each with a line; closes with the counts and returns the exit status.

    `passed` counts what held before, that is the build.
    """
    failed = 0
    for one in checks:
        problem, figure, seconds = attempt(one, image)
        failed, passed = failed + bool(problem), passed + (not problem)
        print(f"FAILED {one.name}: {problem}" if problem else f"ok {one.name} ({seconds:.1f} s)" + (f"  {figure}" if figure else ""), flush=True)
    print(f"{passed} passed, {failed} failed", flush=True)
    return 1 if failed else 0


def attempt(one: Check, image: Image) -> tuple:
    started = time.monotonic()
    problem, figure = "", None
    try:
        figure = one.function(image)
    except (AssertionError, Failed) as wrong:
        problem = str(wrong) or tail(traceback.format_exc(), 4)
    except Exception as wrong:  # a check that breaks is a check that does not hold; where it broke helps
        problem = f"{type(wrong).__name__}: {wrong}\n{tail(traceback.format_exc(), 6)}"
    return problem, figure, time.monotonic() - started
