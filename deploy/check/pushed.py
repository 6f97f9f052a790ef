"""The image as it would lie in a registry: compressed layers and their manifest."""

import json
import shutil
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator

from . import build
from .places import CACHE
from .storage import buildah, image_id

FOLDER = CACHE / "pushed"


@dataclass(frozen=True)
class Layer:
    path: Path
    size: int  # bytes, compressed
    made_by: str  # the line of the Dockerfile


def layers() -> list:
    """The layers of the image that was built last; compressed once, and kept until the image changes."""
    stamp, identity = FOLDER / "image", image_id(build.NAME)
    if not stamp.exists() or stamp.read_text() != identity:
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.parent.mkdir(parents=True, exist_ok=True)
        buildah("push", "--quiet", "--format", "v2s2", build.NAME, f"dir:{FOLDER}")
        stamp.write_text(identity)
    manifest = json.loads((FOLDER / "manifest.json").read_text())
    lines = [h.get("created_by", "") for h in config()["history"] if not h.get("empty_layer")]
    return [Layer(FOLDER / l["digest"].split(":")[1], l["size"], line) for l, line in zip(manifest["layers"], lines, strict=True)]


def config() -> dict:
    manifest = json.loads((FOLDER / "manifest.json").read_text())
    return json.loads((FOLDER / manifest["config"]["digest"].split(":")[1]).read_text())


def members(layer: Layer) -> Iterator[tuple]:
    """Each file of a layer: (its entry, a function that reads it)."""
    with tarfile.open(layer.path, "r|*") as archive:
        for entry in archive:
            yield entry, lambda entry=entry: archive.extractfile(entry).read()
