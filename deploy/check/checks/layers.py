"""The layers as they are pulled: their size, and that none holds a secret, not even one that a later layer hides."""

import re
from collections import Counter

from .. import pushed
from ..container import Image
from ..registry import check
from .files import entries

LIMIT = 1_300_000_000  # bytes, compressed

SECRET_NAMES = re.compile(
    r"(^|/)(notebook_secret|jupyter_cookie_secret|jpserver-\d+\.json|nbsignatures\.db|\.netrc|\.git-credentials|\.npmrc|\.pypirc|\.htpasswd|"
    r"id_(rsa|dsa|ecdsa|ed25519)|authorized_keys|\.docker/config\.json|\.bash_history|\.git|\.env|auth\.conf|jupyter_server_config\.json)$"
)
SECRET_WORDS = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----|://[^/\s:@\"'<>{}$]+:[^/\s:@\"'<>{}$]{3,}@|(?i:\b(?:password|token|secret)\s*=\s*[\"']?[0-9a-f]{24,})")
# Whatever comes from a registry under a checksum holds nothing of ours: Go, its modules, Python's packages and Debian's, with test keys and examples.
FOREIGN = re.compile(r"usr/|opt/vaebook/\.venv/lib/|opt/vaebook/\.cache/(go|pjrt|bin)/|var/lib/dpkg/|lib(64)?/|etc/ssl/certs/")
READ_UP_TO = 4 << 20


@check
def no_secret_in_any_layer(image: Image):
    """By name and by content, in the layers, the variables and the history."""
    found = [f"/{path} in the layer of {layer.made_by[:60]!r}" for layer in pushed.layers() for path in secrets(layer)]
    config = pushed.config()
    told = [e.split("=")[0] for e in config["config"]["Env"] if re.search(r"TOKEN|PASSWORD|SECRET|_KEY|PROXY|INDEX_URL", e.split("=")[0], re.I)]
    told += [h["created_by"][:80] for h in config["history"] if SECRET_WORDS.search(h.get("created_by", "").encode())]
    assert not found + told, "; ".join([*found, *told])


def secrets(layer: pushed.Layer) -> list:
    found = []
    for entry, read in pushed.members(layer):
        path = entry.name.removeprefix("./")
        if FOREIGN.match(path):
            continue
        if SECRET_NAMES.search(path):
            found.append(path)
        elif entry.isreg() and entry.size <= READ_UP_TO and (word := SECRET_WORDS.search(read())):
            found.append(f"{path} ({word.group(0)[:40].decode(errors='replace')}…)")
    return found


@check
def size(image: Image):
    """What is pulled is at most 1.3 GB."""
    total = sum(layer.size for layer in pushed.layers())
    assert total <= LIMIT, f"{total / 1e6:.0f} MB compressed, over {LIMIT / 1e6:.0f}:\n{table(image)}"
    return f"{total / 1e6:.0f} MB compressed\n{table(image)}"


def table(image: Image) -> str:
    """What takes the room: the layers as they are pulled, the folders as they lie unpacked."""
    lines = [f"    {layer.size / 1e6:6.0f} MB  {layer.made_by.removeprefix('/bin/sh -c #(nop) ')[:100]}" for layer in pushed.layers() if layer.size >= 1e6]
    folders = Counter()
    for path, info in entries(image.root):
        folders[folder(path)] += info.st_blocks * 512
    rows = [f"    {bytes_ / 1e6:6.0f} MB  /{name}" for name, bytes_ in folders.most_common() if bytes_ >= 10e6]
    return "\n".join(["  layers, compressed:", *lines, f"  folders, unpacked ({sum(folders.values()) / 1e6:.0f} MB):", *rows])


def folder(path: str) -> str:
    """The folder under which a file is counted: fine where much lies, else coarse."""
    parts = path.split("/")
    if parts[:3] == ["opt", "vaebook", ".cache"]:
        return "/".join(parts[:5] if parts[3:4] == ["go"] else parts[:4])
    depth = {"opt": 3, "usr": 2, "var": 2}.get(parts[0], 1)
    if parts[:3] == ["usr", "local", "go"]:
        depth = 3
    return "/".join(parts[:depth])
