"""Chapter 08 run top to bottom on the real kernel: wall time, the training cell's share, the programs' peak memory."""

import os
import re
import sys
import threading
import time
from pathlib import Path

from . import places
from .figures import Figure

CHAPTER = "08"
TRAINING = "08-fit"  # the ids of the cells that train on all images begin so
TOOLCHAIN = {"go", "compile", "link", "asm", "cgo", "vet", "buildid", "gonb", "goimports", "gopls", "gofmt", "git"}


def measure() -> list[Figure]:
    sys.path.insert(0, str(places.ROOT / "internal"))
    from nb import book, execute, paths  # the runner that `make test` uses

    path = paths.select(paths.notebooks("en"), [CHAPTER])[0]
    with PeakMemory(os.getpid()) as peak:
        start = time.monotonic()
        done, failures = execute.execute(path, book.read(path))
        seconds = time.monotonic() - start
    if failures:
        raise RuntimeError(f"bench: {path.name} does not run: {failures[0]}")
    cells = sorted(((c.metadata.get("seconds", 0), c.id) for c in done.cells if c.cell_type == "code"), reverse=True)
    slowest = ", ".join(f"{name} {s:.1f} s" for s, name in cells[:4])
    return [
        Figure(f"notebook: {path.name} from start to end", seconds, "s", 240, slowest),
        training(cells),
        Figure("notebook: peak resident memory of a cell's program", peak.bytes / 1e9, "GB", 1.5, "VmHWM, sampled 20 times a second"),
    ]


def training(cells: list[tuple[float, str]]) -> Figure:
    """The time of the chapter's training cells, from compiling the cell to its last picture."""
    fits = sorted((name, s) for s, name in cells if name.startswith(TRAINING))
    if not fits:
        raise ValueError(f"bench: no cell's id begins with {TRAINING}; the chapter's training cells have other ids now")
    return Figure("notebook: its training cells together", sum(s for _, s in fits), "s", 60,
                  ", ".join(f"{name} {s:.1f} s" for name, s in fits))


class PeakMemory:
    """Watches the descendants of a process, the Go toolchain and the kernel aside, and keeps the largest VmHWM seen."""

    def __init__(self, root: int):
        self.root, self.bytes, self.stop = root, 0, threading.Event()
        self.thread = threading.Thread(target=self.watch, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        self.thread.join()

    def watch(self) -> None:
        while not self.stop.wait(0.05):
            for pid in descendants(self.root, parents()):
                name, peak = status(pid)
                if name not in TOOLCHAIN and not name.startswith("python"):
                    self.bytes = max(self.bytes, peak)


def parents() -> dict[int, int]:
    """Each process's parent. The name in /proc/PID/stat may hold blanks and brackets; it ends at the last bracket."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                found[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, IndexError):
                pass  # ended meanwhile
    return found


def descendants(root: int, parent: dict[int, int]) -> list[int]:
    """The processes below root."""
    below = {root}
    for _ in parent:
        more = {pid for pid, up in parent.items() if up in below} - below
        if not more:
            break
        below |= more
    return sorted(below - {root})


def status(pid: int) -> tuple[str, int]:
    """A process's name and the most memory it has held, in bytes; 0 where it has ended."""
    try:
        text = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return "", 0
    name = re.search(r"^Name:\s+(.*)$", text, re.M)
    peak = re.search(r"^VmHWM:\s+(\d+) kB$", text, re.M)
    return name.group(1) if name else "", int(peak.group(1)) * 1024 if peak else 0
