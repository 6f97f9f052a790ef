"""The network is really gone in a run that says so."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from nb import offline, paths

PROBE = """
import socket, sys
from nb import offline
print(offline.cut_off(["probe"]))
server = socket.create_server(("127.0.0.1", 0))
socket.create_connection(server.getsockname(), 2).close()
print("loopback works")
try:
    socket.create_connection(("192.0.2.1", 80), 2)
except OSError as err:
    print("no way out", err.errno)
"""


@pytest.mark.skipif(not (offline.allowed(["unshare", "-n"]) or offline.allowed(["unshare", "-rn"])),
                    reason="this system does not allow unshare")
def test_no_way_out_but_loopback():
    way = "unshare -n" if offline.allowed(["unshare", "-n"]) else "unshare -rn"
    env = dict(os.environ, PYTHONPATH=str(paths.root() / "internal"), NB_OFFLINE=way)
    done = subprocess.run([*way.split(), sys.executable, "-c", PROBE], capture_output=True, text=True, env=env, timeout=30, check=True)
    assert done.stdout.splitlines() == [f"network: cut off ({way})", "loopback works", "no way out 101"]


def test_says_so_where_it_is_not_allowed(monkeypatch):
    monkeypatch.delenv("NB_OFFLINE", raising=False)
    monkeypatch.setattr(offline, "allowed", lambda way: False)
    assert "NOT cut off" in offline.cut_off(["test"])
