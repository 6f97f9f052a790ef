"""What the Makefile calls: setup/start COMMAND. Reads BACKEND (go, xla or cuda) and PORT from the environment."""

import os
import signal
import subprocess
import sys
import time

import environ
import gotools
import kernel
import lab
import machine
import plugin
import pypackages
import steps


def set_up(computer: machine.Machine, env: dict, backend: str) -> None:
    """Makes what is missing. The lanes run side by side: one waits for the network mostly, the other computes."""
    packages = pypackages.packages()
    python_lane = [packages]
    if computer.cgo and backend != "go":
        python_lane.append(plugin.cpu(env, computer))
    go_lane = [
        gotools.modules(env, computer),
        gotools.tools(env, computer),
        gotools.where(env, computer),
        gotools.warm(env, computer),
        gotools.gopls(env, computer),
    ]
    last = kernel.kernel(computer)
    if all(step.current() for step in [*python_lane, *go_lane, last]):
        return
    started = time.monotonic()
    with steps.lock():
        steps.say("Setting up what is missing (the first time takes a few minutes):")
        steps.in_lanes(python_lane, go_lane)
        if not last.outputs[0].exists():
            last.stamp.unlink(missing_ok=True)
        last.run()
    steps.say(f"  {'set up':<36}{time.monotonic() - started:6.1f} s")


def main(arguments: list) -> int:
    backend = os.environ.get("BACKEND") or os.environ.get("VAEBOOK_BACKEND", "")
    if backend not in ("", "go", "xla", "cuda"):
        raise machine.Missing(f"BACKEND={backend} is none of go, xla, cuda")
    computer = machine.look()
    env = environ.full(computer, backend)
    command, *rest = arguments or ["setup"]
    set_up(computer, env, backend)
    if command == "lab":
        return lab.lab(env)
    if command == "run":
        return subprocess.run(rest, env=env).returncode
    return 0


def interrupted(*_):
    steps.kill_children()
    os._exit(130)


if __name__ == "__main__":
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupted)
    try:
        sys.exit(main(sys.argv[1:]))
    except (machine.Missing, steps.StepFailed, OSError) as problem:
        print(f"\n{problem}", file=sys.stderr)
        sys.exit(1)
