"""The CUDA plugin: where it is refused, what is kept of the packages, and where it goes."""

import re
import stat
import zipfile
from types import SimpleNamespace

import pytest

import cuda
import environ
import machine
import pypackages
import steps
from places import ROOT


def computer(system="linux", arch="amd64", shared=False):
    return machine.Machine(system, arch, "/opt/go/bin/go", "go1.26.5", True, True, shared)


FILES = {
    cuda.PLUGIN_MEMBER: 0o755,
    "nvidia/cu13/bin/ptxas": 0o755,
    "nvidia/cu13/lib/libcublas.so.13": 0o644,
    "nvidia/cu13/include/cublas.h": 0o644,
    "nvidia/cu13/lib/libcudart_static.a": 0o644,
    "nvidia_cublas-13.dist-info/licenses/License.txt": 0o644,
    "nvidia_cublas-13.dist-info/METADATA": 0o644,
}


def make_wheel(folder, files=FILES):
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(folder / "a.whl", "w") as wheel:
        for name, mode in files.items():
            member = zipfile.ZipInfo(name)
            member.external_attr = mode << 16
            wheel.writestr(member, name)


@pytest.fixture
def here(state, monkeypatch):
    """A machine without a GPU whose set-up writes below the test's folder; only the small wheel's patterns are asked for."""
    monkeypatch.setattr(cuda, "SCRATCH", state / "scratch")
    monkeypatch.setattr(pypackages, "SCRATCH", state / "scratch")
    monkeypatch.setattr(cuda, "FOLDER", state / "pjrt" / "cuda")
    monkeypatch.setattr(cuda, "GPU_FILES", (str(state / "nvidia[0-9]*"),))
    monkeypatch.setattr(cuda, "KEPT", tuple(p for p in cuda.KEPT if any(cuda.fnmatch(name, p) for name in FILES)))
    monkeypatch.setattr(cuda.shutil, "disk_usage", lambda _: SimpleNamespace(free=9e9))
    return state


def pip_brings(monkeypatch, files=FILES):
    """Stands for pip and for the Python that opens the libraries; gives the list of what was run."""
    ran = []

    def run(_log, *command, **_):
        ran.append(command)
        if "download" in command:
            make_wheel(command[command.index("-d") + 1], files)

    monkeypatch.setattr(steps.Log, "run", run)
    return ran


@pytest.mark.parametrize("where, said", [
    (computer("linux", "arm64"), "linux/amd64 only, and this is linux/arm64"),
    (computer("darwin", "amd64"), "this is darwin/amd64"),
    (computer("linux", "arm64", shared=True), "linux/amd64 only"),
    (computer(), "no NVIDIA GPU was found"),
])
def test_nothing_is_fetched_where_it_cannot_run(here, monkeypatch, where, said):
    ran = pip_brings(monkeypatch)
    step = cuda.cuda(where)
    step.optional = False
    with pytest.raises(steps.StepFailed, match=said) as refused:
        step.run()
    assert not ran and "\n" not in str(refused.value)


def test_a_full_disk_is_noticed_beforehand(here, monkeypatch):
    ran = pip_brings(monkeypatch)
    monkeypatch.setattr(cuda.shutil, "disk_usage", lambda _: SimpleNamespace(free=2e9))
    with pytest.raises(steps.StepFailed, match="needs 4.4 GB of disk and .* has 2.0"):
        cuda.cuda(computer(shared=True)).work(steps.Log("cuda"))
    assert not ran


def test_without_a_gpu_a_clone_goes_on_and_says_where_the_reason_is(here, capsys):
    cuda.cuda(computer()).run()
    assert "left out" in capsys.readouterr().out
    assert "no NVIDIA GPU" in (here / "log" / "cuda.log").read_text()


@pytest.mark.parametrize("shared", [True, False])
def test_the_plugin_stands_where_go_xla_looks(here, monkeypatch, shared):
    """What many share is made without a GPU; a clone has one."""
    if not shared:
        (here / "nvidia0").touch()
    ran = pip_brings(monkeypatch)
    cuda.cuda(computer(shared=shared)).work(steps.Log("cuda"))
    home = here / "pjrt" / "cuda" / "go-xla" / "nvidia"
    found = {str(p.relative_to(home)): stat.S_IMODE(p.stat().st_mode) for p in home.rglob("*") if p.is_file()}
    assert found == {
        "pjrt_c_api_cuda_plugin.so": 0o755,
        "cu13/bin/ptxas": 0o755,
        "cu13/lib/libcublas.so.13": 0o644,
        "licenses/nvidia_cublas-13/License.txt": 0o644,
    }
    assert [path.name for path in ran[-1][3:]] == ["libcublas.so.13", "pjrt_c_api_cuda_plugin.so"]
    assert not list((here / "scratch").rglob("*.whl"))


def test_an_older_plugin_gives_way_as_a_whole(here, monkeypatch):
    old = here / "pjrt" / "cuda" / "go-xla" / "nvidia" / "cu12"
    old.mkdir(parents=True)
    pip_brings(monkeypatch)
    cuda.cuda(computer(shared=True)).work(steps.Log("cuda"))
    assert not old.exists() and (old.parent / cuda.NAME).exists()


def test_a_package_that_lacks_a_part_is_refused(here, monkeypatch):
    pip_brings(monkeypatch, {name: mode for name, mode in FILES.items() if "ptxas" not in name})
    with pytest.raises(steps.StepFailed, match="nvidia/cu13/bin/ptxas"):
        cuda.cuda(computer(shared=True)).work(steps.Log("cuda"))
    assert not (here / "pjrt").exists()


def test_a_download_that_fails_is_told_in_the_first_line(here, monkeypatch):
    monkeypatch.setattr(pypackages, "PYTHON", "false")
    with pytest.raises(steps.StepFailed) as failed:
        cuda.cuda(computer(shared=True)).work(steps.Log("cuda"))
    assert re.search(r"^cuda: the 1.7 GB named in .*requirements-cuda.txt did not all come: run again", str(failed.value))


def test_a_library_that_does_not_open_is_refused(here, monkeypatch):
    broken = here / "home" / "lib" / "libbroken.so.1"
    broken.parent.mkdir(parents=True)
    broken.write_text("no library")
    with pytest.raises(steps.StepFailed, match="libbroken.so.1"):
        cuda.try_out(steps.Log("cuda"), here / "home")


def test_cells_search_the_plugins_folder():
    assert str(cuda.PLUGIN.parent) in environ.variables(computer())["PJRT_PLUGIN_LIBRARY_PATH"].split(":")


def test_set_up_and_notebooks_know_a_gpu_by_the_same_files():
    source = (ROOT / "pkg/tutorial/backend/gpu.go").read_text()
    line = re.search(r"gpuFiles = \[\]string\{(.*)\}", source).group(1)
    assert tuple(re.findall(r'"(.*?)"', line)) == cuda.GPU_FILES
