"""compose.yaml against the image: port, home, variables, and no more rights than the lab needs."""

import re

import pytest
import yaml
from conftest import DEPLOY, ROOT

TEXT = (DEPLOY / "compose.yaml").read_text()
HEAD, BODY = TEXT.split("\nname:", 1)


def read(**given) -> dict:
    """The file as compose sees it where these variables are set."""
    def value(match):
        name, default = match.groups()
        return given.get(name) or default or ""
    return yaml.safe_load(re.sub(r"\$\{([A-Z_]+)(?::-([^}]*))?\}", value, TEXT))


@pytest.fixture
def lab():
    return read()["services"]["lab"]


def test_the_context_is_the_folder_of_the_dockerfile(lab):
    assert (DEPLOY / lab["build"]).resolve() == ROOT


def test_the_port_is_that_of_the_image_and_open_on_this_machine_only(lab, image):
    assert lab["ports"] == [f"127.0.0.1:{image.port}:{image.port}"]
    assert str(lab["environment"]["PORT"]) == image.port


def test_another_port_is_the_same_outside_and_inside():
    lab = read(PORT="9000", ADDRESS="0.0.0.0")["services"]["lab"]
    assert lab["ports"] == ["0.0.0.0:9000:9000"] and str(lab["environment"]["PORT"]) == "9000"


def test_the_whole_home_is_kept(lab, image):
    volume, folder = lab["volumes"][0].split(":")
    assert folder == image.env["HOME"] and volume in read()["volumes"]


def test_the_image_reads_every_variable_that_it_is_given(lab):
    code = "".join(p.read_text() for p in [*(DEPLOY / "image").glob("*.py"), ROOT / "setup/lab.py"])
    assert [name for name in lab["environment"] if f'"{name}"' not in code] == []


def test_the_head_names_every_variable_with_its_default():
    named = dict(re.findall(r"\b([A-Z_]+)=(\S*)", HEAD[HEAD.index("Variables"):]))
    used = dict(re.findall(r"\$\{([A-Z_]+):-([^}]*)\}", BODY.split("\n  gpu:")[0]))
    assert named.keys() == used.keys()
    assert {name: text for name, text in used.items() if name != "LANG"} == {name: text for name, text in named.items() if name != "LANG"}


def test_nothing_of_the_image_is_doubled_or_switched_off(lab, image):
    assert "tini" in image.entrypoint and "HEALTHCHECK" in image.text
    assert not {"init", "healthcheck", "entrypoint", "command", "user", "privileged"} & lab.keys()


def test_limits_and_rights(lab):
    assert {"memory", "cpus", "pids"} <= lab["deploy"]["resources"]["limits"].keys()
    assert lab["cap_drop"] == ["ALL"] and lab["security_opt"] == ["no-new-privileges:true"]


def test_the_gpu_service_builds_the_backend_that_the_dockerfile_knows(image):
    gpu = read()["services"]["gpu"]
    assert gpu["extends"] == "lab" and gpu["profiles"] == ["gpu"]
    assert gpu["build"]["args"].keys() <= image.args
    assert gpu["deploy"]["resources"]["reservations"]["devices"][0]["capabilities"] == ["gpu"]
