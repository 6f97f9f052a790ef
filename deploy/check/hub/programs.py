"""Installs the hubs and the proxy, each pinned by its hash, where the class finds them."""

import hashlib
import shutil
import sys
from pathlib import Path

from ..places import CACHE
from ..tools import Unusable, call

HERE = Path(__file__).parent
PROGRAMS = CACHE / "hub" / "programs"


def hub(number: int) -> Path:
    """The folder of the programs of hub 5 or 6."""
    wanted = HERE / f"requirements-{number}.txt"

    def install(folder: Path):
        call(sys.executable, "-m", "venv", folder)
        call(folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps", "-r", wanted)

    return once(f"hub-{number}", [wanted], install) / "bin"


def proxy() -> Path:
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            raise Unusable(f"{program} not found; the hub's proxy needs it. Debian, Ubuntu: sudo apt install nodejs npm")
    files = [HERE / "package.json", HERE / "package-lock.json"]

    def install(folder: Path):
        folder.mkdir()
        for file in files:
            shutil.copy(file, folder)
        call("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", cwd=folder)

    return once("proxy", files, install) / "node_modules" / ".bin" / "configurable-http-proxy"


def once(name: str, files: list, install) -> Path:
    """Installs into a folder that is named after the files' contents; what was installed from others goes."""
    key = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]
    folder, done = PROGRAMS / f"{name}-{key}", PROGRAMS / f"{name}-{key}.done"
    if not done.exists():
        PROGRAMS.mkdir(parents=True, exist_ok=True)
        for old in PROGRAMS.glob(f"{name}-*"):
            shutil.rmtree(old) if old.is_dir() else old.unlink()
        install(folder)
        done.touch()
    return folder
