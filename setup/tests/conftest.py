"""The scripts of set-up are imported by their bare names, as main.py imports them."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


@pytest.fixture
def state(tmp_path, monkeypatch):
    """Set-up's state, and the root, in a folder of the test."""
    import steps

    monkeypatch.setattr(steps, "ROOT", tmp_path)
    monkeypatch.setattr(steps, "STATE", tmp_path / "state")
    monkeypatch.setattr(steps, "LOGS", tmp_path / "log")
    monkeypatch.setattr(steps, "SCRATCH", tmp_path / "scratch")
    return tmp_path
