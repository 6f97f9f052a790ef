"""A JupyterLab in a process of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator

ADDRESS = re.compile(r"https?://(?:localhost|127\.0\.0\.1):\d+/\S*token=\w+")


class Lab:
    """A running lab: its address with token, and what it printed."""

    def __init__(self, command: list[str], cwd: Path, env: dict[str, str]) -> None:
        self.lines: list[str] = []
        self.process = subprocess.Popen(command, cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                        text=True, errors="replace", start_new_session=True)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in self.process.stdout:
            self.lines.append(line.rstrip())

    def address(self, seconds: float) -> tuple[str, str]:
        """Waits for the printed address; returns it without its query, and the token."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for line in list(self.lines):
                found = ADDRESS.search(line)
                if found:
                    url, token = found.group(0).split("token=")
                    base = re.match(r"https?://[^/]+/(?:(?!lab|tree|\?)[^/?]+/)*", url).group(0)
                    return base, token
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise SystemExit("nb: the lab printed no address; it said:\n" + "\n".join(self.lines[-30:]))

    def stop(self) -> None:
        """Stops the lab and what it started."""
        for sign, seconds in ((signal.SIGTERM, 20), (signal.SIGKILL, 5)):
            if self.process.poll() is None:
                try:
                    os.killpg(self.process.pid, sign)
                    self.process.wait(seconds)
                except (ProcessLookupError, subprocess.TimeoutExpired):
                    continue


@contextmanager
def running(command: list[str], cwd: Path, env: dict[str, str] | None = None) -> Iterator[Lab]:
    """A lab for the length of a with block."""
    lab = Lab(command, cwd, env or dict(os.environ))
    try:
        yield lab
    finally:
        lab.stop()
