"""The tags that Go tests have checked by number."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path

from . import paths

MODULE = "github.com/vaebook/vaebook"
IMPORTERS = "{{range .TestImports}}{{.}} {{end}}{{range .XTestImports}}{{.}} {{end}}"


def tags() -> set[str]:
    """The tags in the file VAEBOOK_LEDGER, where a test run has just written it; else those of a run of the tests that check."""
    named = os.environ.get("VAEBOOK_LEDGER")
    if named and Path(named).is_file():
        return read(Path(named))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ledger.jsonl"
        run(file)
        return read(file) if file.exists() else set()


def read(file: Path) -> set[str]:
    """The tags of a ledger's JSON lines."""
    return {json.loads(line)["tag"] for line in file.read_text(encoding="utf-8").splitlines() if line.strip()}


def run(file: Path) -> None:
    """Runs the tests of the packages that use the ledger, anew, for cached tests write nothing."""
    root = paths.root()
    listed = subprocess.run(["go", "list", "-f", "{{.ImportPath}} " + IMPORTERS, "./..."], cwd=root, check=True,
                            capture_output=True, text=True).stdout
    packages = [line.split()[0] for line in listed.splitlines() if f"{MODULE}/internal/ledger" in line.split()[1:]]
    if packages:
        subprocess.run(["go", "test", "-count=1", *packages], cwd=root, check=False, capture_output=True,
                       env=dict(os.environ, VAEBOOK_LEDGER=str(file)))
