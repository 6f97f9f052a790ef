"""What the tests of deploy/ share: the image as its Dockerfile describes it, and the files as they would be read."""

import re
import shlex
from pathlib import Path

import pytest
import yaml

DEPLOY = Path(__file__).resolve().parent.parent
ROOT = DEPLOY.parent


class Image:
    """The last stage of a Dockerfile, with the arguments of all stages."""

    def __init__(self, text: str):
        self.text, self.args, self.env, self.port, self.user, self.entrypoint = text, set(), {}, "", "", ""
        for line in re.sub(r"\\\n", " ", re.sub(r"^\s*#.*\n", "", text, flags=re.M)).splitlines():
            word, _, rest = line.strip().partition(" ")
            if word == "FROM":
                self.env, self.user = {}, ""
            elif word == "ARG":
                self.args.add(rest.split("=")[0].strip())
            elif word == "ENV":
                self.env |= dict(pair.split("=", 1) for pair in shlex.split(rest))
            elif word == "EXPOSE":
                self.port = rest
            elif word == "USER":
                self.user = rest
            elif word == "ENTRYPOINT":
                self.entrypoint = rest


@pytest.fixture(scope="session")
def image() -> Image:
    return Image((ROOT / "Dockerfile").read_text(encoding="ascii"))  # repo2docker reads it in whatever encoding the machine has


@pytest.fixture(scope="session")
def values() -> dict:
    return yaml.safe_load((DEPLOY / "zero-to-jupyterhub.yaml").read_text())


@pytest.fixture(scope="session")
def hub_version() -> str:
    return re.search(r"^jupyterhub==(\S+)", (ROOT / "setup/requirements-hub.in").read_text(), re.M).group(1)
