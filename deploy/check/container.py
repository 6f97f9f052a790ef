"""A container as docker would run it, without a daemon: runc on an overlay above the image's unpacked root."""

import atexit
import itertools
import json
import os
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from . import bundle, child, users
from .network import inside
from .places import RUNC, RUNS
from .tools import call

_numbers = itertools.count(1)
_open: set = set()


@dataclass(frozen=True)
class Image:
    root: Path  # the unpacked root file system; never written to
    config: dict  # Entrypoint, Cmd, Env, User, WorkingDir, Healthcheck, Labels, StopSignal, ExposedPorts


class Container:
    """One container with a writable layer of its own, which `remove` deletes. As a context manager it removes itself."""

    def __init__(self, image: Image, *, command=None, entrypoint=None, user=None, env={}, mounts=[], network="none",
                 hostname=None, read_only=False, memory=None):
        self.image, self.id = image, f"vaebook-{os.getpid()}-{next(_numbers)}"
        self.folder = RUNS / self.id
        self.root, self.log = self.folder / "root", self.folder / "log"
        self.user = image.config.get("User", "") if user is None else user
        self.arguments = arguments(image.config, entrypoint, command)
        self.hostname, self.network = hostname or self.id, network
        self.env = dict(e.split("=", 1) for e in image.config.get("Env") or [])
        self.env.setdefault("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
        self.env |= {"HOSTNAME": self.hostname} | {k: str(v) for k, v in env.items()}
        self.mounts, self.read_only, self.memory = list(mounts), read_only, memory
        self.process, self.exit_code, self.killed = None, None, False

    def start(self) -> "Container":
        """Starts it and returns; what it prints goes to self.log."""
        self._make()
        command = ["runc", "--root", str(RUNC), "run", "--detach", "--bundle", str(self.folder), "--pid-file", str(self.folder / "pid"), self.id]
        with open(self.log, "wb") as log:
            self.process = child.adopted(command, log, self.folder / "pid")
        self.exit_code = self.process.exit_code
        return self

    def run(self, timeout: float) -> tuple:
        """Starts it, waits for its end, and returns (exit status, what it printed). Past `timeout` it is killed and that is said."""
        self.start()
        try:
            self.wait(timeout)
        except child.StillRunning:
            self.stop(0)
            return self.exit_code, self.output + f"\n[killed: no end after {timeout} s]"
        return self.exit_code, self.output

    def exec(self, *command, user=None, env={}, timeout=60) -> tuple:
        """Runs a command in the running container, as `docker exec`: (exit status, what it printed)."""
        path = self.folder / f"exec-{next(_numbers)}.json"
        path.write_text(json.dumps(self._process(self.user if user is None else user, command, env)))
        words = ["runc", "--root", str(RUNC), "exec", "--process", str(path), self.id]
        done = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        try:
            said = done.communicate(timeout=timeout)[0]
        except subprocess.TimeoutExpired:
            done.kill()
            said = done.communicate()[0] + f"\n[no end after {timeout} s]"
        return done.returncode, said

    def stop(self, seconds: float = 10) -> float:
        """The image's stop signal, then SIGKILL after `seconds`, as `docker stop`. Returns how long it took."""
        started = time.monotonic()
        if seconds > 0 and self.alive():
            self.signal(self.image.config.get("StopSignal") or "SIGTERM")
        try:
            self.wait(max(seconds, 0.01))
        except child.StillRunning:
            self.killed = True
            self.signal("SIGKILL")
            self.wait(20)
        return time.monotonic() - started

    def signal(self, name: str) -> None:
        subprocess.run(["runc", "--root", str(RUNC), "kill", self.id, name], capture_output=True, check=False)

    def wait(self, timeout: float | None = None) -> int:
        self.exit_code = self.process.wait(timeout)
        return self.exit_code

    def alive(self) -> bool:
        return self.process is not None and self.process.alive()

    def says(self, words: str, seconds: float = 30) -> None:
        """Waits until it has printed the words."""
        end = time.monotonic() + seconds
        while words not in self.output:
            assert self.alive() and time.monotonic() < end, f"the container did not say {words!r}:\n{self.output}"
            time.sleep(0.05)

    @property
    def output(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    @property
    def pid(self) -> int:
        """The pid of the container's first process, as the machine counts."""
        return self.process.pid

    def connect(self, port: int, timeout: float = 10) -> socket.socket:
        """A connection to 127.0.0.1:port as the container sees it, also where it has no network."""
        return inside(self.pid if self.network == "none" else None, port, timeout)

    def remove(self) -> None:
        if self.alive():
            self.stop(0)
        subprocess.run(["runc", "--root", str(RUNC), "delete", "--force", self.id], capture_output=True, check=False)
        if os.path.ismount(self.root):
            call("umount", "-l", self.root)
        shutil.rmtree(self.folder, ignore_errors=True)
        _open.discard(self)

    def __enter__(self) -> "Container":
        return self

    def __exit__(self, *_):
        self.remove()

    def _make(self) -> None:
        _open.add(self)
        for name in ("root", "upper", "work"):
            (self.folder / name).mkdir(parents=True)
        shutil.copystat(self.image.root, self.folder / "upper")
        call("mount", "-t", "overlay", self.id, "-o", f"lowerdir={self.image.root},upperdir={self.folder / 'upper'},workdir={self.folder / 'work'}", self.root)
        process = self._process(self.user, self.arguments, {})
        mounts = sorted(self._own_files() + self.mounts, key=lambda m: m[1].count("/"))
        spec = bundle.config(process, self.root, self.hostname, mounts, self.network, self.read_only, self.memory)
        (self.folder / "config.json").write_text(json.dumps(spec))

    def _process(self, words: str, command, env: dict) -> dict:
        user = users.look_up(self.root, words)
        env = {"HOME": user.home} | self.env | {k: str(v) for k, v in env.items()}
        return bundle.process(user, command, env, self.image.config.get("WorkingDir") or "/")

    def _own_files(self) -> list:
        """The three files that docker lays over the image's own."""
        hosts = f"127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n127.0.1.1\t{self.hostname}\n"
        resolv = Path("/etc/resolv.conf").read_text() if self.network == "host" else ""
        for name, text in {"hosts": hosts, "hostname": self.hostname + "\n", "resolv.conf": resolv}.items():
            (self.folder / name).write_text(text)
            (self.folder / name).chmod(0o644)
        return [(self.folder / name, f"/etc/{name}", "rw") for name in ("hosts", "hostname", "resolv.conf")]


def arguments(config: dict, entrypoint, command) -> list:
    """What docker would start: a command takes the place of Cmd; an entrypoint that of Entrypoint, and Cmd is dropped then."""
    if entrypoint is not None:
        return [*words(entrypoint), *words(command)]
    return [*words(config.get("Entrypoint")), *words(config.get("Cmd") if command is None else command)]


def words(value) -> list:
    return [value] if isinstance(value, str) else list(value or [])


def sweep() -> None:
    """Removes the containers and volumes of checks that were killed."""
    for folder in RUNS.glob("vaebook-*"):
        if not Path(f"/proc/{folder.name.split('-')[1]}").exists():
            left = Container.__new__(Container)
            left.id, left.folder, left.root, left.process = folder.name, folder, folder / "root", None
            left.remove()


@atexit.register
def _remove_all() -> None:
    for container in list(_open):
        container.remove()
