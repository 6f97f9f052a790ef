"""Who a container's process is: the words after docker's --user, looked up in the image's own tables."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class User:
    uid: int
    gid: int
    groups: list = field(default_factory=list)
    home: str = "/"


def look_up(root: Path, words: str) -> User:
    """NAME, UID, NAME:GROUP or UID:GID, as docker takes them; a uid that has no entry is allowed and has group 0."""
    name, _, group = (words or "0").partition(":")
    entry = next((e for e in table(root, "passwd") if name in (e[0], e[2])), None)
    if entry is None and not name.isdigit():
        raise ValueError(f"user {words}: the image's /etc/passwd has no {name}")
    uid, gid, home = (int(entry[2]), int(entry[3]), entry[5]) if entry else (int(name), 0, "/")
    if group:
        return User(uid, group_id(root, group), [], home)
    login = entry[0] if entry else None
    groups = sorted(int(e[2]) for e in table(root, "group") if login and login in e[3].split(","))
    return User(uid, gid, groups, home)


def group_id(root: Path, name: str) -> int:
    if name.isdigit():
        return int(name)
    for entry in table(root, "group"):
        if entry[0] == name:
            return int(entry[2])
    raise ValueError(f"group {name}: the image's /etc/group does not have it")


def table(root: Path, name: str) -> list:
    path = root / "etc" / name
    return [line.split(":") for line in path.read_text().splitlines() if line] if path.exists() else []
