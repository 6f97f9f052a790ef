"""Installs the hubs and the proxy, each pinned by its hash, where the class finds them."""

import shutil
from pathlib import Path

from ..installed import once, venv
from ..tools import Unusable, call

HERE = Path(__file__).parent


def hub(number: int) -> Path:
    """The folder of the programs of hub 5 or 6."""
    return venv(f"hub-{number}", HERE / f"requirements-{number}.txt")


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
