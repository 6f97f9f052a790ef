"""Other machines than this one: what the kernel's variables are there, which plugins are asked for, what is refused."""

import dataclasses
import hashlib
import json
import os
import shlex
import zipfile

import pytest

import environ
import kernel
import lab
import machine
import main
import plugin
import pypackages
import steps
from places import GO_BUILD, GO_MODULES, GOCACHE, ROOT, SETUP


def computer(system="linux", arch="amd64", cgo=True, simd=True):
    return machine.Machine(system, arch, "/opt/go/bin/go", "go1.26.5", cgo, simd)


def test_linux_amd64_links_without_a_c_linker_and_computes_with_simd():
    env = environ.variables(computer())
    assert env["GOFLAGS"] == "'-ldflags=-w -s -linkmode=internal' -buildvcs=false"
    assert env["GOEXPERIMENT"] == "simd" and env["CGO_ENABLED"] == "1"


@pytest.mark.parametrize("system, arch", [("darwin", "arm64"), ("linux", "arm64"), ("darwin", "amd64")])
def test_other_machines_leave_the_linker_alone(system, arch):
    env = environ.variables(computer(system, arch, simd=arch == "amd64"))
    assert env["GOFLAGS"] == "'-ldflags=-w -s' -buildvcs=false"
    assert ("GOEXPERIMENT" in env) == (arch == "amd64")


def test_without_a_c_compiler_there_is_no_cgo_and_no_plugin():
    bare = computer(cgo=False)
    assert environ.variables(bare)["CGO_ENABLED"] == "0"
    assert plugin.wanted({}, bare, "") == []


@pytest.mark.parametrize("backend, names", [("", ["plugin"]), ("xla", ["plugin"]), ("cuda", ["plugin", "cuda"]), ("go", [])])
def test_the_backend_chooses_the_plugins(backend, names):
    assert [step.name for step in plugin.wanted({}, computer(), backend)] == names


def fake_go(folder, version, goroot, script=""):
    folder.mkdir(parents=True, exist_ok=True)
    answer = json.dumps({"GOVERSION": version, "GOROOT": str(goroot), "GOOS": "linux", "GOARCH": "amd64", "CC": "nothing"})
    program = folder / "go"
    program.write_text(f"#!/bin/sh\n{script}\necho '{answer}'\n")
    program.chmod(0o755)
    return program


def test_an_older_go_hands_over_to_the_one_it_fetched(tmp_path, monkeypatch):
    """Though fetching is switched off by default; the newer one is then called by its own path."""
    newer = fake_go(tmp_path / "newer" / "bin", "go1.99.0", tmp_path / "newer")
    only_auto = '[ "$GOTOOLCHAIN" = auto ] || { echo "go.mod requires go >= 1.99" >&2; exit 1; }'
    fake_go(tmp_path / "old", "go1.99.0", tmp_path / "newer", only_auto)
    monkeypatch.setenv("PATH", str(tmp_path / "old"), prepend=":")
    monkeypatch.delenv("GOTOOLCHAIN", raising=False)
    found = machine.look()
    assert found.go == str(newer) and found.go_version == "go1.99.0"
    assert environ.variables(found)["PATH"].split(":")[1] == str(newer.parent)


def test_a_go_from_before_toolchains_is_refused(tmp_path, monkeypatch):
    fake_go(tmp_path, "go1.19.8", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(machine.Missing, match="go1.19.8 is older than"):
        machine.look()


def test_a_machine_without_go_is_told_where_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(machine.Missing, match="go.dev/dl"):
        machine.look()


def test_tests_and_cells_see_the_same(monkeypatch):
    """What the spec lays over Jupyter's environment is what `run` and `test` lay over theirs."""
    monkeypatch.setenv("PATH", "/usr/bin")
    monkeypatch.setenv("GOEXPERIMENT", "theirs")
    full = environ.full(computer(simd=False))
    spec = json.loads(kernel.spec(computer(simd=False)))["env"]
    assert {k: full[k] for k in spec if k != "PATH"} == {k: v for k, v in spec.items() if k != "PATH"}
    assert full["PATH"] == spec["PATH"].replace("${PATH}", "/usr/bin")
    assert "GOEXPERIMENT" not in full


def test_where_the_plugin_crashed_cells_use_go(tmp_path, monkeypatch):
    mark = tmp_path / "no-xla"
    monkeypatch.setattr(environ, "NO_XLA", mark)
    assert "VAEBOOK_BACKEND" not in environ.variables(computer())
    mark.write_text("killed by signal 4")
    assert environ.variables(computer())["VAEBOOK_BACKEND"] == "go"


@pytest.mark.parametrize("text", ["no", "0", "65536", "-1"])
def test_a_bad_port_is_refused(monkeypatch, text):
    monkeypatch.setenv("PORT", text)
    with pytest.raises(machine.Missing, match="1 to 65535"):
        lab.port()


def test_a_port_is_taken_as_given(monkeypatch):
    monkeypatch.setenv("PORT", "")
    assert lab.port() == 8888
    monkeypatch.setenv("PORT", "9000")
    assert lab.port() == 9000


def test_a_folder_that_paths_cannot_carry_is_refused(monkeypatch):
    monkeypatch.setattr(machine, "ROOT", "/home/a:b")
    with pytest.raises(machine.Missing, match="rename it"):
        machine.check_folder()


def test_a_missing_or_broken_c_compiler_is_noticed(tmp_path):
    assert not machine.compiles("")
    assert not machine.compiles(str(tmp_path / "cc"))
    headless = tmp_path / "gcc"
    headless.write_text("#!/bin/sh\nexit 1\n")
    headless.chmod(0o755)
    assert not machine.compiles(str(headless))


def test_versions_compare_as_numbers():
    assert machine.numbers("go1.26.10") > machine.numbers("1.26.5") > machine.numbers("go1.9")


class Pip:
    """Stands for the log: its pip brings a wheel with the given content."""

    def __init__(self, content: bytes):
        self.content = content

    def run(self, *command, **_):
        folder = command[command.index("-d") + 1]
        folder.mkdir(parents=True)
        with zipfile.ZipFile(folder / "a.whl", "w") as wheel:
            wheel.writestr("plugin.so", self.content)


@pytest.fixture
def pjrt(state, monkeypatch):
    monkeypatch.setattr(plugin, "SCRATCH", state)
    monkeypatch.setattr(plugin, "PJRT", state / "pjrt")
    monkeypatch.setattr(plugin, "CPU_PLUGIN", state / "pjrt" / "plugin.so")
    return state / "pjrt"


def test_the_plugin_is_placed_when_its_checksum_fits(pjrt):
    good = "plugin.so", hashlib.sha256(b"good").hexdigest()
    plugin.from_wheel(Pip(b"good"), *good)
    assert (pjrt / "plugin.so").read_bytes() == b"good"
    assert plugin.from_wheel(None, *good) == "was there"


def test_a_plugin_with_another_checksum_is_refused(pjrt):
    with pytest.raises(steps.StepFailed, match="checksum"):
        plugin.from_wheel(Pip(b"bad"), "plugin.so", hashlib.sha256(b"good").hexdigest())
    assert not (pjrt / "plugin.so").exists()


@pytest.mark.parametrize("system, arch, way", [
    ("linux", "amd64", "fastatomstruct_xla_cpu/libpjrt_cpu.so"), ("linux", "arm64", "xla_plugins/xla_cpu_pjrt/xla_cpu_pjrt.so"),
    ("linux", "riscv64", "installer"), ("darwin", "arm64", "installer"),
])
def test_each_machine_gets_its_own_plugin(state, monkeypatch, system, arch, way):
    monkeypatch.setattr(plugin, "from_wheel", lambda _log, member, _checksum: member)
    monkeypatch.setattr(plugin, "from_installer", lambda *_: "installer")
    assert plugin.cpu({}, computer(system, arch)).work(steps.Log("plugin")) == way


def test_every_python_package_is_pinned_with_a_hash():
    for path in [*SETUP.glob("requirements*.txt"), SETUP.parent / "bench" / "requirements.txt"]:
        entries = path.read_text().replace("\\\n", " ").splitlines()
        wanted = [e for e in entries if e.strip() and not e.lstrip().startswith("#")]
        assert wanted and all("==" in e and "--hash=sha256:" in e for e in wanted), path


def test_pip_is_not_led_elsewhere(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    monkeypatch.setenv("PIP_TARGET", "/elsewhere")
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.example/simple")
    env = pypackages.clean_env()
    assert "PYTHONPATH" not in env and "PIP_TARGET" not in env
    assert env["PIP_INDEX_URL"] == "https://mirror.example/simple"


def shared(**changes):
    return dataclasses.replace(computer(), shared=True, **changes)


def test_a_shared_clone_is_only_read():
    """The kernel's caches: modules from the clone, builds layered, all else in the user's home."""
    env = environ.variables(shared())
    assert env["GOMODCACHE"] == str(GO_MODULES)
    assert shlex.split(env["GOCACHEPROG"]) == [str(GOCACHE), str(GO_BUILD)]
    assert env["VAEBOOK_CACHE"].startswith("${HOME}/")
    assert not any(str(ROOT) in word for word in kernel.log(shared()))
    assert "GOCACHEPROG" not in environ.variables(computer())


def test_set_up_fills_the_shared_cache_itself():
    env = environ.building(shared(), environ.full(shared()))
    assert env["GOCACHE"] == str(GO_BUILD) and "GOCACHEPROG" not in env
    assert env["VAEBOOK_CACHE"] == os.path.expanduser("~/.cache/vaebook")
    own = {"GOCACHE": "/mine"}
    assert environ.building(computer(), own) is own


@pytest.mark.parametrize("name, arch, want", [("warm", "amd64", True), ("plugin", "amd64", True), ("plugin", "arm64", True), ("plugin", "riscv64", False), ("cuda", "arm64", True)])
def test_a_shared_clone_lacks_nothing_but_plugins_that_do_not_exist(name, arch, want):
    step = steps.Step(name, name, "", [], None, optional=True)
    assert main.needed(step, shared(arch=arch)) == want


def test_shared_is_a_switch(monkeypatch):
    monkeypatch.setenv("SHARED", "yes")
    with pytest.raises(machine.Missing, match="SHARED=yes"):
        machine.shared()


def test_a_server_that_listens_everywhere_is_named_by_this_machine():
    info = {"secure": False, "port": 8888, "base_url": "/user/ann/"}
    assert lab.address(info) == "http://localhost:8888/user/ann/"


def test_chinese_menus_only_where_the_terminal_speaks_chinese(tmp_path):
    settings = tmp_path / "labconfig" / "default_setting_overrides.json"
    lab.speak_as_the_terminal({"LANG": "en_GB.UTF-8"}, tmp_path)
    assert not settings.exists()
    lab.speak_as_the_terminal({"LANG": "zh_CN.UTF-8"}, tmp_path)
    assert "zh_CN" in settings.read_text()
    lab.speak_as_the_terminal({"LANG": "en_GB.UTF-8"}, tmp_path)
    assert settings.read_text() == "{}"
