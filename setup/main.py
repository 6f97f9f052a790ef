"""What the Makefile calls: setup/start COMMAND. Reads BACKEND (go, xla or cuda), PORT and SHARED from the environment."""

import os
import signal
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
import suite


def set_up(computer: machine.Machine, env: dict, backend: str, command: str) -> None:
    """Makes what is missing. The lanes run side by side: one mostly waits for the network, the other computes."""
    retry = command == "setup"
    env = environ.building(computer, env)
    plugins = plugin.wanted(env, computer, backend)
    where = gotools.where(env, computer)
    python_lane = [pypackages.packages(computer), *plugins]
    go_lane = [gotools.modules(env, computer), gotools.tools(env, computer), where, gotools.warm(env, computer), gotools.gopls(env, computer)]
    if command in ("test", "lint"):
        go_lane.append(gotools.staticcheck(env, computer))
    if computer.shared:
        go_lane.insert(0, gotools.gocache(env, computer))
        for step in [*python_lane, *go_lane]:
            step.optional &= not needed(step, computer)
    if not all(step.current(retry) for step in [*python_lane, *go_lane]):
        started = time.monotonic()
        with steps.lock():
            steps.say("Setting up what is missing (the first time takes a few minutes):")
            steps.in_lanes(python_lane, go_lane, retry=retry)
        steps.say(f"  {'in all':<36}{time.monotonic() - started:6.1f} s")
    if plugins:
        plugin.probe(env, where, *plugins).run()
    kernel.kernel(computer).run()


def needed(step: steps.Step, computer: machine.Machine) -> bool:
    """What many users share has all its parts, or is not made. Only XLA's plugin may be missing where none may exist."""
    return step.name != "plugin" or (computer.system == "linux" and computer.arch in plugin.MEMBERS)


def main(arguments: list) -> int:
    command, *rest = arguments or ["setup"]
    backend = os.environ.get("BACKEND") or os.environ.get("VAEBOOK_BACKEND", "")
    if backend not in environ.BACKENDS:
        raise machine.Missing(f"BACKEND={backend} is none of go, xla, cuda")
    computer = machine.look()
    set_up(computer, environ.full(computer, backend), backend, command)
    env = environ.full(computer, backend)
    if command == "lab":
        return lab.lab(env)
    if command in ("test", "lint"):
        return suite.run(env, computer, only=None if command == "test" else command)
    if command == "run" and rest:
        sys.stdout.flush()
        os.execvpe(rest[0], rest, env)
    return 0


def interrupted(number, _frame):
    steps.stop()
    os._exit(128 + number)


if __name__ == "__main__":
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupted)
    try:
        sys.exit(main(sys.argv[1:]))
    except (machine.Missing, steps.StepFailed, OSError) as problem:
        print(f"\n{problem}", file=sys.stderr)
        sys.exit(1)
