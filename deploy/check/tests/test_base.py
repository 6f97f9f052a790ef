"""Which bases the Dockerfile names, and under which name the builder looks for them."""

import pytest

from check import base
from check.places import ROOT
from check.tools import Unusable


def test_arguments_before_the_first_stage():
    text = "# ARG OLD=1\nARG BASE=debian:bookworm-20260918-slim\nARG GO=golang:1.26.8-bookworm\nFROM ${BASE}\nARG BACKEND=go\n"
    assert base.arguments(text) == {"BASE": "debian:bookworm-20260918-slim", "GO": "golang:1.26.8-bookworm"}


@pytest.mark.parametrize("reference, full", [
    ("debian:bookworm-slim", "docker.io/library/debian:bookworm-slim"),
    ("someone/debian:12", "docker.io/someone/debian:12"),
    ("registry.example/debian:12", "registry.example/debian:12"),
    ("localhost/debian:12", "localhost/debian:12"),
    ("localhost:5000/debian:12", "localhost:5000/debian:12"),
])
def test_full_name(reference, full):
    assert base.full_name(reference) == full


@pytest.mark.parametrize("make, reference", [
    (base.debian, "alpine:3.20"), (base.debian, "debian:latest:x"), (base.golang, "golang:latest"), (base.golang, "golang:1.26"),
])
def test_a_base_that_cannot_be_made(make, reference, tmp_path):
    with pytest.raises(Unusable, match=reference):
        make(reference, tmp_path)


def test_the_bases_of_our_dockerfile_can_be_made():
    named = base.arguments((ROOT / "Dockerfile").read_text())
    assert {"BASE", "GO"} <= named.keys()


def test_slim_keeps_the_licences(tmp_path):
    doc = tmp_path / "usr/share/doc/bash"
    doc.mkdir(parents=True)
    (doc / "copyright").write_text("GPL")
    (doc / "README.gz").write_text("long")
    (tmp_path / "etc/dpkg/dpkg.cfg.d").mkdir(parents=True)
    base.slim(tmp_path)
    assert [p.name for p in doc.iterdir()] == ["copyright"]
