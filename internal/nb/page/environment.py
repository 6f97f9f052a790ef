"""The browser's own Python environment in .cache/venv-browser, made when first needed."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

from .. import paths


def python() -> Path:
    """The interpreter that has Playwright; installs it, pinned by hash, where it is missing or out of date."""
    root = paths.root()
    wanted = root / "setup" / "requirements-browser.txt"
    home = root / ".cache" / "venv-browser"
    done = home / "installed"
    mark = hashlib.sha256(wanted.read_bytes()).hexdigest()
    exe = home / "bin" / "python"
    if not (done.is_file() and done.read_text(encoding="utf-8") == mark and exe.exists()):
        print("nb: installing Playwright into .cache/venv-browser", flush=True)
        venv.create(home, with_pip=True, clear=True)
        subprocess.run([exe, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary=:all:",
                        "--require-hashes", "-r", wanted], check=True)
        done.write_text(mark, encoding="utf-8")
    return exe


def enter(module: str, args: list[str]) -> int:
    """Runs a module of this package in the browser's environment; returns its exit status."""
    env = dict(os.environ, PYTHONPATH=str(paths.root() / "internal"), PYTHONUNBUFFERED="1")
    env["NB_LAB_PYTHON"] = sys.executable
    return subprocess.run([python(), "-m", module, *args], env=env, check=False).returncode
