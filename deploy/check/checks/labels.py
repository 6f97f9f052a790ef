"""What the image says about itself, and whether it is well."""

import re
import signal

from .. import base
from ..container import Container, Image
from ..lab import Lab
from ..places import ROOT
from ..registry import check

LABELS = ["title", "description", "source", "licenses"]


@check
def labels(image: Image):
    """OCI labels, the port, the first process and the variables of jupyter/docker-stacks."""
    found = image.config.get("Labels") or {}
    missing = [name for name in LABELS if not found.get(f"org.opencontainers.image.{name}")]
    assert not missing, f"no label org.opencontainers.image.{', '.join(missing)}"
    assert "8888/tcp" in image.config.get("ExposedPorts", {}), "port 8888 is not exposed"
    assert image.config["Entrypoint"][0] == "tini", f"the first process is {image.config['Entrypoint'][0]}, not tini"
    env = dict(e.split("=", 1) for e in image.config["Env"])
    wanted = {"NB_USER": "jovyan", "NB_UID": "1000", "NB_GID": "100", "HOME": "/home/jovyan"}
    other = {k: env.get(k) for k, v in wanted.items() if env.get(k) != v}
    assert not other, f"not as in jupyter/docker-stacks: {other}"
    assert image.config["WorkingDir"] == "/home/jovyan", f"starts in {image.config['WorkingDir']}"


@check
def base_has_an_exact_tag(image: Image):
    """Neither `latest` nor a tag that moves."""
    named = base.arguments((ROOT / "Dockerfile").read_text())
    for name in ("BASE", "GO"):
        assert re.search(r":.*\d+\.\d+\.\d+|:.*\d{8}", named[name]), f"ARG {name}={named[name]} has no exact version or date"


@check
def health(image: Image):
    """Healthy when the server answers; not before it has started, and not when it hangs."""
    test = image.config["Healthcheck"]["Test"]
    assert test[0] == "CMD", f"HEALTHCHECK is {test}"
    with Container(image).start() as container:
        lab = Lab(container)
        lab.ready()
        status, said = container.exec(*test[1:], timeout=10)
        assert status == 0, f"unhealthy while the server answers: {said}"
        status, said = container.exec("python3", "-c", STOP, user="0", timeout=10)
        assert status == 0, said
        status, said = container.exec(*test[1:], timeout=10)
        assert status != 0 and "no end after" not in said, f"a server that hangs: status {status}, {said}"
        assert "Traceback" not in said, said
    with Container(image, command=["sh", "-c", "echo up; sleep 60"]).start() as container:
        container.says("up")
        status, said = container.exec(*test[1:], timeout=10)
        assert status != 0 and "Traceback" not in said, f"no server: status {status}, {said}"


# Stops the server's process as a hang would, found by its name in /proc.
STOP = f"""
import os, pathlib
for p in pathlib.Path("/proc").glob("[0-9]*"):
    words = (p / "cmdline").read_bytes().split(b"\\0")
    if any(w.endswith(b"jupyter-lab") for w in words):
        os.kill(int(p.name), {int(signal.SIGSTOP)})
"""
