"""Runs a command of this package with no network, where the system allows that."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import struct
import subprocess
import sys

MARK = "NB_OFFLINE"
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1


def cut_off(arguments: list[str]) -> str:
    """Starts this program again in a network namespace of its own; returns only where it is there, or that is refused.

    The returned line says which of the two.
    """
    if os.environ.get(MARK):
        loopback_up()
        return f"network: cut off ({os.environ[MARK]})"
    for way in (["unshare", "-n"], ["unshare", "-rn"]):
        if shutil.which("unshare") and allowed(way):
            os.environ[MARK] = " ".join(way)
            sys.stdout.flush()
            os.execvp(way[0], [*way, sys.executable, "-m", "nb", *arguments])
    return "network: NOT cut off, this system does not allow unshare; only the Go proxy is switched off"


def allowed(way: list[str]) -> bool:
    """Whether a namespace can be made, with its loopback up, for kernels talk over it."""
    check = [*way, sys.executable, "-c", "from nb import offline; offline.loopback_up()"]
    return subprocess.run(check, capture_output=True, check=False).returncode == 0


def loopback_up() -> None:
    """Switches the loopback interface on; a new namespace has it off."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        request = struct.pack("16sh14x", b"lo", 0)
        flags = struct.unpack("16sh14x", fcntl.ioctl(sock, SIOCGIFFLAGS, request))[1]
        if not flags & IFF_UP:
            fcntl.ioctl(sock, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags | IFF_UP))
