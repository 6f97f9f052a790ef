"""What the checks of files and layers take for a fault."""

import re
import types

import pytest

from check.checks import files, layers
from check.lab import printed_token

LEFT = re.compile("|".join(f"(?:{p})" for p in files.LEFT))


@pytest.mark.parametrize("path", [
    "var/lib/apt/lists/deb.debian.org_InRelease", "var/cache/apt/pkgcache.bin", "root/.cache/pip/http-v2/a/b", "home/jovyan/.cache/go-build/x",
    "tmp/x", "opt/vaebook/.git/config", "opt/vaebook/.cache/setup/log/python.log", "opt/vaebook/.cache/tmp/half", "var/log/dpkg.log",
])
def test_left_over(path):
    assert LEFT.fullmatch(path)


@pytest.mark.parametrize("path", [
    "var/lib/apt/lists/partial", "opt/vaebook/.cache/go/build/00/x-a", "opt/vaebook/.gitignore", "opt/vaebook/.venv/bin/pip", "home/jovyan/.bashrc",
])
def test_not_left_over(path):
    assert not LEFT.fullmatch(path)


@pytest.mark.parametrize("name, secret", [
    ("home/jovyan/.local/share/jupyter/notebook_secret", True), ("opt/vaebook/.git", True), ("root/.netrc", True), ("deploy/.env", True),
    ("opt/vaebook/deploy/compose.yaml", False), ("opt/vaebook/.github", False), ("opt/vaebook/.gitignore", False),
])
def test_secrets_by_name(name, secret):
    assert bool(layers.SECRET_NAMES.search(name)) == secret


@pytest.mark.parametrize("text, secret", [
    (b"-----BEGIN OPENSSH " + b"PRIVATE KEY-----", True), (b"index-url = https://me:hunter2" + b"@example.org/simple", True),  # in two parts: these files are in the image
    (b'token = "' + b"0af3" * 8 + b'"', True),
    (b"-----BEGIN CERTIFICATE-----", False), (b"see https://example.org:8080/a@b", False), (b"http://localhost:8888/lab?token=TOKEN", False),
])
def test_secrets_by_content(text, secret):
    assert bool(layers.SECRET_WORDS.search(text)) == secret


@pytest.mark.parametrize("uid, gid, mode, may", [
    (0, 0, 0o644, False), (0, 0, 0o664, True), (0, 100, 0o664, True), (0, 50, 0o664, False), (1000, 0, 0o644, True), (0, 0, 0o646, True),
])
def test_who_may_write(uid, gid, mode, may):
    assert files.may_write(types.SimpleNamespace(st_uid=uid, st_gid=gid, st_mode=mode)) == may


def test_the_token_is_read_from_the_printed_address():
    assert printed_token("x\nJupyterLab: http://localhost:8888/lab/tree/vaebook?token=abc123\n") == "abc123"
    assert printed_token("JupyterLab: http://localhost:8888/lab") is None
