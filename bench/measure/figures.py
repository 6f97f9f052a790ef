"""A measured figure, what it has to reach, and the table of them."""

import dataclasses
import json
import statistics
from pathlib import Path


@dataclasses.dataclass
class Figure:
    """One row: a value with its unit, and the largest value that still reaches the goal (None: shown for comparison)."""

    what: str
    value: float
    unit: str
    goal: float | None = None
    note: str = ""

    @property
    def reached(self) -> bool:
        return self.goal is None or self.value <= self.goal


def spread(values: list[float]) -> str:
    """How far the rounds lay apart, for the note of a median."""
    return f"{len(values)} rounds, {number(min(values))} to {number(max(values))}"


def paired_ratio(values: list[float], base: list[float]) -> float:
    """The median over rounds of value/base: both sides of a round ran within seconds of each other."""
    if len(values) != len(base):
        raise ValueError(f"bench: {len(values)} rounds on one side and {len(base)} on the other; they must pair up")
    return statistics.median(v / b for v, b in zip(values, base))


def number(value: float) -> str:
    """Three significant digits, never as a power of ten."""
    if value == 0 or abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"


def table(figures: list[Figure]) -> str:
    """The figures as a Markdown table."""
    lines = ["| what | measured | goal | reached | how |", "|---|---|---|---|---|"]
    for f in figures:
        unit = " " + f.unit if f.unit not in ("×", "") else f.unit
        goal, verdict = ("", "") if f.goal is None else (f"≤ {number(f.goal)}{unit}", "yes" if f.reached else "**no**")
        lines.append(f"| {f.what} | {number(f.value)}{unit} | {goal} | {verdict} | {f.note} |")
    return "\n".join(lines)


def save(path: Path, figures: list[Figure]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([dataclasses.asdict(f) for f in figures], indent=1, ensure_ascii=False) + "\n")


def load(path: Path) -> list[Figure]:
    return [Figure(**row) for row in json.loads(path.read_text())]
