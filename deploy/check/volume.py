"""Folders of the machine that are mounted into containers, as a volume of docker's."""

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator

from .places import RUNS

HOME = "/home/jovyan"
WORK = HOME + "/vaebook"


@contextmanager
def volume(owner: int = 1000, group: int = 0, mode: int = 0o755) -> Iterator[Path]:
    """An empty folder of this owner, removed afterwards."""
    RUNS.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=RUNS, prefix=f"vaebook-{os.getpid()}-"))  # the name by which `sweep` knows whose it is
    os.chown(folder, owner, group)
    folder.chmod(mode)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
