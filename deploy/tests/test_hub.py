"""jupyterhub_config.py, for one machine with Docker, against the image and the other ways to give it out."""

import pytest
import yaml
from conftest import DEPLOY
from traitlets.config import Config

FILE = DEPLOY / "jupyterhub_config.py"


def load(monkeypatch, **env) -> Config:
    for name in ("TEACHER", "BIND", "HUB_IP", "IMAGE", "MEMORY", "CPUS"):
        monkeypatch.delenv(name, raising=False)
    for name, text in env.items():
        monkeypatch.setenv(name, text)
    config = Config()
    exec(compile(FILE.read_text(), FILE, "exec"), {"get_config": lambda: config})
    return config


def test_without_a_teacher_it_says_so(monkeypatch):
    with pytest.raises(SystemExit, match="^TEACHER is not set.*TEACHER=ada"):
        load(monkeypatch)


def test_work_is_kept_in_a_volume_of_ones_own(monkeypatch, image):
    config = load(monkeypatch, TEACHER="ada")
    assert config.DockerSpawner.volumes == {"vaebook-{username}": image.env["HOME"]}


def test_only_this_machine_is_served_and_only_whom_the_teacher_lets_in(monkeypatch):
    config = load(monkeypatch, TEACHER="ada")
    assert "//127.0.0.1:" in config.JupyterHub.bind_url
    assert config.Authenticator.admin_users == {"ada"}
    assert config.JupyterHub.authenticator_class == "native" and "open_signup" not in config.NativeAuthenticator


def test_a_learner_gets_the_same_everywhere(monkeypatch, values):
    docker = load(monkeypatch, TEACHER="ada").DockerSpawner
    server = values["singleuser"]
    assert docker.mem_limit == server["memory"]["limit"] and docker.cpu_limit == server["cpu"]["limit"]
    assert docker.default_url == server["defaultUrl"] and docker.cmd == [server["cmd"]]
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]["lab"]["deploy"]["resources"]["limits"]
    assert compose["memory"] == f"${{MEMORY:-{docker.mem_limit.lower()}}}" and compose["cpus"] == f"${{CPUS:-{docker.cpu_limit:.0f}}}"
