"""Where things are. Set-up writes below VENV and CACHE only, and in Go's and pip's own caches."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SETUP = ROOT / "setup"
NOTEBOOKS = ROOT / "notebooks"

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
KERNEL = VENV / "share" / "jupyter" / "kernels" / "gonb"

CACHE = ROOT / ".cache"
BIN = CACHE / "bin"  # gonb, goimports, gopls, staticcheck, where
PJRT = CACHE / "pjrt"  # XLA's plugins
JUPYTER = CACHE / "jupyter"  # the lab's own settings, so that it neither reads nor changes those of the user
STATE = CACHE / "setup"  # stamps, logs and the lock of set-up
LOGS = STATE / "log"
SCRATCH = CACHE / "tmp"  # half-made things; emptied when set-up starts
