"""What the figures were measured on: without it a time says nothing."""

import datetime
import os
import platform
import re
import subprocess
from pathlib import Path

from . import places


def describe() -> str:
    """A line of Markdown: processor, cores, memory, system, versions, commit and day."""
    parts = [f"{cpu()}, {os.cpu_count()} cores, {memory_gib():.0f} GiB", f"{platform.system()} {platform.release()}",
             go_version(), *modules(), "commit " + commit(), datetime.date.today().isoformat()]
    return " · ".join(p for p in parts if p)


def cpu() -> str:
    """The processor's name; with family and model where the name alone is vague."""
    try:
        info = Path("/proc/cpuinfo").read_text()
    except OSError:
        return platform.processor() or platform.machine()
    fields = {k.strip(): v.strip() for k, _, v in (line.partition(":") for line in info.splitlines()) if v}
    return f"{fields.get('model name', platform.machine())} (family {fields.get('cpu family')}, model {fields.get('model')})"


def memory_gib() -> float:
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30


def go_version() -> str:
    return say("go", "env", "GOVERSION")


def modules() -> list[str]:
    """The versions of the modules that decide the speed."""
    wanted = r"^\s+github\.com/gomlx/(gomlx|go-xla|compute) (\S+)"
    return [f"{n} {v}" for n, v in re.findall(wanted, (places.ROOT / "go.mod").read_text(), re.M)]


def commit() -> str:
    dirty = "+" if say("git", "status", "--porcelain", "--untracked-files=no") else ""
    return (say("git", "rev-parse", "--short", "HEAD") or "unknown") + dirty


def load() -> float:
    """The load of the last minute: a figure measured on a busy machine says so."""
    return os.getloadavg()[0]


def say(*command: str) -> str:
    try:
        return subprocess.run(command, cwd=places.ROOT, capture_output=True, text=True, timeout=30).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        return ""
