"""The first process of a container as a child of ours, though runc started it and went away.

runc could stay in the foreground instead, but it then passes on the signals that Go's runtime sends to itself.
"""

import ctypes
import os
import select
import subprocess
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36


class StillRunning(Exception):
    """The time is over and the process has not ended."""


class Adopted:
    """A process that we may wait for; `exit_code` as a shell counts: 128 and the signal's number where one ended it."""

    def __init__(self, pid: int):
        self.pid, self.exit_code, self.handle = pid, None, os.pidfd_open(pid)

    def wait(self, timeout: float | None = None) -> int:
        if self.exit_code is None:
            ended = select.poll()
            ended.register(self.handle, select.POLLIN)
            if not ended.poll(None if timeout is None else timeout * 1000):
                raise StillRunning(f"no end after {timeout} s")
            code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
            self.exit_code = code if code >= 0 else 128 - code
            os.close(self.handle)
        return self.exit_code

    def alive(self) -> bool:
        try:
            self.wait(0)
        except StillRunning:
            return True
        return False


class NeverRan:
    """What is left of a container that could not be started."""

    pid = None

    def __init__(self, exit_code: int):
        self.exit_code = exit_code

    def wait(self, timeout: float | None = None) -> int:
        return self.exit_code

    def alive(self) -> bool:
        return False


def adopted(command: list, log, pid_file: Path) -> "Adopted | NeverRan":
    """Runs a command that starts a process, writes its pid and ends; that process becomes ours."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    code = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log).returncode
    return Adopted(int(pid_file.read_text())) if code == 0 else NeverRan(code)
