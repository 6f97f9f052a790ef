"""What runc is told."""

from check import bundle
from check.container import arguments
from check.users import User

CONFIG = {"Entrypoint": ["tini", "--"], "Cmd": ["lab"]}


def made(user=User(1000, 100), **options):
    process = bundle.process(user, ["id"], {"A": "b c"}, "/home")
    return bundle.config(process, "/root-of-it", "name", **{"mounts": [], "network": "none", "read_only": False, "memory": None} | options)


def test_only_root_holds_capabilities():
    assert made(User(0, 0))["process"]["capabilities"]["effective"]
    assert not made()["process"]["capabilities"]["effective"] and not made()["process"]["capabilities"]["permitted"]
    assert "CAP_SYS_ADMIN" not in made(User(0, 0))["process"]["capabilities"]["bounding"]


def test_network():
    kinds = lambda config: [n["type"] for n in config["linux"]["namespaces"]]
    assert "network" in kinds(made()) and "network" not in kinds(made(network="host"))


def test_memory_allows_no_swap():
    assert made(memory=100)["linux"]["resources"]["memory"] == {"limit": 100, "swap": 100}
    assert "memory" not in made()["linux"]["resources"]


def test_mounts():
    mounts = made(mounts=[("/here", "/there", "ro"), ("tmpfs", "/tmp", "size=64k,mode=1777")])["mounts"]
    assert mounts[-2] == {"destination": "/there", "type": "bind", "source": "/here", "options": ["rbind", "rprivate", "ro"]}
    assert mounts[-1]["type"] == "tmpfs" and mounts[-1]["options"][-2:] == ["size=64k", "mode=1777"]


def test_environment_keeps_spaces():
    assert made()["process"]["env"] == ["A=b c"]


def test_command_and_entrypoint():
    assert arguments(CONFIG, None, None) == ["tini", "--", "lab"]
    assert arguments(CONFIG, None, ["echo", "hi"]) == ["tini", "--", "echo", "hi"]
    assert arguments(CONFIG, None, "bash") == ["tini", "--", "bash"]
    assert arguments(CONFIG, "sh", None) == ["sh"]
    assert arguments(CONFIG, ["sh", "-c"], ["id"]) == ["sh", "-c", "id"]
    assert arguments({}, None, ["id"]) == ["id"]
