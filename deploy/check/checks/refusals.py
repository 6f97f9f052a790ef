"""Bad input: one clear line, and an exit status that is not 0."""

import socket

from .. import build
from ..container import Container, Image
from ..registry import check
from ..tools import Failed
from ..volume import HOME, WORK, volume


def refuses(image: Image, *words: str, **options) -> None:
    """The container ends by itself within 20 s with one line that holds all the words."""
    with Container(image, **options) as container:
        status, said = container.run(20)
    lines = [line for line in said.splitlines() if line.strip()]
    assert status != 0, f"exit status 0; it said: {said}"
    assert len(lines) == 1, f"{len(lines)} lines instead of one:\n{said[-1500:]}"
    missing = [w for w in words if w not in lines[0]]
    assert not missing, f"the line does not name {', '.join(missing)}: {lines[0]}"


@check
def volume_not_writable(image: Image):
    """A volume that belongs to another user, or is mounted read-only."""
    with volume(0) as folder:
        refuses(image, HOME, "1000", mounts=[(folder, HOME, "rw")])
        refuses(image, HOME, "12345", user="12345:0", mounts=[(folder, HOME, "rw")])
    with volume(1000) as folder:
        refuses(image, HOME, "read-only", mounts=[(folder, HOME, "ro")])


@check
def volume_full(image: Image):
    """A volume with no room at all."""
    refuses(image, HOME, "full", mounts=[("tmpfs", HOME, "size=64k,uid=1000,gid=0,mode=755")])


@check
def volume_fills_up(image: Image):
    """A volume with room for a probe, not for the chapters."""
    refuses(image, HOME, mounts=[("tmpfs", HOME, "size=1200k,uid=1000,gid=0,mode=755")])


@check
def work_folder_is_a_file(image: Image):
    """A file stands where the chapters belong."""
    with volume(1000) as folder:
        (folder / "vaebook").write_text("")
        refuses(image, WORK, mounts=[(folder, HOME, "rw")])


@check
def port_taken(image: Image):
    """Another program has the port, as it may be with the host's network."""
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        refuses(image, port, "PORT", network="host", env={"PORT": port})


@check
def bad_settings(image: Image):
    """Words that no setting can have are named with their setting."""
    refuses(image, "BACKEND", "tpu", "go", "xla", "cuda", env={"BACKEND": "tpu"})
    refuses(image, "PORT", "http", env={"PORT": "http"})
    refuses(image, "PORT", "70000", env={"PORT": "70000"})
    refuses(image, "NB_UID", "teacher", user="0", env={"NB_UID": "teacher"})
    refuses(image, "NB_UID", user="0", env={"NB_UID": "0"})


@check
def bad_build_argument(image: Image):
    """A build with BACKEND=tpu fails with the line that says which ones there are."""
    try:
        build.bud(build.CLONE, "localhost/vaebook:bad", "--build-arg", "BACKEND=tpu", log_name="bad-build")
    except Failed as problem:
        assert "BACKEND=tpu is none of go, xla, cuda" in str(problem), f"the build's last words:\n{problem}"
        assert "Traceback" not in str(problem), str(problem)
    else:
        raise AssertionError("a build with BACKEND=tpu succeeds")


@check
def no_such_command(image: Image):
    """A command that is not there."""
    refuses(image, "nosuchcommand", command=["nosuchcommand"])
