"""The kernel's spec, inside the venv: Jupyter finds it there, and nowhere else."""

import json

import environ
from machine import Machine
from places import BIN, JUPYTER, KERNEL, ROOT
from steps import Step, digest, write_atomically


def log(machine: Machine) -> list:
    """gonb's own log goes to a file, not to the terminal; where the clone is shared, its errors go to Jupyter's log."""
    if machine.shared:
        return ["--logtostderr=false", "--stderrthreshold=ERROR", "--log_file=/dev/null"]
    return ["--logtostderr=false", "--stderrthreshold=FATAL", f"--log_file={JUPYTER / 'gonb.log'}"]


def spec(machine: Machine) -> str:
    return json.dumps(
        {
            "argv": [str(BIN / "gonb"), "--kernel", "{connection_file}", f"--go_work={ROOT}", *log(machine)],
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
        JUPYTER.mkdir(parents=True, exist_ok=True)
        write_atomically(KERNEL / "kernel.json", text)

    return Step("kernel", "Go kernel of this clone", digest(text), [KERNEL / "kernel.json"], work)
