"""buildah with images and layers of our own, so that those of the machine's user are neither needed nor changed."""

import os

from .places import STORAGE
from .tools import call

# No daemon and no user namespace: a step of the build runs in a chroot. Layers are overlays, as container.py needs anyway.
OPTIONS = ["--root", STORAGE / "data", "--runroot", STORAGE / "run", "--storage-driver", "overlay"]


def buildah(command: str, *arguments, **more) -> str:
    return call("buildah", *OPTIONS, command, *arguments, env=dict(os.environ, BUILDAH_ISOLATION="chroot"), **more)


def image_id(name: str) -> str:
    """The id of a stored image; empty where there is none of that name."""
    lines = buildah("images", "--no-trunc", "--format", "{{.Name}}:{{.Tag}} {{.ID}}").splitlines()
    found = dict(line.split() for line in lines)
    return found.get(name, "").removeprefix("sha256:")
