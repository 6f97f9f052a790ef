"""The kernel's spec, inside the venv: Jupyter finds it there, and nowhere else."""

import json

import environ
from machine import Machine
from places import BIN, KERNEL, ROOT
from steps import Step, digest, write_atomically

QUIET = ["--logtostderr=false", "--log_file=/dev/null"]  # only gonb's errors reach the terminal


def spec(machine: Machine) -> str:
    return json.dumps(
        {
            "argv": [str(BIN / "gonb"), "--kernel", "{connection_file}", f"--go_work={ROOT}", *QUIET],
            "display_name": "Go (gonb)",
            "language": "go",
            "interrupt_mode": "message",
            "env": environ.variables(machine),
        },
        indent=1,
    )


def kernel(machine: Machine) -> Step:
    text = spec(machine)

    def work(_log):
        write_atomically(KERNEL / "kernel.json", text)

    return Step("kernel", "Go kernel of this clone", digest(text), [KERNEL / "kernel.json"], work)
