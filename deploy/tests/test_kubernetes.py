"""The values for Zero to JupyterHub against the image."""

import re

import yaml
from conftest import DEPLOY, ROOT

TEXT = (DEPLOY / "zero-to-jupyterhub.yaml").read_text()


def test_user_group_and_home_are_those_of_the_image(values, image):
    server = values["singleuser"]
    assert str(server["uid"]) == image.env["NB_UID"] == image.user
    assert str(server["fsGid"]) == image.env["NB_GID"]
    assert server["storage"]["homeMountPath"] == image.env["HOME"]


def test_the_image_has_the_server_that_the_hub_starts(values, hub_version):
    assert values["singleuser"]["cmd"] == "jupyterhub-singleuser"
    assert f"whose hub is JupyterHub {hub_version}." in TEXT


def test_the_first_page_is_a_folder_of_chapters(values):
    edition = re.fullmatch(r"/lab/tree/vaebook/(\w+)", values["singleuser"]["defaultUrl"]).group(1)
    assert list((ROOT / "notebooks" / edition).glob("*.ipynb"))


def test_a_learner_gets_at_least_what_is_promised(values):
    server = values["singleuser"]
    assert float(server["memory"]["guarantee"].rstrip("G")) <= float(server["memory"]["limit"].rstrip("G"))
    assert server["cpu"]["guarantee"] <= server["cpu"]["limit"]


def test_no_door_is_open(values):
    config = values["hub"]["config"]
    assert config["JupyterHub"]["authenticator_class"] == "native"
    assert "open_signup" not in config["NativeAuthenticator"]
    assert values["proxy"]["https"]["enabled"] is True
    assert not re.search(r"(password|secret|token|key):", TEXT)


def test_the_gpu_image_is_the_other_one_with_a_suffix(values):
    gpu = yaml.safe_load((DEPLOY / "zero-to-jupyterhub-gpu.yaml").read_text())
    images = [p["kubespawner_override"]["image"] for p in gpu["singleuser"]["profileList"] if "kubespawner_override" in p]
    own = values["singleuser"]["image"]
    assert images == [f"{own['name']}:{own['tag']}-cuda"]
