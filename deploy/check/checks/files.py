"""What lies in the image: who may read and write it, and that nothing is left of the build."""

import functools
import os
import re
import stat
from pathlib import Path

from ..container import Image
from ..registry import check

BOOK = "opt/vaebook"
ANYONE = {"tmp", "var/tmp", "run/lock"}  # sticky folders that Debian leaves open to everyone


@functools.lru_cache(maxsize=1)
def entries(root: Path) -> list:
    """Every file and folder: (path below the root, lstat)."""
    found = []

    def walk(folder: str) -> None:
        with os.scandir(folder) as items:
            for item in items:
                info = item.stat(follow_symlinks=False)
                found.append((os.path.relpath(item.path, root), info))
                if stat.S_ISDIR(info.st_mode):
                    walk(item.path)

    walk(str(root))
    return found


def some(paths: list) -> str:
    return ", ".join("/" + p for p in paths[:8]) + (f" and {len(paths) - 8} more" if len(paths) > 8 else "")


@check
def not_writable_by_everyone(image: Image):
    """No file that any user may change, but in the folders for temporary files, which are sticky."""
    def open_to_all(path, info):
        if stat.S_ISLNK(info.st_mode) or stat.S_ISCHR(info.st_mode) or not info.st_mode & stat.S_IWOTH:
            return False
        return not (path in ANYONE and info.st_mode & stat.S_ISVTX)

    found = [path for path, info in entries(image.root) if open_to_all(path, info)]
    assert not found, f"everyone may write: {some(found)}"


@check
def setuid_only_debians(image: Image):
    """Programs that give their caller another's rights: only those that Debian's packages brought."""
    packaged = {line for path in (image.root / "var/lib/dpkg/info").glob("*.list") for line in path.read_text().splitlines()}
    usr_merged = packaged | {"/usr" + line for line in packaged}
    found = [path for path, info in entries(image.root) if stat.S_ISREG(info.st_mode) and info.st_mode & (stat.S_ISUID | stat.S_ISGID)]
    strange = [path for path in found if "/" + path not in usr_merged]
    assert not strange, f"setuid or setgid, and of no package: {some(strange)}"
    return f"{len(found)} of Debian's own"


@check
def book_for_all_to_read(image: Image):
    """Under /opt/vaebook everyone may read, and neither uid 1000 nor group 0 or 100 may write."""
    closed, writable = [], []
    for path, info in entries(image.root):
        if path.split("/")[:2] != BOOK.split("/") or stat.S_ISLNK(info.st_mode):
            continue
        need = stat.S_IROTH | (stat.S_IXOTH if stat.S_ISDIR(info.st_mode) else 0)
        closed += [path] if info.st_mode & need != need else []
        writable += [path] if may_write(info) else []
    assert not closed, f"not everyone may read: {some(closed)}"
    assert not writable, f"a learner may write: {some(writable)}"


def may_write(info: os.stat_result) -> bool:
    return info.st_uid != 0 or bool(info.st_mode & stat.S_IWOTH) or (bool(info.st_mode & stat.S_IWGRP) and info.st_gid in (0, 100))


LEFT = [
    r"var/lib/apt/lists/(?!partial$|auxfiles$).+",
    r"var/cache/apt/(archives/)?.+\.(deb|bin)",
    r"var/cache/debconf/.+-old",
    r"(root|home/[^/]+)/(\.cache|\.npm|\.config|go|\.bash_history|\.wget-hsts)(/.*)?",
    r".*/(pip|http-v2|uv)/(cache|http|http-v2|wheels|selfcheck)(/.*)?",
    r"(tmp|var/tmp)/.+",
    r"(.*/)?\.git(/.*)?",
    r"(.*/)?\.ipynb_checkpoints(/.*)?",
    r"opt/vaebook/\.cache/(tmp|nb|test|setup/log)/.+",
    r"var/log/.+\.log",
]


@check
def nothing_left_of_the_build(image: Image):
    """Package lists, downloads, logs and half-made files are gone."""
    pattern = re.compile("|".join(f"(?:{p})" for p in LEFT))
    found = [path for path, info in entries(image.root) if pattern.fullmatch(path) and not stat.S_ISDIR(info.st_mode)]
    assert not found, f"left over: {some(found)}"


@check
def links_lead_somewhere(image: Image):
    """No link of ours that leads nowhere or out of the image."""
    broken = []
    for path, info in entries(image.root):
        if stat.S_ISLNK(info.st_mode) and path.startswith(BOOK):
            target = os.readlink(image.root / path)
            there = image.root / target[1:] if target.startswith("/") else (image.root / path).parent / target
            broken += [] if os.path.lexists(there) else [path]
    assert not broken, f"leads nowhere: {some(broken)}"
