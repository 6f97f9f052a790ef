"""Where the clone, its cache and its notebooks are."""

from __future__ import annotations

import os
from pathlib import Path

EDITIONS = ("en", "zh")
MODULE = "module github.com/vaebook/vaebook"


def root() -> Path:
    """The clone: VAEBOOK_ROOT, else the first folder above this file whose go.mod is this module's."""
    named = os.environ.get("VAEBOOK_ROOT")
    if named:
        return Path(named).resolve()
    for folder in Path(__file__).resolve().parents:
        mod = folder / "go.mod"
        if mod.is_file() and mod.read_text(encoding="utf-8").startswith(MODULE):
            return folder
    raise SystemExit("nb: no go.mod of this module above this file; set VAEBOOK_ROOT to the clone")


def cache() -> Path:
    """The folder for what may be thrown away; inside the clone, so that a copy of a notebook still sees the module."""
    folder = root() / ".cache" / "nb"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def notebooks(edition: str, base: Path | None = None) -> list[Path]:
    """The notebooks of an edition in reading order, each chapter followed by its solutions."""
    folder = (base or root()) / "notebooks" / edition
    chapters = {path.name: path for path in folder.glob("[0-9][0-9]-*.ipynb")}
    solutions = {path.name: path for path in (folder / "solutions").glob("[0-9][0-9]-*.ipynb")}
    found = []
    for name in sorted(chapters.keys() | solutions.keys()):
        found += [table[name] for table in (chapters, solutions) if name in table]
    return found


def is_solution(path: Path) -> bool:
    """Whether a notebook holds solutions, so that its graders must pass."""
    return path.parent.name == "solutions"


def edition_of(path: Path) -> str:
    """The edition a notebook belongs to: the last folder above it that names one."""
    for part in reversed(path.parts[:-1]):
        if part in EDITIONS:
            return part
    raise ValueError(f"{path}: not inside notebooks/en or notebooks/zh")


def other_edition(path: Path, edition: str) -> Path:
    """The same notebook in the given edition."""
    parts = list(path.parts)
    for i in range(len(parts) - 2, -1, -1):
        if parts[i] in EDITIONS:
            parts[i] = edition
            return Path(*parts)
    raise ValueError(f"{path}: not inside notebooks/en or notebooks/zh")


def select(paths: list[Path], names: list[str]) -> list[Path]:
    """The notebooks whose name is, or begins with, one of the names; all where no name is given.

    A name may be "08", "08-vae", "08-vae.ipynb", "solutions/08-vae" or a path.
    """
    if not names:
        return paths
    chosen = []
    for name in names:
        wanted = Path(name.removesuffix(".ipynb"))
        hits = [p for p in paths if p.stem.startswith(wanted.name)
                and (wanted.parent.name != "solutions" or is_solution(p))]
        if not hits:
            raise SystemExit(f"nb: no notebook is called {name}; there are: "
                             + ", ".join(p.stem for p in paths if not is_solution(p)))
        chosen += [p for p in hits if p not in chosen]
    return chosen


def label(path: Path) -> str:
    """A notebook's name for reports: the path below the folder notebooks."""
    parts = path.parts
    for i in range(len(parts) - 1, -1, -1):
        if parts[i] == "notebooks":
            return "/".join(parts[i + 1:])
    return path.name
