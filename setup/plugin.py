"""XLA's plugins: the compiler that makes training fast. None is needed; GoMLX's own backend in Go always works."""

import hashlib
import os
import shutil
import zipfile
from pathlib import Path

from machine import Machine
from places import PJRT, PYTHON, ROOT, SCRATCH, SETUP
from pypackages import clean_env
from steps import Log, Step, StepFailed, digest

CPU_PLUGIN = PJRT / "pjrt_c_api_cpu_plugin.so"  # the name go-xla looks for
WHEEL = SETUP / "requirements-xla.txt"
WHEEL_MEMBER = "fastatomstruct_xla_cpu/libpjrt_cpu.so"
WHEEL_MEMBER_SHA256 = "0a0fe56ca17be9efc7b942e89e534e5e0ad4a0f1e369b66d27b62184509015b9"
INSTALLER_LIMIT = 180  # seconds for go-xla's own installer


def cpu(env: dict, machine: Machine) -> Step:
    """The CPU plugin: from the pinned wheel where there is one for this machine, else by go-xla's installer."""

    def work(log: Log):
        if machine.system == "linux" and machine.arch == "amd64":
            try:
                return from_wheel(log)
            except StepFailed:
                pass  # say no more here: the next way may do
        return from_installer(log, env, machine)

    return Step("plugin", "XLA's CPU plugin", digest(WHEEL, WHEEL_MEMBER_SHA256, machine.arch), [CPU_PLUGIN], work, optional=True)


def from_wheel(log: Log) -> str:
    if sha256(CPU_PLUGIN) == WHEEL_MEMBER_SHA256:
        return "was there"
    folder = SCRATCH / f"wheel-{os.getpid()}"
    log.run(PYTHON, "-m", "pip", "download", "--no-deps", "--require-hashes", "-d", folder, "-r", WHEEL, env=clean_env())
    fresh = folder / "plugin.so"
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel, wheel.open(WHEEL_MEMBER) as source, open(fresh, "wb") as target:
        shutil.copyfileobj(source, target, 1 << 20)
        target.flush()
        os.fsync(target.fileno())
    found = sha256(fresh)
    if found != WHEEL_MEMBER_SHA256:
        raise StepFailed(f"plugin: checksum of {WHEEL_MEMBER} differs: want {WHEEL_MEMBER_SHA256}, got {found}")
    place(fresh)
    shutil.rmtree(folder, ignore_errors=True)
    return ""


def from_installer(log: Log, env: dict, machine: Machine) -> str:
    folder = SCRATCH / f"installer-{os.getpid()}"
    go = [machine.go, "run", "./internal/cmd/plugin", "-dir", folder]
    log.run(*go, cwd=ROOT, env=dict(env, GOWORK="off"), timeout=INSTALLER_LIMIT)
    made = sorted((folder / "go-xla").glob("pjrt_c_api_cpu_*.so"))
    if not made:
        raise StepFailed("plugin: go-xla has no plugin for this machine")
    place(made[0].resolve())
    return "by go-xla's installer"


def place(fresh: Path) -> None:
    PJRT.mkdir(parents=True, exist_ok=True)
    os.replace(fresh, CPU_PLUGIN)


def sha256(path: Path) -> str:
    if not path.exists():
        return ""
    h = hashlib.sha256()
    with open(path, "rb") as f:
        while block := f.read(1 << 20):
            h.update(block)
    return h.hexdigest()
