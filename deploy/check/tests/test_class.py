"""What the class is made of, as far as it can be tried without holding one."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from check import installed
from check.hub import apart, figures, kernel, memory, programs, work

HUB = Path(programs.__file__).parent


def test_the_lock_names_no_registry():
    for name, package in json.loads((HUB / "package-lock.json").read_text())["packages"].items():
        assert "resolved" not in package
        assert name == "" or "integrity" in package, name


def test_pins_agree_with_the_single_user_server():
    here, there = ((folder / name).read_text() for folder, name in
                   ((HUB, "requirements-5.in"), (HUB.parents[2] / "setup", "requirements-hub.in")))
    pin = [line for line in here.splitlines() if line.startswith("jupyterhub==")]
    assert pin and pin[0] in there


def test_installs_once_and_anew_when_the_pins_change(tmp_path, monkeypatch):
    monkeypatch.setattr(installed, "PROGRAMS", tmp_path / "programs")
    pins, made = tmp_path / "pins", []
    for text in ("a", "a", "b"):
        pins.write_text(text)
        installed.once("hub", [pins], lambda folder: (folder.mkdir(), made.append(folder)))
    assert len(made) == 2 and [f.name for f in (tmp_path / "programs").iterdir() if f.is_dir()] == [made[1].name]


def test_an_installation_that_broke_off_is_made_again(tmp_path, monkeypatch):
    monkeypatch.setattr(installed, "PROGRAMS", tmp_path / "programs")
    pins = tmp_path / "pins"
    pins.write_text("a")

    def breaks(folder):
        folder.mkdir()
        raise OSError("no network")

    with pytest.raises(OSError):
        installed.once("hub", [pins], breaks)
    assert installed.once("hub", [pins], lambda folder: folder.mkdir()).is_dir()


def test_words_of_an_output():
    assert kernel.words({"output_type": "stream", "text": "a\n"}) == "a\n"
    assert kernel.words({"output_type": "display_data", "data": {"text/html": "<style>p{}</style><p>1 &lt; 2</p>"}}) == "1 < 2"
    assert kernel.words({"output_type": "error", "ename": "ERROR", "evalue": "exit status 1"}) == "ERROR: exit status 1"


def test_chinese_is_told_from_symbols():
    assert work.chinese("后端 xla:cpu") and not work.chinese("σ(−4) = 0.018, ½ Σ ‖ ≥ 0")


def test_a_refusal_is_a_status_or_the_way_to_the_login():
    class Answer:
        def __init__(self, status_code, location=""):
            self.status_code, self.headers = status_code, {"Location": location}

    assert apart.refused(Answer(403)) and apart.refused(Answer(404)) and apart.refused(Answer(302, "/hub/api/oauth2/authorize?x"))
    assert not apart.refused(Answer(200)) and not apart.refused(Answer(302, "/user/learner2/lab")) and not apart.refused(Answer(500))


def test_a_process_counts_while_it_lives(tmp_path):
    uid = 61234
    assert memory.gone([uid], 0) == []
    sleeper = subprocess.Popen(["sleep", "60"], user=uid) if os.geteuid() == 0 else pytest.skip("needs root, to start a process of another user")
    try:
        assert memory.gone([uid], 0) == [f"{sleeper.pid} other"] and sum(memory.memory(uid).values()) > 0
    finally:
        sleeper.kill()
        sleeper.wait()
    assert memory.gone([uid], 1) == []


def test_work_is_counted():
    before = memory.worked(Path(f"/proc/{os.getpid()}"))
    subprocess.run([sys.executable, "-c", "sum(i * i for i in range(3_000_000))"], check=True)
    assert memory.worked(Path(f"/proc/{os.getpid()}")) > before


def test_the_arithmetic_of_sixty():
    gib = figures.GIB
    visit = figures.Visit(chapter=100, processor=44, cells=44)
    f = figures.Figures(eight=[visit] * 8, training=[figures.Visit(processor=150)] * 2, together=4 * gib, idle=[{"server": gib // 4}],
                        most_training=[gib, gib], hub=gib // 2, arriving=2, image_disk=2 * gib, home_read=gib // 8, home_trained=gib // 4)
    lines = figures.class_of_sixty(f).splitlines()
    assert "60 × 0.50 working + 20 × 0.50 more for training = 44 GiB (60 × 0.25 = 15 GiB" in lines[0]  # 1 + 2 + 0.5 + 30 + 10
    assert lines[1].endswith("= 12")  # 40 × 1 / 20 + 60 × 150 / 900
    assert "60 × 2.0 s of work / 12 cores = 10 s" in lines[2]
    assert lines[3].endswith("= 12 GiB")  # 2 + 5 + 5
