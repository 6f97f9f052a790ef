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
WHERE = BIN / "where"  # says which backend runs
PJRT = CACHE / "pjrt"  # XLA's plugins
GO_MODULES = CACHE / "go" / "mod"  # Go's caches, where the clone is shared by many users
GO_BUILD = CACHE / "go" / "build"
GOCACHE = BIN / "gocache"  # keeps each user's own build cache in front of the shared one
JUPYTER = CACHE / "jupyter"  # the lab's own settings, so that it neither reads nor changes those of the user
STATE = CACHE / "setup"  # stamps, logs and the lock of set-up
NO_XLA = STATE / "no-xla"  # there where XLA's plugin crashed when it was tried
LOGS = STATE / "log"
SCRATCH = CACHE / "tmp"  # half-made things; emptied when set-up starts
TEST = CACHE / "test"  # what a test run leaves: the ledger
