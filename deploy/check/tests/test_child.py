"""A process that another one started and left to us."""

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="containers need Linux")

STARTER = """
import subprocess, sys
open(sys.argv[1], "w").write(str(subprocess.Popen([sys.executable, "-c", sys.argv[2]]).pid))
"""

PROGRAM = """
import subprocess, sys
from pathlib import Path
from check import child
one = child.adopted([sys.executable, "-c", *sys.argv[2:]], subprocess.DEVNULL, Path(sys.argv[1]))
try:
    one.wait(0.01)
except child.StillRunning:
    print("runs", one.alive())
print(one.wait(30), one.alive())
"""


def told(pid_file, *starter):
    """In a process of its own, for what has become a reaper of orphans stays one."""
    env = dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path))
    done = subprocess.run([sys.executable, "-c", PROGRAM, pid_file, *starter], env=env, capture_output=True, text=True, timeout=60)
    return done.stdout.split() or done.stderr


def test_exit_status(tmp_path):
    pid = tmp_path / "pid"
    assert told(pid, STARTER, pid, "import time; time.sleep(1); raise SystemExit(7)") == ["runs", "True", "7", "False"]


def test_a_signal_counts_as_in_a_shell(tmp_path):
    pid = tmp_path / "pid"
    assert told(pid, STARTER, pid, "import os; os.kill(os.getpid(), 9)")[-2:] == ["137", "False"]


def test_one_that_never_ran(tmp_path):
    assert told(tmp_path / "pid", "raise SystemExit(4)") == ["4", "False"]
