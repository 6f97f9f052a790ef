"""What was measured, as a table, and the machine that a class of sixty needs, with the arithmetic."""

from dataclasses import dataclass, field
from statistics import median

GIB, MIB = 1 << 30, 1 << 20
CLASS, TRAINING = 60, 20  # learners, and how many of them train at the same time
LESSON = 15 * 60  # seconds in which all of them train chapter 08 once
PACE = 20  # seconds between two cells that a learner runs
SYSTEM = 1.0  # GiB for the system below the hub
CACHE = 2.0  # GiB of the image's files that the system keeps in memory


@dataclass
class Visit:
    """One learner's way from the login to the end of a chapter, in seconds."""

    page: float = 0
    first: float = 0  # from opening the notebook to its first output
    first_gomlx: float = 0  # the first cell that computes with GoMLX
    chapter: float = 0
    processor: float = 0  # processor time of the chapter
    cells: int = 0


@dataclass
class Figures:
    alone: Visit = field(default_factory=Visit)
    eight: list = field(default_factory=list)
    training: list = field(default_factory=list)  # of those two who ran chapter 08
    most_alone: int = 0  # bytes, the most while running chapter 00
    most_eight: list = field(default_factory=list)
    together: int = 0  # the most of all eight at a time
    idle: list = field(default_factory=list)  # bytes by kind of process, of those who ran nothing for minutes
    most_training: list = field(default_factory=list)
    hub: int = 0
    strangers: float = 0  # the share of the machine's work that was not the class's, while eight ran chapter 00
    arriving: float = 0  # processor seconds from the login to the lab
    image_disk: int = 0
    home_read: int = 0
    home_trained: int = 0


def table(f: Figures) -> str:
    kinds = sorted({kind for learner in f.idle for kind in learner}, key=lambda k: -f.idle[0].get(k, 0))
    rows = [
        ("", "alone", "eight at once: median", "most"),
        ("login to the lab's page, s", f"{f.alone.page:.1f}", *spread([v.page for v in f.eight])),
        ("opening 00 to its first output, s", f"{f.alone.first:.1f}", *spread([v.first for v in f.eight])),
        ("first cell that computes with GoMLX, s", f"{f.alone.first_gomlx:.1f}", *spread([v.first_gomlx for v in f.eight])),
        ("all of chapter 00, s", f"{f.alone.chapter:.0f}", *spread([v.chapter for v in f.eight], 0)),
        ("its processor time, s", f"{f.alone.processor:.0f}", *spread([v.processor for v in f.eight], 0)),
        ("memory, the most while running 00, MiB", mib(f.most_alone), *spread([b / MIB for b in f.most_eight], 0)),
        ("   all together, for each", "", mib(f.together / len(f.eight)), ""),
        ("memory, idle for minutes, MiB", "", *spread([sum(d.values()) / MIB for d in f.idle], 0)),
        *((f"   of it {kind}", "", *spread([d.get(kind, 0) / MIB for d in f.idle], 0)) for kind in kinds),
        ("", "", "two at once: mean", "most"),
        ("all of chapter 08, s", "", *spread([v.chapter for v in f.training], 0)),
        ("its processor time, s", "", *spread([v.processor for v in f.training], 0)),
        ("memory, the most, 00 still open, MiB", "", *spread([b / MIB for b in f.most_training], 0)),
    ]
    lines = [f"  {a:<42}{b:>8}{c:>24}{d:>8}" for a, b, c, d in rows]
    lines.append(f"  While eight ran chapter 00, {f.strangers:.0%} of the machine's work was not the class's.")
    return "\n".join(lines)


def spread(values: list, digits: int = 1) -> tuple:
    return f"{median(values):.{digits}f}", f"{max(values):.{digits}f}"


def mib(size: float) -> str:
    return f"{size / MIB:.0f}"


def class_of_sixty(f: Figures) -> str:
    """Everybody works, some train: the worst minute of a lesson."""
    working = f.together / len(f.eight) / GIB
    training = max(max(f.most_training) / GIB - working, 0)
    ram = SYSTEM + CACHE + f.hub / GIB + CLASS * working + TRAINING * training
    cell = median([v.processor for v in f.eight]) / f.eight[0].cells
    train = median([v.processor for v in f.training])
    cores = (CLASS - TRAINING) * cell / PACE + CLASS * train / LESSON
    disk = (f.image_disk + (CLASS - TRAINING) * f.home_read + TRAINING * f.home_trained) / GIB
    idle = median([sum(d.values()) for d in f.idle]) / GIB
    return "\n".join([
        f"  memory: system {SYSTEM:.0f} + files {CACHE:.0f} + hub {f.hub / GIB:.1f} + {CLASS} × {working:.2f} working"
        f" + {TRAINING} × {training:.2f} more for training = {ram:.0f} GiB ({CLASS} × {idle:.2f} = {CLASS * idle:.0f} GiB while all are idle)",
        f"  cores: {CLASS - TRAINING} × {cell:.2f} s a cell / {PACE} s between cells + {CLASS} × {train:.0f} s for chapter 08 / {LESSON} s = {cores:.0f}",
        f"  login: {CLASS} × {f.arriving:.1f} s of work / {cores:.0f} cores = {CLASS * f.arriving / cores:.0f} s until all who come at once have the lab",
        f"  disk: image {f.image_disk / GIB:.1f} + {CLASS - TRAINING} × {f.home_read / GIB:.2f} + {TRAINING} × {f.home_trained / GIB:.2f} = {disk:.0f} GiB",
    ])
