"""The config.json from which runc makes a container: what docker would give it, less what a daemon alone can."""

from .users import User

# What docker leaves to a container's root; other users hold none of it, and may gain it by a setuid program only.
CAPABILITIES = [
    "CAP_AUDIT_WRITE", "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_MKNOD",
    "CAP_NET_BIND_SERVICE", "CAP_NET_RAW", "CAP_SETFCAP", "CAP_SETGID", "CAP_SETPCAP", "CAP_SETUID", "CAP_SYS_CHROOT",
]

SYSTEM_MOUNTS = [
    ("/proc", "proc", "proc", ["nosuid", "noexec", "nodev"]),
    ("/dev", "tmpfs", "tmpfs", ["nosuid", "strictatime", "mode=755", "size=65536k"]),
    ("/dev/pts", "devpts", "devpts", ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"]),
    ("/dev/shm", "tmpfs", "shm", ["nosuid", "noexec", "nodev", "mode=1777", "size=65536k"]),
    ("/dev/mqueue", "mqueue", "mqueue", ["nosuid", "noexec", "nodev"]),
    ("/sys", "sysfs", "sysfs", ["nosuid", "noexec", "nodev", "ro"]),
]

MASKED = ["/proc/acpi", "/proc/asound", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list", "/proc/timer_stats",
          "/proc/sched_debug", "/proc/scsi", "/sys/firmware"]
READ_ONLY = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"]


def process(user: User, arguments: list, env: dict, cwd: str) -> dict:
    mine = CAPABILITIES if user.uid == 0 else []
    return {
        "terminal": False,
        "user": {"uid": user.uid, "gid": user.gid, "additionalGids": user.groups},
        "args": [str(a) for a in arguments],
        "env": [f"{name}={value}" for name, value in env.items()],
        "cwd": cwd,
        "capabilities": {"bounding": CAPABILITIES, "effective": mine, "permitted": mine, "inheritable": [], "ambient": []},
        "noNewPrivileges": False,
    }


def config(process: dict, root, hostname: str, mounts: list, network: str, read_only: bool, memory: int | None) -> dict:
    """`mounts`: (source, target, "rw" or "ro"), or ("tmpfs", target, options)."""
    spaces = ["pid", "ipc", "uts", "mount"] + (["network"] if network == "none" else [])
    resources = {"devices": [{"allow": False, "access": "rwm"}]}
    if memory:
        resources["memory"] = {"limit": memory, "swap": memory}
    return {
        "ociVersion": "1.0.2",
        "process": process,
        "root": {"path": str(root), "readonly": read_only},
        "hostname": hostname,
        "mounts": [{"destination": to, "type": kind, "source": source, "options": options} for to, kind, source, options in SYSTEM_MOUNTS]
        + [mount(*m) for m in mounts],
        "linux": {"namespaces": [{"type": s} for s in spaces], "resources": resources, "maskedPaths": MASKED, "readonlyPaths": READ_ONLY},
    }


def mount(source, target: str, options: str) -> dict:
    if source == "tmpfs":
        given = [o for o in options.split(",") if o not in ("rw", "")]
        return {"destination": target, "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "nodev", *given]}
    return {"destination": target, "type": "bind", "source": str(source), "options": ["rbind", "rprivate", options]}
