"""Puts the chapters into the learner's home folder, and brings new editions of those that the learner left as they were."""

import hashlib
import json
import os
import re
from pathlib import Path

from machine import Missing
from steps import write_atomically

RECORD = ".shipped.json"  # what was put here before: path below the work folder → SHA-256


def put(root: Path, work: Path) -> list:
    """Copies root/notebooks into the work folder; returns lines for the reader.

    A missing file is put there again, an unchanged one is brought up to date, a changed one is the learner's and stays.
    """
    shipped = {str(p.relative_to(root / "notebooks")): p for p in sorted((root / "notebooks").rglob("*")) if p.is_file()}
    try:
        work.mkdir(exist_ok=True)
    except OSError as problem:
        raise Missing(f"{work} cannot be made: {problem.strerror}") from None
    if not os.access(work, os.W_OK):
        return read_only(root, work)
    before, now, kept = read_record(work), {}, []
    for name, source in shipped.items():
        content, target = source.read_bytes(), work / name
        now[name] = sha256(content)
        there = sha256(target.read_bytes()) if target.is_file() else None
        if there in (None, before.get(name)) and there != now[name]:
            place(target, content)
        elif there != now[name] and now[name] != before.get(name):
            kept.append(name)
            now[name] = before.get(name, "")
    if now != before:
        trust([p for p in shipped.values() if p.suffix == ".ipynb"])
        write_atomically(work / RECORD, json.dumps(now, indent=1))
    name_module(root, work)
    return [f"{work / name} has changes of yours and was kept; a newer edition is in the image. Rename yours to get it." for name in kept
            if name.endswith(".ipynb")]


def read_only(root: Path, work: Path) -> list:
    if not any(work.rglob("*.ipynb")):
        raise Missing(f"{work} cannot be written and holds no notebook. Mount a folder with notebooks there, or none.")
    trust(sorted((root / "notebooks").rglob("*.ipynb")))
    name_module(root, work.parent)
    return [f"{work} cannot be written: notebooks run, and what you change in them is not saved."]


def read_record(work: Path) -> dict:
    try:
        return json.loads((work / RECORD).read_text())
    except (OSError, ValueError):
        return {}


def place(target: Path, content: bytes) -> None:
    """Whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.new")
    try:
        fresh.write_bytes(content)
        os.replace(fresh, target)
    except OSError as problem:
        fresh.unlink(missing_ok=True)
        raise Missing(f"{target} cannot be written: {problem.strerror}") from None


def trust(notebooks: list) -> None:
    """Signs the book's own notebooks for this user, by content, wherever a copy lies."""
    from nbformat import read, sign

    notary = sign.NotebookNotary()
    for path in notebooks:
        notary.sign(read(path, as_version=4))


def name_module(root: Path, folder: Path) -> None:
    """A module for the notebooks and a workspace with the library, without which `go doc` in a cell finds nothing."""
    version = re.search(r"^go (\S+)", (root / "go.mod").read_text(), re.M).group(1)
    for name, text in {"go.mod": f"module notebooks\n\ngo {version}\n", "go.work": f"go {version}\n\nuse (\n\t.\n\t{root}\n)\n"}.items():
        path = folder / name
        if not path.exists() or path.read_text() != text:
            write_atomically(path, text)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
