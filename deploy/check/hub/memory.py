"""What each person's processes take of the machine, found in /proc by uid.

Memory is PSS: a page that n processes share counts 1/n for each, so that the sum over all processes is what is taken.
"""

import os
import threading
import time
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
GROUPS = {"tini": "server", "jupyter": "server", "python": "server", "gonb_": "cell", "gonb": "kernel", "gopls": "completion"}


def processes(uid: int) -> list:
    found = []
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and folder.stat().st_uid == uid:
                found.append(folder)
        except OSError:
            continue  # it ended meanwhile
    return found


def pss(folder: Path) -> int:
    try:
        for line in (folder / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def group(folder: Path) -> str:
    try:
        name = (folder / "comm").read_text()
    except OSError:
        return "other"
    return next((kind for start, kind in GROUPS.items() if name.startswith(start)), "other")


def memory(uid: int) -> dict:
    """Bytes by kind of process: server, kernel, completion, cell; "other" are compilers and their like."""
    found: dict = {}
    for folder in processes(uid):
        kind = group(folder)
        found[kind] = found.get(kind, 0) + pss(folder)
    return found


def processor(uid: int) -> float:
    """Seconds of processor time of a person's processes, those included that have ended and been waited for."""
    return sum(map(worked, processes(uid)))


def worked(folder: Path) -> float:
    try:
        fields = (folder / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return sum(int(f) for f in fields[11:15]) / TICK


def busy() -> float:
    """Seconds of processor time that the whole machine has worked."""
    fields = [int(f) for f in Path("/proc/stat").read_text().splitlines()[0].split()[1:]]
    return (sum(fields[:8]) - fields[3] - fields[4]) / TICK


class Watch:
    """Looks once a second while a block runs: the most memory that each person took, and all together; what strangers worked."""

    def __init__(self, people: list, servants: list):
        """`servants`: pids of programs that work for them."""
        self.uids, self.servants = [person.uid for person in people], [Path(f"/proc/{pid}") for pid in servants]
        self.most, self.together, self.strangers = {uid: 0 for uid in self.uids}, 0, 0.0
        self._ended, self._thread = threading.Event(), threading.Thread(target=self._look, daemon=True)

    def _look(self) -> None:
        while not self._ended.wait(1):
            now = {uid: sum(memory(uid).values()) for uid in self.uids}
            self.most = {uid: max(self.most[uid], now[uid]) for uid in self.uids}
            self.together = max(self.together, sum(now.values()))

    def _work(self) -> tuple:
        return busy(), sum(map(processor, self.uids)) + sum(map(worked, self.servants))

    def __enter__(self) -> "Watch":
        self._before = self._work()
        self._thread.start()
        return self

    def __exit__(self, *_) -> None:
        machine, ours = (after - before for before, after in zip(self._before, self._work()))
        self.strangers = max(1 - ours / machine, 0)
        self._ended.set()
        self._thread.join()


def gone(uids: list, seconds: float = 10) -> list:
    """Waits until nobody of these has a process; returns the processes that are left, by name."""
    until = time.monotonic() + seconds
    while True:
        left = [f for uid in uids for f in processes(uid)]
        if not left or time.monotonic() > until:
            return [f"{f.name} {group(f)}" for f in left]
        time.sleep(0.1)
