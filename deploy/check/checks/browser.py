"""As a learner does it: run the image, open it in Chromium, run a chapter, stop, start with the same volume, find one's work."""

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

from ..container import Container, Image
from ..lab import Lab
from ..places import CACHE, ROOT
from ..registry import check
from ..volume import HOME, volume

CHAPTER = os.environ.get("VAEBOOK_CHAPTER", "00-start")
PYTHON = "import sys; from nb.page import environment; print(environment.python())"
SHOTS = CACHE / "shots"
PAGE = Path(__file__).resolve().parents[1] / "page.py"


@check
def work_is_found_again(image: Image):
    """Chromium runs a chapter (VAEBOOK_CHAPTER, else 00-start) and saves; after a stop and a start the page shows it as it was left."""
    shutil.rmtree(SHOTS, ignore_errors=True)
    with volume(1000) as folder:
        ran, looked = (visit(image, folder, action) for action in ("run", "look"))
    assert ran["executed"] > 10 and ran["pictures"] and ran["learners"], f"the run shows too little: {ran}"
    assert looked == ran, f"run: {ran}, found again: {looked}"
    return f"{ran['executed']} cells, {ran['pictures']} pictures; the pages are in {SHOTS}"


def visit(image: Image, folder: Path, action: str) -> dict:
    """One life of the container, on the machine's network, where the browser is."""
    port = free_port()
    with Container(image, network="host", env={"PORT": port}, mounts=[(folder, HOME, "rw")]).start() as container:
        lab = Lab(container, port)
        lab.ready()
        found = json.loads(in_browser(f"http://localhost:{port}/", lab.token, CHAPTER, SHOTS, action).splitlines()[-1])
        seconds = container.stop(5)
    assert not found["problem"], f"{action}: {found['problem']}"
    assert not container.killed, f"still there {seconds:.1f} s after SIGTERM"
    return found


def in_browser(*words) -> str:
    env = dict(os.environ, PYTHONPATH=str(ROOT / "internal"))
    python = subprocess.run([sys.executable, "-c", PYTHON], env=env, capture_output=True, text=True, check=True).stdout.split()[-1]
    done = subprocess.run([python, PAGE, *map(str, words)], env=env, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, (done.stdout + done.stderr)[-2000:]
    return done.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
