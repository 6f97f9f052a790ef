"""What this machine offers, and what to install where something is missing."""

import importlib.util
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass

from places import ROOT

INSTALL_GO = "Install Go from https://go.dev/dl/ (1.21 or newer; it fetches the version that go.mod names by itself)."


class Missing(Exception):
    """Something that set-up needs and cannot bring itself; the text says what to do."""


@dataclass(frozen=True)
class Machine:
    system: str  # "linux", "darwin"
    arch: str  # Go's name: "amd64", "arm64"
    go: str  # path of the go command of the version that go.mod asks for, or newer
    go_version: str  # "go1.26.5"
    cgo: bool  # a C compiler that works is there, which XLA needs
    simd: bool  # this Go knows GOEXPERIMENT=simd
    shared: bool = False  # many users run this clone and none of them can write in it


def look() -> Machine:
    check_folder()
    check_python()
    go = shutil.which("go")
    if go is None:
        raise Missing("Go was not found. " + INSTALL_GO)
    found = go_env(go)
    if "error" in found and "GOTOOLCHAIN" not in os.environ:
        found = go_env(go, GOTOOLCHAIN="auto")  # some distributions switch the fetching of newer versions off
    if "error" in found:
        raise Missing(f"{go} cannot work on this module: {found['error']}\n  {INSTALL_GO}")
    fetched = os.path.join(found["GOROOT"], "bin", "go")
    if os.path.exists(fetched):
        go = fetched  # called by its own path, it need not be looked for again
    simd = found["GOARCH"] == "amd64" and "error" not in go_env(go, GOTOOLCHAIN="local", GOEXPERIMENT="simd")
    cgo = os.environ.get("CGO_ENABLED") != "0" and compiles(found["CC"])
    return Machine(found["GOOS"], found["GOARCH"], go, found["GOVERSION"], cgo, simd, shared())


def shared() -> bool:
    text = os.environ.get("SHARED") or "0"
    if text not in ("0", "1"):
        raise Missing(f"SHARED={text} is neither 0 nor 1")
    return text == "1"


def check_folder() -> None:
    bad = sorted(set(str(ROOT)) & set(':,"$\n'))
    if bad:
        raise Missing(f"the folder's name {str(ROOT)!r} holds {' '.join(bad)}, which lists of paths cannot carry; rename it")


def check_python() -> None:
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        raise Missing(f"{sys.executable} has no venv module.\n  Debian, Ubuntu: sudo apt install python3-venv")


def go_env(go: str, **extra: str) -> dict:
    """`go env` in this module, or {"error": ...}. A go command that is too old fetches a newer one now, if it knows how."""
    env = dict(os.environ, GOFLAGS="", GOWORK="off", GOEXPERIMENT="") | extra
    names = ["GOVERSION", "GOROOT", "GOOS", "GOARCH", "CC"]
    try:
        done = subprocess.run([go, "env", "-json", *names], cwd=ROOT, env=env, capture_output=True, text=True, timeout=300)
    except (OSError, subprocess.TimeoutExpired) as err:
        return {"error": str(err)}
    if done.returncode != 0:
        return {"error": done.stderr.strip()}
    found = json.loads(done.stdout)
    wanted = re.search(r"^go (\S+)", (ROOT / "go.mod").read_text(), re.M).group(1)
    if numbers(found["GOVERSION"]) < numbers(wanted):  # a go command from before toolchains
        return {"error": f"{found['GOVERSION']} is older than {wanted}"}
    return found


def numbers(version: str) -> tuple:
    return tuple(int(n) for n in re.findall(r"\d+", version)[:3])


def compiles(cc: str) -> bool:
    """Whether the C compiler is there together with the C library's headers."""
    words = cc.split()
    if not words or shutil.which(words[0]) is None:
        return False
    if platform.system() == "Darwin" and subprocess.run(["xcode-select", "-p"], capture_output=True).returncode != 0:
        return False  # the cc of a bare macOS only opens a window
    test = subprocess.run([*words, "-fsyntax-only", "-x", "c", "-"], input="#include <stdlib.h>\n", capture_output=True, text=True)
    return test.returncode == 0
