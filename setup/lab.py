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
    wanted = port()
    speak_as_the_terminal(env)
    token = secrets.token_hex(24)
    command = [VENV / "bin" / "jupyter-lab", f"--port={wanted}", f"--notebook-dir={NOTEBOOKS}"]
    if os.geteuid() == 0:
        command.append("--allow-root")
    if not opens_browser():
        command.append("--no-browser")
    server = subprocess.Popen(list(map(str, command)), env=dict(env, JUPYTER_TOKEN=token, **jupyter_env()))
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda got, _frame: server.send_signal(got))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal sends it to the server too, which asks and ends
    print_backend(env)
    info = wait_for(server)
    if info is not None:
        if info["port"] != wanted:
            print(f"Port {wanted} is taken; using {info['port']}.")
        print(f"JupyterLab: {info['url']}lab?token={token}\nCtrl-C, twice, ends it.", flush=True)
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


def speak_as_the_terminal(env: dict) -> None:
    """Chinese menus where the terminal's language is Chinese; the reader's own choice in the menu goes before it."""
    language = env.get("LC_ALL") or env.get("LC_MESSAGES") or env.get("LANG") or ""
    defaults = {"@jupyterlab/translation-extension:plugin": {"locale": "zh_CN"}} if language.startswith("zh") else {}
    write_atomically(JUPYTER / "config" / "labconfig" / "default_setting_overrides.json", json.dumps(defaults))


def opens_browser() -> bool:
    if os.environ.get("CI") or os.environ.get("SSH_CONNECTION"):
        return False
    return sys.platform == "darwin" or any(os.environ.get(n) for n in ("DISPLAY", "WAYLAND_DISPLAY"))


def print_backend(env: dict) -> None:
    """Runs `where`, which opens the backend as a cell would."""
    try:
        done = subprocess.run([WHERE], env=env, capture_output=True, text=True, timeout=60)
        line = done.stdout.strip() or f"The backend could not be asked (exit status {done.returncode})."
    except (OSError, subprocess.TimeoutExpired) as err:
        line = f"The backend could not be asked ({err})."
    if NO_XLA.exists():
        line += f"\nXLA's plugin crashed when set-up tried it: see {(LOGS / 'probe.log').relative_to(ROOT)}"
    print(line, flush=True)


def wait_for(server: subprocess.Popen):
    """What the server tells about itself once it listens; None where it ended instead."""
    path = Path(JUPYTER / "runtime" / f"jpserver-{server.pid}.json")
    while server.poll() is None:
        try:
            return json.loads(path.read_text())
        except (OSError, ValueError):
            time.sleep(0.05)
    return None
