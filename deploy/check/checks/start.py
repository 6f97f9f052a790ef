"""Whoever it runs as, the lab comes up and a cell answers."""

import time

from ..cells import answers
from ..container import Container, Image
from ..lab import Lab
from ..registry import check
from ..volume import HOME, volume


def comes_up(image: Image, **options) -> str:
    """Starts the lab, runs a cell, and returns how long each took, counted from the start."""
    started = time.monotonic()
    with Container(image, **options).start() as container:
        lab = Lab(container)
        lab.ready()
        page = time.monotonic() - started
        answers(lab.kernel())
        return f"first page after {page:.1f} s, first cell after {time.monotonic() - started:.1f} s"


@check
def own_user(image: Image):
    """As the image says: uid 1000."""
    assert image.config["User"] == "1000", f"the image's user is {image.config['User']!r}, not 1000"
    return comes_up(image)


@check
def any_user_of_group_0(image: Image):
    """Under a uid that the platform chose, as OpenShift does."""
    return comes_up(image, user="12345:0")


@check
def root_steps_down(image: Image):
    """Started as root, it takes the user and group that NB_UID and NB_GID name, and makes a volume of root's theirs."""
    env = {"NB_USER": "teacher", "NB_UID": 1234, "NB_GID": 5678}
    with volume(0) as folder:
        mounts = [(folder, "/home/teacher", "rw")]
        with Container(image, user="0", env=env, mounts=mounts, command=["sh", "-c", "id -u; id -g; echo $HOME $USER; pwd; touch mine"]) as container:
            status, said = container.run(30)
        assert status == 0 and said.split() == ["1234", "5678", "/home/teacher", "teacher", "/home/teacher"], f"status {status}: {said}"
        return comes_up(image, user="0", env=env, mounts=mounts)


@check
def volume_of_the_group(image: Image):
    """A volume that only its group may write in, as Kubernetes gives it with fsGroup 100."""
    with volume(0, 100, 0o2775) as folder:
        return comes_up(image, mounts=[(folder, HOME, "rw")])
