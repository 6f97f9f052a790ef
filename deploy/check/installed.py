"""Programs that the checks need beside the image, installed once from pinned requirements, each file checked by its hash."""

import hashlib
import shutil
import sys
from pathlib import Path

from .places import CACHE
from .tools import call

PROGRAMS = CACHE / "programs"


def once(name: str, files: list, install) -> Path:
    """Installs into a folder that is named after the files' contents and this Python; what was installed from others goes."""
    content = b"".join(file.read_bytes() for file in files) + sys.version.encode()
    key = hashlib.sha256(content).hexdigest()[:12]
    folder, done = PROGRAMS / f"{name}-{key}", PROGRAMS / f"{name}-{key}.done"
    if not done.exists():
        PROGRAMS.mkdir(parents=True, exist_ok=True)
        for old in PROGRAMS.glob(f"{name}-*"):
            shutil.rmtree(old) if old.is_dir() else old.unlink()
        install(folder)
        done.touch()
    return folder


def venv(name: str, wanted: Path) -> Path:
    """The folder of the programs that a requirements file brings, in an environment of their own."""

    def install(folder: Path):
        call(sys.executable, "-m", "venv", folder)
        call(folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps", "-r", wanted)

    return once(name, [wanted], install) / "bin"
