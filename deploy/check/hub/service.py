"""The hub as a process: started, asked whether it is well, stopped."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from ..container import Image
from ..tools import Failed, tail


class Hub:
    """A hub with its proxy. `bin` holds its programs; state and logs go to `folder`, the learners' homes to `homes`."""

    def __init__(self, image: Image, bin: Path, proxy: Path, folder: Path, homes: Path):
        self.bin, self.folder, self.log, self.process = bin, folder, folder / "hub.log", None
        folder.mkdir(parents=True)
        (folder / "logs").mkdir()
        ports = dict(zip(("port", "hub_port", "proxy_port"), free_ports(3)))
        self.address = f"http://127.0.0.1:{ports['port']}"
        self.settings = dict(ports, root=str(image.root), config=image.config, proxy=str(proxy), homes=str(homes), logs=str(folder / "logs"))

    def __enter__(self) -> "Hub":
        given = self.folder / "class.json"
        given.write_text(json.dumps(self.settings))
        here = Path(__file__).parent
        env = {"PATH": f"{self.bin}:{os.environ['PATH']}", "PYTHONPATH": str(here.parents[1]), "PYTHONDONTWRITEBYTECODE": "1",
               "VAEBOOK_CLASS": str(given), "HOME": str(self.folder)}
        if "VAEBOOK_IMAGE_CACHE" in os.environ:
            env["VAEBOOK_IMAGE_CACHE"] = os.environ["VAEBOOK_IMAGE_CACHE"]
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen([self.bin / "jupyterhub", "-f", here / "hub_config.py"], cwd=self.folder, env=env,
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        self._wait()
        return self

    def _wait(self, seconds: float = 60) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.process.poll() is None:
            try:
                urllib.request.urlopen(f"{self.address}/hub/health", timeout=5)
                return
            except (OSError, urllib.error.URLError):
                time.sleep(0.1)
        self.stop(0)
        raise Failed(f"the hub does not answer. The end of {self.log}:\n{tail(self.log.read_text())}")

    def stop(self, seconds: float = 40) -> float:
        """SIGTERM, on which a hub stops every server and its proxy; returns how long it took."""
        started = time.monotonic()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(max(seconds, 0.01))
        except subprocess.TimeoutExpired:
            pass
        kill_group(self.process.pid)
        self.process.wait()
        return time.monotonic() - started

    def __exit__(self, *_):
        self.stop()

    def pids(self) -> list:
        """The hub and its proxy."""
        return [self.process.pid, int((self.folder / "jupyterhub-proxy.pid").read_text())]


def kill_group(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        pass


def free_ports(number: int) -> list:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports
