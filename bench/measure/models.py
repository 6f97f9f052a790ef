"""The models of chapters 01–05 against scikit-learn: equal rows, equal results, fits in turn on one machine.

To add a case, enter it in CASES, in a file of bench/models, and in bench/models/python.
"""

import dataclasses
import math
import statistics
import subprocess

from . import places, sides
from .figures import Figure, paired_ratio, spread

ROUNDS = 7


@dataclasses.dataclass
class Case:
    """One fit: its name on both sides, its size, how near the two results must be, and the goals (None: shown only)."""

    name: str
    size: str
    tolerance: float  # relative, or absolute where the number is below 1
    ratio: float | None = 1.0  # Go's time over scikit-learn's
    seconds: float | None = None
    twice: str | None = None  # a size with twice the rows, where the time should double
    work: str | None = None  # the Go case whose time should double instead, where the steps of a fit depend on the rows
    rounds: int = ROUNDS

    @property
    def what(self) -> str:
        return f"{self.name} {self.size}"


CASES = [
    Case("kmeans", "100000x16", 1e-9, twice="200000x16"),
    Case("gmm-full", "100000x16", 1e-9, twice="200000x16", rounds=3),
    # 1e-6: scikit-learn's sum over its tree keeps what rounding leaves of its bounds, see pkg/tutorial/kde/testdata/golden.py
    Case("kde-exact", "100000x16", 1e-6, twice="200000x16", rounds=3),
    Case("kde-1e-4", "100000x16", 1e-4, twice="200000x16", rounds=3),
    Case("logistic-2", "100000x16", 5e-5, twice="200000x16", work="logistic-2-steps"),
    Case("logistic-4", "100000x16", 5e-5, twice="200000x16", work="logistic-4-steps"),
    Case("pca", "100000x16", 1e-9, twice="200000x16"),
    Case("pca", "10000x784", 1e-9, ratio=None, seconds=3, rounds=3),
    Case("nb-gaussian", "1000000x32", 1e-9),
    Case("nb-bernoulli", "1000000x32", 1e-9),
    Case("nb-multinomial", "1000000x32", 1e-9),
]


def measure() -> list[Figure]:
    program = sides.go_program("./bench/models", places.MODELS_PROGRAM)
    python = sides.interpreter(places.MODELS / "requirements.txt", places.MODELS_VENV, "scikit-learn")
    data = str(places.MODELS_DATA)
    subprocess.run([program, "data", data], cwd=places.ROOT, check=True)
    rows = []
    with sides.Worker([program, "worker", data]) as go, sides.Worker([python, str(places.MODELS / "python"), data]) as theirs:
        sides.note(theirs.hello["versions"])
        for case in CASES:
            rows += figures(case, times(case, go, theirs))
    return rows


def times(case: Case, go, theirs) -> dict[str, list[float]]:
    """The seconds of each round: "go", "python", "twice", which is Go with twice the rows, and "work" and "twice work"."""
    compare(case, go.round(case.what), theirs.round(case.what))  # the first fit also warms up
    turns = {"go": (go, case.what), "python": (theirs, case.what)}
    if case.twice:
        turns["twice"] = (go, f"{case.name} {case.twice}")
        if case.work:
            turns |= {"work": (go, f"{case.work} {case.size}"), "twice work": (go, f"{case.work} {case.twice}")}
    for side, what in list(turns.values())[2:]:
        side.round(what)
    seconds = {name: [] for name in turns}
    for i in range(case.rounds):
        for name in list(turns)[:: -1 if i % 2 else 1]:
            side, what = turns[name]
            seconds[name].append(side.round(what)["seconds"])
    return seconds


def compare(case: Case, ours: dict, theirs: dict) -> None:
    """Equal results, or no times."""
    a, b = ours["check"], theirs["check"]
    if len(a) != len(b):
        raise RuntimeError(f"bench: {case.what}: {len(a)} numbers to compare in Go, {len(b)} in Python")
    for i, (x, y) in enumerate(zip(a, b)):
        if not math.isclose(x, y, rel_tol=case.tolerance, abs_tol=case.tolerance):
            raise RuntimeError(f"bench: {case.what}: number {i} is {x!r} in Go, {y!r} in Python; tolerance {case.tolerance}")


def figures(case: Case, seconds: dict[str, list[float]]) -> list[Figure]:
    """The rows of one case, from the seconds of its rounds."""
    title = f"models: {case.name}, {case.size.replace('x', ' × ')}"
    ms = {name: [1e3 * s for s in side] for name, side in seconds.items()}
    goal = None if case.seconds is None else 1e3 * case.seconds
    rows = [
        Figure(f"{title}, Go", statistics.median(ms["go"]), "ms", goal, spread(ms["go"])),
        Figure(f"{title}, scikit-learn", statistics.median(ms["python"]), "ms", note=spread(ms["python"])),
        Figure(f"{title}, Go / scikit-learn", paired_ratio(ms["go"], ms["python"]), "×", case.ratio,
               f"results equal to {case.tolerance:g}"),
    ]
    if "twice" in ms:
        goal, note = (None, "the number of steps differs") if case.work else (2.1, "")
        rows.append(Figure(f"{title}, time of twice the rows", paired_ratio(ms["twice"], ms["go"]), "×", goal, note))
    if "work" in ms:
        rows.append(Figure(f"{title}, twice the rows in {case.work}", paired_ratio(ms["twice work"], ms["work"]), "×", 2.1))
    return rows
