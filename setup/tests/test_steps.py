"""A step is done when its stamp says so, and a kill at any moment leaves no stamp of what is not complete."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import steps
from places import SETUP


def step(state, key="1", work=None, optional=False, outputs=()):
    done = []
    made = steps.Step("thing", "a thing", key, list(outputs), work or (lambda log: done.append(key)), optional)
    return made, done


def test_a_step_runs_once(state):
    first, done = step(state)
    first.run()
    first.run()
    assert done == ["1"] and first.current()


def test_another_key_runs_it_again(state):
    step(state)[0].run()
    second, done = step(state, key="2")
    assert not second.current()
    second.run()
    assert done == ["2"]


def test_a_lost_output_runs_it_again(state):
    output = state / "output"
    work = lambda log: output.write_text("made")  # noqa: E731
    first, _ = step(state, work=work, outputs=[output])
    first.run()
    output.unlink()
    assert not first.current()
    first.run()
    assert output.exists() and first.current()


def test_a_failure_leaves_no_stamp(state):
    failing, _ = step(state, work=lambda log: log.run("false"))
    with pytest.raises(steps.StepFailed, match="false failed"):
        failing.run()
    assert not failing.stamp.exists()


def test_an_older_stamp_goes_before_the_work_begins(state):
    step(state)[0].run()
    failing, _ = step(state, key="2", work=lambda log: log.run("false"))
    with pytest.raises(steps.StepFailed):
        failing.run()
    assert not step(state)[0].current()


def test_an_optional_failure_waits_for_setup(state, capsys):
    tried = []
    failing, _ = step(state, work=lambda log: tried.append(1) or log.run("false"), optional=True)
    failing.run()
    failing.run()
    assert len(tried) == 1 and "left out" in capsys.readouterr().out
    failing.run(retry=True)
    assert len(tried) == 2


def test_the_log_keeps_what_a_command_said(state):
    failing, _ = step(state, work=lambda log: log.run("sh", "-c", "echo said this; exit 3"))
    with pytest.raises(steps.StepFailed, match=r"(?s)failed \(3\).*said this"):
        failing.run()


def test_a_command_past_its_limit_is_ended(state):
    log = steps.Log("slow")
    started = time.monotonic()
    with pytest.raises(steps.StepFailed, match="no end after"):
        log.run("sh", "-c", "sleep 30 & wait", timeout=0.2)
    assert time.monotonic() - started < 10


def test_lanes_report_the_failure_and_finish_the_others(state):
    done = []
    lanes = [
        [steps.Step("bad", "bad", "1", [], lambda log: log.run("false"))],
        [steps.Step("good", "good", "1", [], lambda log: done.append(1))],
    ]
    with pytest.raises(steps.StepFailed, match="bad"):
        steps.in_lanes(*lanes)
    assert done == [1]


def test_writing_replaces_whole_files(state):
    path = state / "deep" / "file"
    steps.write_atomically(path, "one")
    steps.write_atomically(path, "two")
    assert path.read_text() == "two" and os.listdir(path.parent) == ["file"]


KILLED = """
import os, sys
sys.path.insert(0, {setup!r})
import steps
from pathlib import Path
for name in ("ROOT", "STATE", "LOGS", "SCRATCH"):
    setattr(steps, name, Path({folder!r}) / name.lower())
def work(log):
    log.run("sh", "-c", "echo begun; sleep 2")
with steps.lock():
    steps.Step("slow", "slow", "1", [], work).run()
"""


def test_a_killed_setup_leaves_no_stamp_and_its_child_keeps_the_lock(state):
    """The orphan may still be writing; the next set-up waits for it."""
    program = KILLED.format(setup=str(SETUP), folder=str(state))
    process = subprocess.Popen([sys.executable, "-c", program])
    wait_until(lambda: (state / "logs" / "slow.log").exists() and "begun\n" in (state / "logs" / "slow.log").read_text().splitlines(True))
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (state / "state" / "slow.stamp").exists()
    again = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert again.returncode == 0 and "waiting for it" in again.stderr
    assert (state / "state" / "slow.stamp").read_text() == "1"


def wait_until(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def test_start_refuses_an_old_python(tmp_path):
    for name in ("python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10"):
        program = tmp_path / name
        program.write_text("#!/bin/sh\nexit 1\n")
        program.chmod(0o755)
    for name in ("dirname", "sh"):
        os.symlink(Path("/usr/bin") / name, tmp_path / name)
    done = subprocess.run([SETUP / "start", "setup"], env={"PATH": str(tmp_path)}, capture_output=True, text=True)
    assert done.returncode == 1 and "Python 3.10 or newer is needed" in done.stderr
