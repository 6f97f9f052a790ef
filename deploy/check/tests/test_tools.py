"""Programs that are missing, and programs that fail."""

import sys

import pytest

from check import tools


def test_what_to_install(monkeypatch):
    monkeypatch.setattr(tools.shutil, "which", lambda name: None if name in ("runc", "debootstrap") else f"/usr/bin/{name}")
    with pytest.raises(tools.Unusable) as problem:
        tools.require("buildah", "debootstrap", "runc")
    assert str(problem.value) == "debootstrap, runc not found. Debian, Ubuntu: sudo apt install debootstrap runc"


def test_root_is_needed(monkeypatch):
    monkeypatch.setattr(tools.shutil, "which", lambda name: name)
    monkeypatch.setattr(tools.os, "geteuid", lambda: 1000)
    with pytest.raises(tools.Unusable, match="as root"):
        tools.require("runc")


def test_a_failure_shows_the_end_and_the_log(tmp_path):
    log = tmp_path / "log" / "x.log"
    code = "print(chr(10).join(f'line {i}' for i in range(50))); raise SystemExit(3)"
    with pytest.raises(tools.Failed) as problem:
        tools.call(sys.executable, "-c", code, log=log)
    said = str(problem.value)
    assert "failed (3)" in said and "line 49" in said and "line 10\n" not in said and str(log) in said
