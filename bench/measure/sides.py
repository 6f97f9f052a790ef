"""The two sides of a comparison: programs that print one JSON object a line, built or installed when first needed."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

from . import places


def interpreter(lock: Path, venv: Path, what: str) -> str:
    """The interpreter of a baseline's own virtual environment, made where it is missing or out of date."""
    key = hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()
    stamp, python = venv / "complete", venv / "bin" / "python"
    if not stamp.exists() or stamp.read_text() != key:
        note(f"installing the pinned {what} (once)")
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(venv)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes",
                        "-r", str(lock)], check=True, env=os.environ | {"PIP_NO_INPUT": "1"})
        stamp.write_text(key)
    return str(python)


def jax_python() -> str:
    return interpreter(places.BENCH / "requirements.txt", places.VENV, "JAX")


def go_program(package: str = "./bench/go", program: Path = places.PROGRAM) -> str:
    """A Go side, built with the flags of the kernel's environment."""
    program.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["go", "build", "-o", str(program), package], cwd=places.ROOT, check=True)
    return str(program)


def jax_command(what: str, *args) -> list[str]:
    return [jax_python(), str(places.JAX), what, "--data", str(places.FASHION), *map(str, args)]


def go_command(what: str, *args) -> list[str]:
    return [go_program(), what, *map(str, args)]


def backend(name: str) -> dict:
    """The environment in which the Go side takes the named backend."""
    return os.environ | {"VAEBOOK_BACKEND": name}


def ask(command: list[str], env: dict | None = None) -> dict:
    """Runs a program to its end and returns its last JSON line."""
    done = subprocess.run(command, env=env, cwd=places.ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.strip().splitlines()[-1])


class Worker:
    """A program that waits between rounds: a line on its input starts a round, a JSON line answers."""

    def __init__(self, command: list[str], env: dict | None = None):
        self.process = subprocess.Popen(command, env=env, cwd=places.ROOT, text=True, bufsize=1,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.hello = self.read()

    def read(self) -> dict:
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"bench: {self.process.args[0]} ended with status {self.process.wait()} before it answered")
        return json.loads(line)

    def round(self, what: str) -> dict:
        self.process.stdin.write(what + "\n")
        return self.read()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()


def note(text: str) -> None:
    print(f"bench: {text}", file=sys.stderr, flush=True)
