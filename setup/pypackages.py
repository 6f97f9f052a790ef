"""The Python side: JupyterLab and the notebook runner in .venv, every file checked against its hash."""

import os
import shutil
import sys
from pathlib import Path

from machine import Machine
from places import PYTHON, ROOT, SCRATCH, SETUP, VENV
from steps import Log, Step, digest


def clean_env() -> dict:
    """The caller's environment without what would lead pip elsewhere."""
    drop = ("PYTHONPATH", "PYTHONHOME", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV")
    env = {k: v for k, v in os.environ.items() if k not in drop}
    return dict(env, PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_NO_INPUT="1")


def packages(machine: Machine) -> Step:
    """JupyterLab; where the clone is shared also what JupyterHub starts for each user."""
    wanted = [SETUP / "requirements.txt"] + ([SETUP / "requirements-hub.txt"] if machine.shared else [])

    def work(log: Log):
        remove(VENV)
        log.run(sys.executable, "-E", "-s", "-m", "venv", VENV, env=clean_env())
        for file in wanted:
            log.run(PYTHON, "-m", "pip", "install", "--require-hashes", "--no-deps", "--no-compile", "-r", file, env=clean_env())
        log.run(PYTHON, "-m", "compileall", "-q", "-j", "0", VENV / "lib", env=clean_env())

    outputs = [PYTHON, VENV / "bin" / "jupyter-lab"]
    return Step("python", "Python packages", digest(*wanted, sys.version, str(ROOT)), outputs, work)


def download(log: Log, wanted: Path, folder: Path) -> None:
    """Fetches the wheels of a requirements file, checked against their hashes, without installing them."""
    log.run(PYTHON, "-m", "pip", "download", "--no-deps", "--require-hashes", "-d", folder, "-r", wanted, env=clean_env())


def remove(path: Path) -> None:
    """Moves a folder out of the way at once, then deletes it."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.exists():
        aside = SCRATCH / f"old-{path.name}-{os.getpid()}"
        os.rename(path, aside)
        shutil.rmtree(aside, ignore_errors=True)
