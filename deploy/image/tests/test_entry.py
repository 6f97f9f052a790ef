"""What the container is given and cannot use is refused in one line."""

import errno
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import entry
import home
from machine import Missing

IMAGE = Path(entry.__file__).parent


def test_an_unknown_backend_is_refused(monkeypatch):
    monkeypatch.setenv("BACKEND", "tpu")
    with pytest.raises(Missing, match="BACKEND=tpu is none of go, xla, cuda"):
        entry.take_backend()


def test_a_known_backend_reaches_the_kernel(monkeypatch):
    monkeypatch.setenv("BACKEND", "go")
    monkeypatch.setenv("VAEBOOK_BACKEND", "xla")
    entry.take_backend()
    assert os.environ["VAEBOOK_BACKEND"] == "go"


def test_a_taken_port_is_refused():
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))
        taken.listen()
        with pytest.raises(Missing, match="Choose another"):
            entry.check_free(taken.getsockname()[1])


@pytest.mark.parametrize("number, says", [
    (errno.ENOSPC, "full"), (errno.EROFS, "read-only"), (errno.EACCES, "may not write"), (errno.EIO, "error")])
def test_an_unusable_home_is_explained(number, says, tmp_path, monkeypatch):
    def fails(**_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(home.tempfile, "TemporaryFile", fails)
    with pytest.raises(Missing) as refusal:
        home.check(tmp_path)
    text = str(refusal.value)
    assert says in text and str(tmp_path) in text and "\n" not in text


def test_the_ids_of_root_s_successor_are_numbers(monkeypatch):
    monkeypatch.setenv("NB_UID", "ann")
    with pytest.raises(Missing, match="NB_UID=ann"):
        home.number("NB_UID", 1000)
    monkeypatch.setenv("NB_UID", "")
    assert home.number("NB_UID", 1000) == 1000


def test_a_refusal_is_one_line_and_fails(tmp_path):
    env = dict(os.environ, BACKEND="tpu", JUPYTER_RUNTIME_DIR=str(tmp_path), HOME=str(tmp_path))
    done = subprocess.run([sys.executable, "-EsB", IMAGE / "entry.py", "true"], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and done.stderr == "vaebook: BACKEND=tpu is none of go, xla, cuda\n"


def test_health_without_a_server_is_bad(tmp_path):
    env = dict(os.environ, JUPYTER_RUNTIME_DIR=str(tmp_path))
    check = [sys.executable, "-EsB", str(IMAGE / "health.py")]
    assert subprocess.run(check, env=env, check=False).returncode == 1
    (tmp_path / "jpserver-7.json").write_text('{"secure": false, "port": 1, "base_url": "/"}')
    done = subprocess.run(check, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "does not answer" in done.stderr
