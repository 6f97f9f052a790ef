"""A new user's first minutes: a fresh clone with empty package caches, `make lab` until JupyterLab answers, and again."""

import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from . import places, sides
from .figures import Figure

PATIENCE = 900  # seconds


def measure() -> list[Figure]:
    folder = Path(tempfile.mkdtemp(prefix="bench-lab-"))
    try:
        clone = folder / "clone"
        subprocess.run(["git", "clone", "-q", str(places.ROOT), str(clone)], check=True)
        env = places.clean_environment() | empty_caches(folder)
        first = time_lab(clone, env)
        second = time_lab(clone, env)
    finally:
        remove(folder)
    return [
        Figure("lab: fresh clone, caches empty → JupyterLab answers", first, "s", 240, "`make lab`, cloning not counted"),
        Figure("lab: second `make lab` → JupyterLab answers", second, "s", 5),
    ]


def empty_caches(folder: Path) -> dict:
    """Go's and pip's caches, and all others that keep to the XDG rules, below folder; the user's settings stay."""
    names = ("GOMODCACHE", "GOCACHE", "GOPATH", "PIP_CACHE_DIR", "XDG_CACHE_HOME")
    caches = {name: str(folder / name.lower()) for name in names}
    return caches | {"CI": "1", "PORT": str(free_port())}


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def time_lab(clone: Path, env: dict) -> float:
    """Starts `make lab` and returns the seconds until the page it names is served; then ends it."""
    start = time.monotonic()
    process = subprocess.Popen(["make", "lab"], cwd=clone, env=env, stdin=subprocess.DEVNULL, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
    watchdog = threading.Timer(PATIENCE, os.killpg, (process.pid, signal.SIGKILL))
    watchdog.start()
    said = []
    try:
        for line in process.stdout:
            said.append(line)
            sides.note(re.sub(r"token=\w+", "token=…", line.rstrip()))
            url = re.search(r"https?://\S+/lab\?token=\w+", line)
            if url and answers(url.group()):
                return time.monotonic() - start
        raise RuntimeError("bench: make lab ended before JupyterLab answered:\n" + "".join(said[-20:]))
    finally:
        watchdog.cancel()
        end(process)


def answers(url: str, seconds: float = 60) -> bool:
    """Whether the page is served within the given time."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with opener.open(url, timeout=5) as page:
                return page.status == 200 and b"jupyter" in page.read().lower()
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    return False


def end(process: subprocess.Popen) -> None:
    """Ends make and all that it started: the session is its own."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
            process.wait(10)
            break
        except subprocess.TimeoutExpired:
            continue
        except ProcessLookupError:
            break
    process.stdout.close()


def remove(folder: Path) -> None:
    """Go's module cache is read-only: its folders are made writable first."""
    for path, _, _ in os.walk(folder):
        os.chmod(path, 0o700)
    shutil.rmtree(folder, ignore_errors=True)
