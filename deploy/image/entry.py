"""The image's ENTRYPOINT: makes the home folder ready, puts the chapters there, and hands over to the command.

The word `lab` stands for JupyterLab with our lines on the terminal; under JupyterHub it is the hub's single-user server.
Every other command is run as it is.
"""

import json
import os
import secrets
import socket
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "setup"))

import chapters  # noqa: E402
import environ  # noqa: E402
import home  # noqa: E402
import lab  # noqa: E402
from machine import Missing  # noqa: E402
from places import KERNEL  # noqa: E402


def main(command: list) -> int:
    take_backend()
    folder = home.settle()
    forget_servers()
    lab.speak_as_the_terminal(os.environ, Path(os.environ.get("JUPYTER_CONFIG_DIR") or folder / ".jupyter"))
    for line in chapters.put(ROOT, folder / "vaebook"):
        print(line, flush=True)
    if command[0] != "lab":
        run(command)
    if "JUPYTERHUB_API_TOKEN" in os.environ:
        run(["jupyterhub-singleuser", *command[1:]])
    return start_lab(command[1:])


def run(command: list) -> None:
    try:
        os.execvp(command[0], command)
    except OSError as problem:
        raise Missing(f"{command[0]} cannot be run: {problem.strerror}") from None


def take_backend() -> None:
    backend = os.environ.get("BACKEND", "")
    if backend not in environ.BACKENDS:
        raise Missing(f"BACKEND={backend} is none of go, xla, cuda")
    if backend:
        os.environ["VAEBOOK_BACKEND"] = backend


def forget_servers() -> None:
    """Removes what servers of an earlier life of this container wrote about themselves."""
    for old in Path(os.environ["JUPYTER_RUNTIME_DIR"]).glob("*server-*"):
        old.unlink(missing_ok=True)


def start_lab(arguments: list) -> int:
    check_free(lab.port())
    env = environ.laid_over(dict(os.environ), json.loads((KERNEL / "kernel.json").read_text())["env"])
    env["JUPYTER_TOKEN"] = env.get("JUPYTER_TOKEN") or secrets.token_hex(24)
    return lab.serve(env, arguments, page="lab/tree/vaebook", asks=False)


def check_free(port: int) -> None:
    """Only that port is published, so that another one would not do."""
    with socket.socket() as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            s.bind(("0.0.0.0", port))
        except OSError as problem:
            raise Missing(f"port {port}: {problem.strerror}. Choose another: docker run -e PORT=9000 -p 9000:9000 …") from None


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:] or ["lab"]))
    except Missing as problem:
        sys.exit(f"vaebook: {problem}")
