"""The programs that this package calls, and what to install where one is missing."""

import os
import shutil
import subprocess


class Unusable(Exception):
    """The check cannot be made on this machine; the text says what to do."""


class Failed(Exception):
    """A program that we called ended with an error; the text holds the end of what it said."""


PACKAGES = {"buildah": "buildah", "debootstrap": "debootstrap", "runc": "runc", "git": "git", "mount": "mount"}


def require(*programs: str) -> None:
    """Raises Unusable where a program is missing, or where we are not root: containers and base images need both."""
    missing = sorted({PACKAGES[p] for p in programs if shutil.which(p) is None})
    if missing:
        raise Unusable(f"{', '.join(missing)} not found. Debian, Ubuntu: sudo apt install {' '.join(missing)}")
    if os.geteuid() != 0:
        raise Unusable("the image check mounts file systems and starts containers; run it as root: sudo make image-check")


def call(*command, timeout=None, log=None, **more) -> str:
    """Runs a program and returns what it printed; with `log`, a path, both of its streams go there."""
    words = [str(word) for word in command]
    if log is not None:
        log.parent.mkdir(parents=True, exist_ok=True)
        with open(log, "w") as out:
            done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=out, stderr=out, timeout=timeout, **more)
        text = end = log.read_text(errors="replace")
    else:
        done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", timeout=timeout, **more)
        text, end = done.stdout, done.stdout + done.stderr
    if done.returncode != 0:
        where = f"\n  all of it: {log}" if log else ""
        raise Failed(f"{words[0]} {words[1] if len(words) > 1 else ''} failed ({done.returncode}):\n{tail(end)}{where}")
    return text


def tail(text: str, lines: int = 15) -> str:
    return "\n".join("    " + line for line in text.strip().splitlines()[-lines:])
