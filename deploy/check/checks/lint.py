"""hadolint finds nothing in the Dockerfile."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from ..container import Image
from ..places import CACHE, ROOT
from ..registry import check
from ..tools import call

WANTED = Path(__file__).resolve().parents[1] / "requirements.txt"


@check
def hadolint(image: Image):
    """No rule is broken, but those that the Dockerfile names where it leaves them aside."""
    done = subprocess.run([program(), ROOT / "Dockerfile"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def program() -> Path:
    """hadolint in a venv of its own, every file checked against its hash."""
    venv = CACHE / "venv"
    stamp, key = venv / "stamp", hashlib.sha256(WANTED.read_bytes() + sys.version.encode()).hexdigest()
    if not stamp.exists() or stamp.read_text() != key:
        shutil.rmtree(venv, ignore_errors=True)
        call(sys.executable, "-m", "venv", venv)
        call(venv / "bin/python", "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps", "-r", WANTED)
        stamp.write_text(key)
    return venv / "bin/hadolint"
