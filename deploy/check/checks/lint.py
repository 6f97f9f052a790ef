"""hadolint finds nothing in the Dockerfile."""

import subprocess
from pathlib import Path

from ..container import Image
from ..installed import venv
from ..places import ROOT
from ..registry import check

WANTED = Path(__file__).resolve().parents[1] / "requirements.txt"


@check
def hadolint(image: Image):
    """No rule is broken, but those that the Dockerfile names where it leaves them aside."""
    done = subprocess.run([venv("hadolint", WANTED) / "hadolint", ROOT / "Dockerfile"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
