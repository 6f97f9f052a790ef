"""Steps of set-up that may be killed at any moment: each leaves its stamp when, and only when, it is complete."""

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path

from places import LOGS, ROOT, SCRATCH, STATE

_print_lock = threading.Lock()
_children: set = set()
_stopping = False
_held_lock = None  # file descriptor of the lock; children inherit it


class StepFailed(Exception):
    """A step went wrong; the text says which, and shows the end of its log."""


def say(line: str) -> None:
    with _print_lock:
        print(line, flush=True)


def digest(*parts) -> str:
    """A short hash of texts and of files' contents."""
    h = hashlib.sha256()
    for part in parts:
        data = part.read_bytes() if isinstance(part, Path) else str(part).encode()
        h.update(len(data).to_bytes(8, "big") + data)
    return h.hexdigest()[:32]


def write_atomically(path: Path, text: str) -> None:
    """Under a temporary name first, so that a reader sees the old text or the new, never half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fd, name = tempfile.mkstemp(dir=path.parent, prefix="." + path.name)
    with os.fdopen(fd, "w") as f:
        f.write(text)
        f.flush()
        os.fsync(f.fileno())
    os.chmod(name, 0o644)
    os.replace(name, path)


FAILED = " failed"


class Step:
    """One step: `work(log)` makes `outputs`; `key` changes when it has to be done again."""

    def __init__(self, name: str, title: str, key: str, outputs: list, work, optional=False):
        self.name, self.title, self.key, self.outputs, self.work = name, title, key, outputs, work
        self.optional = optional  # the lab runs without it too
        self.stamp = STATE / f"{name}.stamp"

    def current(self, retry=False) -> bool:
        """Whether nothing is to be done. What failed and is optional is tried again only where `retry` is set."""
        try:
            text = self.stamp.read_text()
        except OSError:
            return False
        if text == self.key + FAILED:
            return not retry
        return text == self.key and all(p.exists() for p in self.outputs)

    def run(self, retry=False) -> None:
        if self.current(retry):
            return
        self.stamp.unlink(missing_ok=True)
        started = time.monotonic()
        log = Log(self.name)
        try:
            note = self.work(log) or ""
            write_atomically(self.stamp, self.key)
        except Exception as problem:
            if _stopping or not self.optional:
                raise
            log.note(problem)
            note = f"left out; why: {log.path.relative_to(ROOT)}; once more: make setup"
            write_atomically(self.stamp, self.key + FAILED)
        say(f"  {self.title:<36}{time.monotonic() - started:6.1f} s  {note}".rstrip())


class Log:
    """Runs a step's commands; what they print goes to a file."""

    def __init__(self, name: str):
        LOGS.mkdir(parents=True, exist_ok=True)
        self.name, self.path = name, LOGS / f"{name}.log"
        self.path.write_text("")

    def run(self, *command, env=None, cwd=None, timeout=None) -> None:
        with open(self.path, "a") as out:
            out.write("$ " + " ".join(map(str, command)) + "\n")
            out.flush()
            child = subprocess.Popen(
                list(map(str, command)), stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=env, cwd=cwd,
                pass_fds=() if _held_lock is None else (_held_lock,), start_new_session=True,
            )
            _children.add(child)
            try:
                code = child.wait(timeout)
            except subprocess.TimeoutExpired:
                kill(child)
                child.wait()
                code = f"no end after {timeout} s"
            finally:
                _children.discard(child)
        if code != 0:
            raise StepFailed(f"{self.name}: {command[0]} failed ({code}). The end of {self.path}:\n{self.tail()}")

    def note(self, text) -> None:
        with open(self.path, "a") as out:
            out.write(f"{text}\n")

    def tail(self) -> str:
        lines = self.path.read_text(errors="replace").splitlines()
        return "\n".join("    " + line for line in lines[-12:])


def kill(child: subprocess.Popen) -> None:
    """Kills a child with all that it started; it has a session of its own."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def stop() -> None:
    """Ends what runs; what was under way counts neither as done nor as failed."""
    global _stopping
    _stopping = True
    for child in list(_children):
        kill(child)


def in_lanes(*lanes: list, retry=False) -> None:
    """Runs the lanes side by side, the steps of a lane one after the other; raises the first failure."""
    failures = []

    def run(lane):
        try:
            for step in lane:
                step.run(retry)
        except Exception as err:  # reported below, from the main thread
            failures.append(err)

    threads = [threading.Thread(target=run, args=(lane,), daemon=True) for lane in lanes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


@contextmanager
def lock():
    """One set-up at a time in a clone. Children hold the lock too, so that none of a killed set-up is still writing."""
    global _held_lock
    STATE.mkdir(parents=True, exist_ok=True)
    fd = os.open(STATE / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("Another set-up is at work in this clone; waiting for it.", file=sys.stderr, flush=True)
        fcntl.flock(fd, fcntl.LOCK_EX)
    _held_lock = fd
    try:
        shutil.rmtree(SCRATCH, ignore_errors=True)
        SCRATCH.mkdir(parents=True, exist_ok=True)
        yield
    finally:
        shutil.rmtree(SCRATCH, ignore_errors=True)
        _held_lock = None
        os.close(fd)
