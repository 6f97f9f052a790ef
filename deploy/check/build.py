"""Builds the image with buildah out of a clean clone of HEAD, and unpacks it."""

import json
import shutil
import time
from pathlib import Path

from . import base
from .container import Image
from .places import CACHE, LOGS, ROOT, RUNS, STORAGE
from .storage import buildah, image_id
from .tools import Unusable, call, require

NAME = "localhost/vaebook:latest"
HOLDER = "vaebook-root-"  # and the image's id: a buildah container that nothing is run in, it only holds the image's root mounted
CLONE = CACHE / "clone"
STORAGE_LIMIT = 30 << 30  # bytes


def build() -> None:
    """Makes the image under NAME; layers of an earlier build are used again where nothing under them has changed."""
    require("buildah", "debootstrap", "git")
    let_go()
    forget_if_large()
    for line in base.ensure():
        print(line, flush=True)
    revision = clone()
    started = time.monotonic()
    bud(CLONE, NAME)
    print(f"ok builds-from-a-clean-clone ({time.monotonic() - started:.1f} s)  of {revision}", flush=True)


def forget_if_large() -> None:
    """Layers of earlier builds save minutes, but each set takes gigabytes: past the limit all go."""
    if STORAGE.exists() and int(call("du", "-sxk", STORAGE).split()[0]) > STORAGE_LIMIT // 1024:
        buildah("rm", "--all")
        buildah("rmi", "--all", "--force")


def bud(context: Path, name: str, *options: str, log_name: str = "build") -> None:
    log = LOGS / f"{log_name}.log"
    buildah("bud", "--layers", "--pull-never", "--format", "docker", *options, "--tag", name, "--file", context / "Dockerfile", context, log=log)


def clone() -> str:
    """A clone of HEAD, so that nothing which only this folder has gets into the image; returns the commit's short name."""
    shutil.rmtree(CLONE, ignore_errors=True)
    CLONE.parent.mkdir(parents=True, exist_ok=True)
    call("git", "clone", "--quiet", ROOT, CLONE)
    if call("git", "-C", ROOT, "status", "--porcelain"):
        print("note: the image is built of HEAD; changes that are not committed are not in it", flush=True)
    return call("git", "-C", CLONE, "rev-parse", "--short", "HEAD").strip()


def image() -> Image:
    """The image that was built last, its root mounted. That root stays while checks use it, also when a newer image is built."""
    identity = image_id(NAME)
    if not identity:
        raise Unusable("there is no image yet; make it: python -m check build")
    holder, described = HOLDER + identity[:12], json.loads(buildah("inspect", "--type", "image", identity))
    if holder not in holders():
        buildah("from", "--pull-never", "--name", holder, identity)
    return Image(Path(buildah("mount", holder).strip()), described["Docker"]["config"])


def holders() -> list:
    return [name for name in buildah("containers", "--format", "{{.ContainerName}}").split() if name.startswith(HOLDER)]


def let_go() -> None:
    """Unmounts the images of earlier builds, where no check is running."""
    if not any(RUNS.glob("vaebook-*")):
        for holder in holders():
            buildah("rm", holder)
