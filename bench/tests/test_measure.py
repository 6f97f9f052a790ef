"""The runner's arithmetic and its ways of reading processes; no times are asserted."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from measure import __main__ as command  # noqa: E402
from measure import figures, machine, models, notebook, places, sides, step, train  # noqa: E402


def test_paired_ratio_is_the_median_of_ratios():
    # The ratio of medians would be 2/3; the machine was three times slower in the second round, for both sides.
    assert figures.paired_ratio([2, 6, 1], [1, 3, 3]) == 2
    with pytest.raises(ValueError, match="3 rounds on one side and 2"):
        figures.paired_ratio([1, 2, 3], [1, 2])


@pytest.mark.parametrize("value,text", [(0, "0"), (0.1449, "0.14"), (2.806, "2.81"), (16.04, "16.0"), (144.1, "144"), (-3.2, "-3.20")])
def test_number(value, text):
    assert figures.number(value) == text


def test_table_says_what_is_missed():
    rows = [figures.Figure("a", 1.05, "×", 1.1), figures.Figure("b", 300, "s", 240, "slow"), figures.Figure("c", 3, "ms")]
    lines = figures.table(rows).splitlines()
    assert lines[2] == "| a | 1.05× | ≤ 1.10× | yes |  |"
    assert lines[3] == "| b | 300 s | ≤ 240 s | **no** | slow |"
    assert lines[4] == "| c | 3.00 ms |  |  |  |"


def test_figures_survive_being_kept(tmp_path):
    rows = [figures.Figure("a → b", 1.5, "s", 2, "how"), figures.Figure("c", 3, "ms")]
    figures.save(tmp_path / "deep" / "x.json", rows)
    assert figures.load(tmp_path / "deep" / "x.json") == rows


def test_step_rows():
    ms = {"step": [3, 3, 4], "scan": [2, 2, 2], "xla": [3, 3, 6], "go": [12, 15]}
    rows = {row.what: row for row in step.figures(ms)}
    assert rows["step: Fit on XLA / JAX's step"].value == 1
    assert rows["step: Fit on XLA / JAX's scan"].value == 1.5
    assert rows["step: Fit on the Go backend / JAX's step"].value == 4.5


def test_elbo_rows():
    last = train.elbo_figures([-101, -100, -102], [-100.5, -100.5, -100.8])[-1]
    assert last.value == pytest.approx(0.4)
    assert last.reached
    assert not train.elbo_figures([-102, -102], [-101, -101])[-1].reached


def test_training_cells():
    row = notebook.training([(50, "08-other"), (30, "08-fit-2"), (25.5, "08-fit")])
    assert row.value == 55.5 and row.note == "08-fit 25.5 s, 08-fit-2 30.0 s"
    with pytest.raises(ValueError, match="08-fit"):
        notebook.training([(50, "08-other")])


def test_descendants():
    assert notebook.descendants(1, {2: 1, 3: 2, 4: 9, 5: 3, 9: 0}) == [2, 3, 5]
    assert notebook.descendants(7, {2: 1}) == []


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the watcher reads /proc, which Linux has")
def test_peak_memory_of_a_child():
    grow = "x = b'x' * 200_000_000\ndel x\nimport time\ntime.sleep(0.5)"
    with notebook.PeakMemory(os.getpid()) as peak:
        # The watcher passes over names that begin with "python": the child takes another.
        subprocess.run(["bash", "-c", f'exec -a cell "{sys.executable}" -c "open(\'/proc/self/comm\', \'w\').write(\'cell\')\n{grow}"'], check=True)
    assert 200e6 < peak.bytes < 400e6


def test_worker_takes_turns_and_ends():
    echo = "import sys\nprint('{\"ready\": true}', flush=True)\nfor l in sys.stdin: print('{\"said\": \"%s\"}' % l.strip(), flush=True)"
    with sides.Worker([sys.executable, "-c", echo]) as worker:
        assert worker.hello == {"ready": True}
        assert [worker.round(w)["said"] for w in ("a", "b")] == ["a", "b"]
    assert worker.process.returncode == 0


def test_worker_that_dies_is_named():
    with pytest.raises(RuntimeError, match="status 3"):
        sides.Worker([sys.executable, "-c", "raise SystemExit(3)"])


def test_clean_environment_forgets_this_clone(monkeypatch):
    monkeypatch.setenv("VAEBOOK_ROOT", "/somewhere")
    monkeypatch.setenv("GOFLAGS", "-mod=mod")
    monkeypatch.setenv("GOPROXY", "https://proxy.example")
    monkeypatch.setenv("PATH", f"{places.ROOT}/.cache/bin{os.pathsep}/usr/bin")
    env = places.clean_environment()
    assert "VAEBOOK_ROOT" not in env and "GOFLAGS" not in env
    assert env["GOPROXY"] == "https://proxy.example"
    assert env["PATH"] == "/usr/bin"


def test_machine_names_versions():
    line = machine.describe()
    assert "cores" in line and "gomlx v" in line and "go-xla v" in line


def test_a_part_that_fails_is_named_and_the_others_shown(monkeypatch, tmp_path, capsys):
    def fails():
        raise RuntimeError("no luck")

    monkeypatch.setattr(places, "CACHE", tmp_path)
    monkeypatch.setattr(command, "PARTS", {"good": lambda: [figures.Figure("g", 1, "s", 2)], "bad": fails})
    monkeypatch.setattr(machine, "describe", lambda: "a machine")
    assert command.main([]) == 1
    said = capsys.readouterr()
    assert "| g | 1.00 s | ≤ 2.00 s | yes |  |" in said.out
    assert "bad failed: no luck" in said.err and "not measured: bad" in said.err
    assert command.main(["good"]) == 0


def test_models_rows():
    case = models.Case("pca", "10x2", 1e-9, seconds=3, twice="20x2")
    rows = models.figures(case, {"go": [2.0, 2.0, 4.0], "python": [1.0, 2.0, 4.0], "twice": [4.0, 4.0, 9.0]})
    assert [row.value for row in rows] == [2000, 2000, 1, 2]
    assert [row.goal for row in rows] == [3000, None, 1, 2.1]
    assert len(models.figures(models.Case("pca", "10x2", 1e-9), {"go": [1.0], "python": [1.0]})) == 3


def test_models_compare_results():
    case = models.Case("pca", "10x2", 1e-6)
    models.compare(case, {"check": [1000.0, 1e-9]}, {"check": [1000.0005, 0.0]})
    with pytest.raises(RuntimeError, match="number 1 is 0.5 in Go, 0.6 in Python"):
        models.compare(case, {"check": [1.0, 0.5]}, {"check": [1.0, 0.6]})
    with pytest.raises(RuntimeError, match="1 numbers to compare in Go, 2"):
        models.compare(case, {"check": [1.0]}, {"check": [1.0, 0.5]})


def test_models_take_turns():
    class Side:
        def __init__(self, seconds):
            self.seconds, self.asked = seconds, []

        def round(self, what):
            self.asked.append(what)
            return {"seconds": self.seconds, "check": [1.0]}

    go, theirs = Side(1.0), Side(2.0)
    case = models.Case("pca", "10x2", 1e-9, twice="20x2", rounds=3)
    assert models.times(case, go, theirs) == {"go": [1.0] * 3, "python": [2.0] * 3, "twice": [1.0] * 3}
    assert theirs.asked == ["pca 10x2"] * 4
    assert go.asked.count("pca 20x2") == 4


def test_models_growth_of_fixed_work():
    class Side:
        def round(self, what):
            return {"seconds": {"fit 10x2": 3.0, "fit 20x2": 9.0, "steps 10x2": 1.0, "steps 20x2": 2.0}[what], "check": [1.0]}

    case = models.Case("fit", "10x2", 1e-9, twice="20x2", work="steps", rounds=3)
    seconds = models.times(case, Side(), Side())
    assert seconds == {"go": [3.0] * 3, "python": [3.0] * 3, "twice": [9.0] * 3, "work": [1.0] * 3, "twice work": [2.0] * 3}
    growth = models.figures(case, seconds)[-2:]
    assert [(row.value, row.goal) for row in growth] == [(3, None), (2, 2.1)]
