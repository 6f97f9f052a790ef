"""Who the container runs as, and whether the home folder can be worked in."""

import errno
import os
import pwd
import tempfile
from pathlib import Path

from machine import Missing
from steps import write_atomically

USERS = 100  # the group of all who work here, as in Jupyter's own images


def settle() -> Path:
    """Leaves root for NB_UID:NB_GID, sets HOME and USER, goes home; returns that folder. It fails where nothing can be kept there."""
    if os.geteuid() == 0:
        leave_root()
    else:
        os.environ.setdefault("HOME", "/home/jovyan")
        os.environ["USER"] = os.environ["LOGNAME"] = name()
    home = Path(os.environ["HOME"])
    check(home)
    quiet_go(home)
    if os.getcwd() in ("/", "/home/jovyan"):  # the image's own working folder; another was asked for
        os.chdir(home)
    return home


def leave_root() -> None:
    user, uid, gid = os.environ.get("NB_USER") or "jovyan", number("NB_UID", 1000), number("NB_GID", USERS)
    if uid == 0:
        raise Missing("NB_UID=0: the lab does not run as root; give the number of another user")
    home = Path("/home") / user
    home.mkdir(exist_ok=True)
    if home.stat().st_uid == 0 or os.environ.get("CHOWN_HOME") in ("1", "yes"):
        os.chown(home, uid, gid)  # a folder that Docker made for a mount belongs to root
    os.setgroups([gid, USERS])
    os.setgid(gid)
    os.setuid(uid)
    os.environ |= {"HOME": str(home), "USER": user, "LOGNAME": user}


def number(variable: str, default: int) -> int:
    text = os.environ.get(variable) or str(default)
    if not text.isdigit():
        raise Missing(f"{variable}={text} is no number of a user or group")
    return int(text)


def name() -> str:
    """The user's name. A uid that the image does not know gets NB_USER."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return os.environ.get("NB_USER") or "jovyan"


def quiet_go(home: Path) -> None:
    """Switches Go's telemetry off: beside each kernel's gopls it would keep a process of its own."""
    mode = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "go" / "telemetry" / "mode"
    if not mode.exists():
        write_atomically(mode, "off")


def check(home: Path) -> None:
    """Writes as much as a notebook: a full volume may still take a file's name, but not its content."""
    try:
        with tempfile.TemporaryFile(dir=home) as probe:
            probe.write(bytes(1 << 20))
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as problem:
        raise Missing(f"{home} cannot be used: {explain(problem, home)}") from None


def explain(problem: OSError, home: Path) -> str:
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return "it is full. Free some space there, or give a larger volume."
    if problem.errno == errno.EROFS:
        return "it is read-only. Give a volume that can be written: -v vaebook:/home/jovyan"
    if problem.errno in (errno.EACCES, errno.EPERM):
        owner = home.stat()
        return (f"uid {os.geteuid()} may not write there; it belongs to {owner.st_uid}:{owner.st_gid}. "
                f"Start with --user {owner.st_uid or 1000}:0, or: sudo chown {os.geteuid()} FOLDER on the host.")
    return f"{problem.strerror}."
