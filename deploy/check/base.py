"""Stands in for the Dockerfile's base images where no registry of images is reached: made by debootstrap under their names.

Debian's official images are debootstrap's minimal system too, less documentation and translations for the slim ones.
"""

import hashlib
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

from .places import BASES, LOGS, ROOT
from .storage import buildah, image_id
from .tools import Failed, Unusable, call

CERTIFICATES = Path("/usr/local/share/ca-certificates")  # what this machine trusts beyond Debian's own: a proxy's, say
BUNDLE = "/etc/ssl/certs/ca-certificates.crt"

# As the official slim images: these files are not unpacked, now or later.
SLIM = ["/usr/share/doc", "/usr/share/man", "/usr/share/info", "/usr/share/locale", "/usr/share/groff", "/usr/share/linda", "/usr/share/lintian"]

SOURCES = """\
deb http://deb.debian.org/debian {suite} main
deb http://deb.debian.org/debian {suite}-updates main
deb http://deb.debian.org/debian-security {suite}-security main
"""

# As all the official images: no service is started while packages are installed, no package file is kept.
APT = """\
DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
Acquire::Languages "none";
Acquire::GzipIndexes "true";
"""


def ensure() -> list:
    """Makes the bases that are missing or of another making; returns a line for each that was made."""
    named = arguments((ROOT / "Dockerfile").read_text())
    made = []
    for argument, make in {"BASE": debian, "GO": golang}.items():
        reference = named.get(argument)
        if reference is None:
            raise Unusable(f"Dockerfile: no line ARG {argument}=NAME:TAG, from which the base's name is read")
        made += at_hand(reference, make)
    return made


def arguments(dockerfile: str) -> dict:
    """The build arguments that stand before the first FROM, with their defaults."""
    head = re.split(r"^FROM\b", dockerfile, maxsplit=1, flags=re.M)[0]
    return dict(re.findall(r"^ARG (\w+)=(\S+)", head, re.M))


def full_name(reference: str) -> str:
    """debian:TAG is docker.io/library/debian:TAG, where the builder looks for it."""
    first, *rest = reference.split("/")
    if rest and ("." in first or ":" in first or first == "localhost"):
        return reference
    return f"docker.io/{reference}" if rest else f"docker.io/library/{reference}"


def at_hand(reference: str, make) -> list:
    name, stamp = full_name(reference), BASES / (re.sub(r"\W", "-", reference) + ".stamp")
    key = hashlib.sha256(Path(__file__).read_bytes() + b"".join(p.read_bytes() for p in certificates()) + reference.encode()).hexdigest()
    stored = image_id(name)
    if stored and stamp.exists() and stamp.read_text() == f"{key} {stored}":
        return []
    started, folder = time.monotonic(), BASES / (stamp.stem + ".root")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        make(reference, folder)
        commit(name, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    stamp.write_text(f"{key} {image_id(name)}")
    return [f"made {reference} ({time.monotonic() - started:.0f} s)"]


def commit(name: str, folder: Path) -> None:
    container = buildah("from", "scratch").strip()
    try:
        buildah("add", container, folder, "/")
        buildah("config", "--cmd", "bash", container)
        buildah("commit", "--format", "docker", container, name)
    finally:
        buildah("rm", container)


def debian(reference: str, folder: Path) -> None:
    """debian:SUITE-DATE[-slim], of today's packages: the date only names the official image that a user gets."""
    found = re.fullmatch(r"debian:([a-z]+)(-\d+)?(-slim)?", reference)
    if not found:
        raise Unusable(f"BASE={reference}: debootstrap makes debian:SUITE, with a date and -slim if need be")
    suite = found.group(1)
    call("debootstrap", "--variant=minbase", suite, folder, log=LOGS / "debootstrap.log")
    (folder / "etc/apt/sources.list").write_text(SOURCES.format(suite=suite))
    (folder / "etc/apt/apt.conf.d/docker-clean").write_text(APT)
    (folder / "usr/sbin/policy-rc.d").write_text("#!/bin/sh\nexit 101\n")
    (folder / "usr/sbin/policy-rc.d").chmod(0o755)
    if found.group(3):
        slim(folder)
    for left in ("var/lib/apt/lists", "var/cache/apt/archives", "var/log"):
        empty(folder / left)
    trust(folder)


def slim(folder: Path) -> None:
    lines = "".join(f"path-exclude {path}/*\n" for path in SLIM) + "path-include /usr/share/doc/*/copyright\n"
    (folder / "etc/dpkg/dpkg.cfg.d/docker").write_text(lines)
    for path in SLIM:
        for file in (folder / path[1:]).rglob("*") if (folder / path[1:]).exists() else ():
            if not file.is_dir() and file.name != "copyright":
                file.unlink()


def trust(folder: Path) -> None:
    """What the machine trusts, the base trusts too, so that the build reaches the registries as the machine does."""
    extra = certificates()
    if not extra:
        return
    here = folder / str(CERTIFICATES)[1:]
    here.mkdir(parents=True, exist_ok=True)
    for path in extra:
        shutil.copy(path, here / path.name)
    (folder / "etc/pip.conf").write_text(f"[global]\ncert = {BUNDLE}\n")


def certificates() -> list:
    return sorted(CERTIFICATES.glob("*.crt"))


def golang(reference: str, folder: Path) -> None:
    """golang:VERSION-SUITE, of which the Dockerfile takes /usr/local/go only. Go itself fetches a version that is not here."""
    found = re.fullmatch(r"golang:(\d+\.\d+\.\d+)(-[a-z]+)?", reference)
    if not found:
        raise Unusable(f"GO={reference}: a tag golang:X.Y.Z-SUITE is needed, which says which Go")
    root = Path(toolchain("go" + found.group(1)))
    shutil.copytree(root, folder / "usr/local/go", symlinks=True)
    for path in (folder / "usr/local/go").rglob("*"):
        path.chmod(path.stat().st_mode | 0o200)  # one from the module cache is read-only


def toolchain(version: str) -> str:
    try:
        done = subprocess.run(["go", "env", "GOROOT"], cwd="/", env=dict(os.environ, GOTOOLCHAIN=version), capture_output=True, text=True)
    except FileNotFoundError:
        raise Unusable("go not found: the base with Go is made of the machine's own. Install Go from https://go.dev/dl/") from None
    if done.returncode != 0:
        raise Failed(f"{version} cannot be had: {done.stderr.strip()}")
    return done.stdout.strip()


def empty(folder: Path) -> None:
    for item in folder.iterdir() if folder.exists() else ():
        shutil.rmtree(item) if item.is_dir() and not item.is_symlink() else item.unlink()
