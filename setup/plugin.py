"""XLA's plugins: the compiler that makes training fast. None is needed; GoMLX's own backend in Go always works."""

import hashlib
import os
import shutil
import zipfile
from pathlib import Path

import cuda
from machine import Machine
from places import NO_XLA, PJRT, ROOT, SCRATCH, SETUP, WHERE
from pypackages import download
from steps import Log, Step, StepFailed, digest, write_atomically

CPU_PLUGIN = PJRT / "pjrt_c_api_cpu_plugin.so"  # the name go-xla looks for
WHEEL = SETUP / "requirements-xla.txt"
MEMBERS = {  # for Linux on each processor, by Go's name of it: the library in the wheel, and its SHA-256
    "amd64": ("fastatomstruct_xla_cpu/libpjrt_cpu.so", "0a0fe56ca17be9efc7b942e89e534e5e0ad4a0f1e369b66d27b62184509015b9"),
    "arm64": ("xla_plugins/xla_cpu_pjrt/xla_cpu_pjrt.so", "fcf411f3e8ff635c2b2cf87215aa7016f460e66d236c3db08309e7486583532d"),
}
INSTALLER_LIMIT = 180  # seconds for go-xla's own installer


def wanted(env: dict, machine: Machine, backend: str) -> list:
    """The steps for the plugins that this machine can load and the caller wants; cells load them through cgo."""
    if not machine.cgo or backend == "go":
        return []
    return [cpu(env, machine)] + ([cuda.cuda(machine)] if backend == "cuda" else [])


def cpu(env: dict, machine: Machine) -> Step:
    """The CPU plugin: from the pinned wheel where there is one for this machine, else by go-xla's installer."""

    def work(log: Log):
        if machine.system == "linux" and machine.arch in MEMBERS:
            try:
                return from_wheel(log, *MEMBERS[machine.arch])
            except StepFailed as problem:
                log.note(problem)  # the next way may do
        return from_installer(log, env, machine)

    return Step("plugin", "XLA's CPU plugin", digest(WHEEL, MEMBERS.get(machine.arch), machine.arch), [CPU_PLUGIN], work, optional=True)


def from_wheel(log: Log, member: str, checksum: str) -> str:
    if sha256(CPU_PLUGIN) == checksum:
        return "was there"
    folder = SCRATCH / f"wheel-{os.getpid()}"
    download(log, WHEEL, folder)
    fresh = folder / "plugin.so"
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel, wheel.open(member) as source, open(fresh, "wb") as target:
        shutil.copyfileobj(source, target, 1 << 20)
        target.flush()
        os.fsync(target.fileno())
    found = sha256(fresh)
    if found != checksum:
        raise StepFailed(f"plugin: checksum of {member} differs: want {checksum}, got {found}")
    place(fresh)
    shutil.rmtree(folder, ignore_errors=True)
    return ""


def probe(env: dict, *before: Step) -> Step:
    """Opens the backend once in a process of its own: a plugin that crashes on this machine must not crash every cell."""

    def work(log: Log):
        NO_XLA.unlink(missing_ok=True)
        if not WHERE.exists():
            return "not tried"
        try:
            log.run(WHERE, env=dict(env, VAEBOOK_BACKEND="xla"), timeout=120)
        except StepFailed as problem:
            write_atomically(NO_XLA, f"{problem}\n")
            return "XLA's plugin crashes here: the Go backend computes"

    return Step("probe", "backend tried out", digest(*(step.key for step in before), CPU_PLUGIN.exists()), [], work)


def from_installer(log: Log, env: dict, machine: Machine) -> str:
    program, folder = SCRATCH / "plugin", SCRATCH / f"installer-{os.getpid()}"
    log.run(machine.go, "build", "-o", program, "./internal/cmd/plugin", cwd=ROOT, env=dict(env, GOWORK="off"))
    log.run(program, "-dir", folder, cwd=ROOT, env=env, timeout=INSTALLER_LIMIT)
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
