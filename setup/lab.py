"""Starts JupyterLab on the notebooks and says where it answers and which backend computes."""

import json
import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path

from machine import Missing
from places import JUPYTER, LOGS, NOTEBOOKS, NO_XLA, ROOT, SETUP, VENV, WHERE
from steps import write_atomically


def port() -> int:
    text = os.environ.get("PORT") or "8888"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Missing(f"PORT={text} is no port; give a number from 1 to 65535")
    return int(text)


def lab(env: dict) -> int:
    """make lab: on the clone's own notebooks, with settings of its own."""
    arguments = [f"--notebook-dir={NOTEBOOKS}"]
    if os.geteuid() == 0:
        arguments.append("--allow-root")
    if not opens_browser():
        arguments.append("--no-browser")
    speak_as_the_terminal(env, JUPYTER / "config")
    return serve(dict(env, JUPYTER_TOKEN=secrets.token_hex(24), **jupyter_env()), arguments)


def serve(env: dict, arguments: list, page="lab", asks=True) -> int:
    """Starts JupyterLab, says where it answers and which backend computes, and waits for its end.

    The environment names the token (JUPYTER_TOKEN) and the folder where the server leaves its address (JUPYTER_RUNTIME_DIR).
    Where the server asks on the terminal before it ends, Ctrl-C goes to it; else Ctrl-C ends it.
    """
    wanted = port()
    server = subprocess.Popen([str(VENV / "bin" / "jupyter-lab"), f"--port={wanted}", *arguments], env=env, start_new_session=not asks)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda got, _frame: server.send_signal(got))
    # A server that asks shares this terminal, and so is sent it as well.
    signal.signal(signal.SIGINT, signal.SIG_IGN if asks else lambda *_: server.send_signal(signal.SIGTERM))
    print_backend(env, hints=asks)
    info = wait_for(server, Path(env["JUPYTER_RUNTIME_DIR"]))
    if info is not None:
        if info["port"] != wanted:
            print(f"Port {wanted} is taken; using {info['port']}.")
        print(f"JupyterLab: {address(info)}{page}?token={env['JUPYTER_TOKEN']}\nCtrl-C{', twice,' * asks} ends it.", flush=True)
    return server.wait()


def jupyter_env() -> dict:
    """Jupyter's settings, state and trust in the clone, so that those of the user are neither needed nor changed."""
    return {
        "JUPYTER_CONFIG_PATH": str(SETUP / "jupyter"),
        "JUPYTER_CONFIG_DIR": str(JUPYTER / "config"),
        "JUPYTER_DATA_DIR": str(JUPYTER / "data"),
        "JUPYTER_RUNTIME_DIR": str(JUPYTER / "runtime"),
        "IPYTHONDIR": str(JUPYTER / "ipython"),
    }


def address(info: dict) -> str:
    """The server's address for a browser on this machine; one that listens everywhere calls itself by the host's name."""
    return f"http{'s' * info['secure']}://localhost:{info['port']}{info['base_url']}"


def speak_as_the_terminal(env: dict, config: Path) -> None:
    """Chinese menus where the terminal's language is Chinese; the reader's own choice in the menu goes before it."""
    language = env.get("LC_ALL") or env.get("LC_MESSAGES") or env.get("LANG") or ""
    defaults = {"@jupyterlab/translation-extension:plugin": {"locale": "zh_CN"}} if language.startswith("zh") else {}
    path = config / "labconfig" / "default_setting_overrides.json"
    if defaults or path.exists():
        write_atomically(path, json.dumps(defaults))


def opens_browser() -> bool:
    if os.environ.get("CI") or os.environ.get("SSH_CONNECTION"):
        return False
    return sys.platform == "darwin" or any(os.environ.get(n) for n in ("DISPLAY", "WAYLAND_DISPLAY"))


def print_backend(env: dict, hints: bool) -> None:
    """Runs `where`, which opens the backend as a cell would. Its second line is a hint for those who can call make."""
    try:
        done = subprocess.run([WHERE], env=env, capture_output=True, text=True, timeout=60)
        said = done.stdout.splitlines()
        line = "\n".join(said if hints else said[:1]) or f"The backend could not be asked (exit status {done.returncode})."
    except (OSError, subprocess.TimeoutExpired) as err:
        line = f"The backend could not be asked ({err})."
    if NO_XLA.exists():
        line += f"\nXLA's plugin crashed when set-up tried it: see {(LOGS / 'probe.log').relative_to(ROOT)}"
    print(line, flush=True)


def wait_for(server: subprocess.Popen, runtime: Path):
    """What the server tells about itself once it listens; None where it ended instead."""
    path = runtime / f"jpserver-{server.pid}.json"
    while server.poll() is None:
        try:
            return json.loads(path.read_text())
        except (OSError, ValueError):
            time.sleep(0.05)
    return None
