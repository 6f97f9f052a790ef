"""XLA's CUDA plugin and those of NVIDIA's libraries that it can open, where BACKEND=cuda asks for them.

They come from PyPI by pip, pinned and checked like all other packages. go-xla's own installer takes the newest of each, which
this go-xla never met, asks pypi.org whatever index pip is set to, and works only on a machine with a GPU, so not in the build
of an image.
"""

import glob
import os
import shutil
import zipfile
from fnmatch import fnmatch
from pathlib import Path

from machine import Machine
from places import PJRT, PYTHON, SCRATCH, SETUP
from pypackages import download, remove
from steps import Log, Step, StepFailed, digest, say

WHEELS = SETUP / "requirements-cuda.txt"
FOLDER = PJRT / "cuda"
HOME = Path("go-xla/nvidia")  # in FOLDER; the plugin looks for the rest in ../nvidia, seen from its place, and so does go-xla
NAME = "pjrt_c_api_cuda_plugin.so"  # the name go-xla looks for
PLUGIN = FOLDER / HOME / NAME
PLUGIN_MEMBER = "jax_plugins/xla_cuda13/xla_cuda_plugin.so"
# The plugin opens libraries of CUDA, cuDNN and NCCL by name, and they others: cuDNN and cuBLAS open NVRTC, cuFFT opens nvJitLink. It
# calls ptxas, nvlink and fatbinary, and links libdevice into what it compiles. Nothing opens cuSOLVER, cuSPARSE or NVSHMEM.
KEPT = (
    PLUGIN_MEMBER,
    *(f"nvidia/cu13/lib/lib{name}.so.*" for name in ("cublas", "cublasLt", "cudart", "cufft", "cupti", "nvJitLink", "nvrtc", "nvrtc-builtins")),
    *(f"nvidia/cu13/bin/{name}" for name in ("ptxas", "nvlink", "fatbinary")),
    "nvidia/cu13/nvvm/libdevice/*.bc",
    "nvidia/cudnn/lib/*.so.*",
    "nvidia/nccl/lib/*.so.*",
    "*.dist-info/licenses/*",
)
GPU_FILES = ("/dev/nvidia[0-9]*", "/dev/dxg")  # by which an NVIDIA GPU shows itself, on Linux and in WSL
DOWNLOAD, UNPACKED = 1.7, 2.7  # GB


def cuda(machine: Machine) -> Step:
    def work(log: Log):
        check(machine)
        wheels, fresh = SCRATCH / f"cuda-wheels-{os.getpid()}", SCRATCH / f"cuda-{os.getpid()}"
        fetch(log, wheels)
        unpack(wheels, fresh / HOME)
        try_out(log, fresh / HOME)
        remove(FOLDER)
        FOLDER.parent.mkdir(parents=True, exist_ok=True)
        os.replace(fresh, FOLDER)

    return Step("cuda", "XLA's CUDA plugin", digest(WHEELS, *KEPT), [PLUGIN], work, optional=True)


def check(machine: Machine) -> None:
    """Refuses in one line what cannot work, before anything is fetched."""
    if (machine.system, machine.arch) != ("linux", "amd64"):
        raise StepFailed(f"cuda: go-xla runs CUDA on linux/amd64 only, and this is {machine.system}/{machine.arch}: leave BACKEND=cuda out")
    if not machine.shared and not has_gpu():  # what many share is often made where no GPU is, as an image is
        raise StepFailed(f"cuda: no NVIDIA GPU was found (no {' and no '.join(GPU_FILES)}), so {DOWNLOAD} GB of libraries were not fetched")
    SCRATCH.mkdir(parents=True, exist_ok=True)
    free, needed = shutil.disk_usage(SCRATCH).free / 1e9, DOWNLOAD + UNPACKED
    if free < needed:
        raise StepFailed(f"cuda: the CUDA plugin needs {needed:.1f} GB of disk and {SCRATCH} has {free:.1f}: make room, or leave BACKEND=cuda out")


def has_gpu() -> bool:
    return any(glob.glob(pattern) for pattern in GPU_FILES)


def fetch(log: Log, folder: Path) -> None:
    say(f"  XLA's CUDA plugin: fetching {DOWNLOAD} GB")
    try:
        download(log, WHEELS, folder)
    except StepFailed as problem:
        raise StepFailed(f"cuda: the {DOWNLOAD} GB named in {WHEELS} did not all come: run again, or leave BACKEND=cuda out\n{problem}") from None


def unpack(wheels: Path, target: Path) -> None:
    """Puts what is kept of each wheel below target. A pattern that fits nothing means that a package is no longer what it was."""
    missing = set(KEPT)
    for path in sorted(wheels.glob("*.whl")):
        with zipfile.ZipFile(path) as wheel:
            for member in wheel.infolist():
                fitting = {pattern for pattern in KEPT if fnmatch(member.filename, pattern)}
                if fitting and not member.is_dir():
                    extract(wheel, member, target / place(member.filename))
                    missing -= fitting
        path.unlink()  # it and its content at once would take more room
    if missing:
        raise StepFailed(f"cuda: nothing in the packages of {WHEELS} fits {', '.join(sorted(missing))}: correct KEPT in setup/cuda.py")


def extract(wheel: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with wheel.open(member) as source, open(path, "wb") as target:
        shutil.copyfileobj(source, target, 1 << 20)
    path.chmod(0o755 if member.external_attr >> 16 & 0o100 else 0o644)


def place(member: str) -> Path:
    """Where a wheel's member goes: nvidia/cudnn/lib/x to cudnn/lib/x, and a package's licence to licenses/PACKAGE."""
    first, *rest = Path(member).parts
    if member == PLUGIN_MEMBER:
        return Path(NAME)
    if first == "nvidia":
        return Path(*rest)
    return Path("licenses", first.removesuffix(".dist-info"), *rest[1:])


def try_out(log: Log, home: Path) -> None:
    """Opens the plugin and each library, in a process of its own: whatever one of them lacks on this machine shows here."""
    libraries = sorted(path for path in home.rglob("*.so*") if path.is_file())
    program = "import ctypes, sys\nfor path in sys.argv[1:]: ctypes.CDLL(path)"
    log.run(PYTHON, "-c", program, *libraries, timeout=300)
