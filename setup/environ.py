"""The variables under which cells, tests and tools run: one source for the kernel's spec and for make."""

import os
import shlex
from string import Template

from machine import Machine
from places import BIN, CACHE, GO_BUILD, GO_MODULES, GOCACHE, NO_XLA, PJRT, ROOT

BACKENDS = ("", "go", "xla", "cuda")  # what BACKEND may name; nothing stands for the fastest that runs


def variables(machine: Machine) -> dict:
    """What the kernel's spec carries, so that no cell sets anything. ${PATH} and ${HOME} stand for the caller's."""
    env = {
        "PATH": f"{BIN}:{os.path.dirname(machine.go)}:${{PATH}}",
        "GOTOOLCHAIN": "local",  # the right version was chosen at set-up; no cell waits for another
        "GOFLAGS": f"'-ldflags={linker_flags(machine)}' -buildvcs=false",
        "CGO_ENABLED": "1" if machine.cgo else "0",
        "PJRT_PLUGIN_LIBRARY_PATH": f"{PJRT}:{PJRT}/cuda/go-xla/nvidia",
        "GOMLX_NO_AUTO_INSTALL": "1",
        "VAEBOOK_ROOT": str(ROOT),
        "VAEBOOK_CACHE": str(CACHE),
    }
    if machine.simd:
        env["GOEXPERIMENT"] = "simd"  # the Go backend computes several times faster with it
    if machine.shared:
        env["GOMODCACHE"] = str(GO_MODULES)
        env["GOCACHEPROG"] = shlex.join([str(GOCACHE), str(GO_BUILD)])
        env["VAEBOOK_CACHE"] = "${HOME}/.cache/vaebook"
    if NO_XLA.exists():
        env["VAEBOOK_BACKEND"] = "go"
    return env


def linker_flags(machine: Machine) -> str:
    """No symbol table, no debugger's tables, and no C linker: a cell that imports XLA starts a second sooner."""
    internal = machine.system == "linux" and machine.arch == "amd64"
    return "-w -s -linkmode=internal" if internal else "-w -s"


def full(machine: Machine, backend: str = "") -> dict:
    """The caller's environment with ours laid over it."""
    env = dict(os.environ)
    for name in ("GOEXPERIMENT", "GOWORK", "PYTHONPATH", "PYTHONHOME"):
        env.pop(name, None)
    env = laid_over(env, variables(machine))
    if backend:
        env["VAEBOOK_BACKEND"] = backend
    return env


def laid_over(env: dict, over: dict) -> dict:
    """The environment with a kernel's variables over it, as Jupyter lays them: ${…} stands for the environment's own."""
    known = {"PATH": os.defpath, "HOME": os.path.expanduser("~")} | env
    return env | {name: Template(value).safe_substitute(known) for name, value in over.items()}


def building(machine: Machine, env: dict) -> dict:
    """The environment of set-up's own Go commands: where the clone is shared they fill its caches, which later only are read."""
    if not machine.shared:
        return env
    env = dict(env, GOCACHE=str(GO_BUILD))
    env.pop("GOCACHEPROG")
    return env
