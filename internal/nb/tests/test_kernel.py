"""The real kernel: building, running anew, and what is said when a cell fails. Slow ones are few."""

from __future__ import annotations

import os

import psutil
import pytest
from conftest import cell, needs_kernel, only
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from nb import book, build, clean, edition, execute, paths, test as runner

pytestmark = needs_kernel


def sample(*sources: str):
    """A notebook of these code cells after the opening one."""
    return new_notebook(cells=[cell(new_code_cell, "07-quiet", "%noautoget")]
                        + [cell(new_code_cell, f"07-cell{i}", source) for i, source in enumerate(sources, 1)])


def run(tmp_path, *sources: str, folder: str = "notebooks/en"):
    path = tmp_path / folder / "07-sample.ipynb"
    return execute.execute(path, sample(*sources))


def said(nb) -> str:
    return "".join(o.get("text", "") for o in nb.cells[-1].outputs)


def test_compile_error_shows_the_compiler_s_words(tmp_path):
    _, failures = run(tmp_path, "%%\nfmt.Println(undefinedName)")
    failure = only(failures, "run", "07-cell1")
    assert "undefined: undefinedName" in failure.problem and "Line 2" in failure.problem and "undefinedName" in failure.source


def test_panic_shows_its_message_and_ends_the_run(tmp_path):
    nb, failures = run(tmp_path, '%%\nfmt.Println("before")\nvar a []int\nfmt.Println(a[len(os.Args)+1])', '%%\nfmt.Println("after")')
    failure = only(failures, "run", "07-cell1")
    assert "index out of range" in failure.problem and "before" in failure.problem
    assert said(nb) == ""


def test_dead_kernel(tmp_path):
    _, failures = run(tmp_path, "%%\nsyscall.Kill(os.Getppid(), syscall.SIGKILL)")
    assert "kernel died" in only(failures, "run", "07-cell1").problem


def test_cell_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr(execute, "CELL_SECONDS", 3)
    _, failures = run(tmp_path, "%%\nfor {\n\ttime.Sleep(time.Second)\n}")
    assert "no end after 3 s" in only(failures, "run", "07-cell1").problem


SURROUNDINGS = """%%
fmt.Println(os.Getenv("VAEBOOK_BATCH"), os.Getenv("VAEBOOK_STRICT"), os.Getenv("VAEBOOK_LANG") == "")
wd, _ := os.Getwd()
fmt.Println(filepath.Base(filepath.Dir(wd)), filepath.Base(wd))
fmt.Println(strings.HasPrefix(wd, os.Getenv("VAEBOOK_ROOT")), strings.HasPrefix(os.Getenv("VAEBOOK_CACHE"), filepath.Dir(filepath.Dir(wd))))
os.WriteFile("left-behind", nil, 0o644)"""


def test_surroundings_of_a_run(tmp_path, monkeypatch):
    monkeypatch.setenv("VAEBOOK_LANG", "zh")
    nb, failures = run(tmp_path, SURROUNDINGS)
    assert failures == [] and said(nb) == "1  true\nnotebooks en\ntrue true\n"
    nb, failures = run(tmp_path, SURROUNDINGS.replace("filepath.Dir(filepath.Dir(wd))", "filepath.Dir(filepath.Dir(filepath.Dir(wd)))"),
                       folder="notebooks/zh/solutions")
    assert failures == [] and said(nb) == "1 1 true\nzh solutions\ntrue true\n"
    assert not list(tmp_path.rglob("left-behind")) and not list(paths.cache().glob("run-*/**/left-behind"))


def pair_on_disk(base, code: str):
    """Both editions of a small chapter, not yet executed."""
    en = new_notebook(cells=[cell(new_markdown_cell, "07-title", "# A number"), *sample(code).cells])
    zh = new_notebook(cells=[cell(new_markdown_cell, "07-title", "# 一个数")])
    edition.stamp(en, zh, None)
    for language, nb in (("en", en), ("zh", zh)):
        book.write(base / "notebooks" / language / "07-sample.ipynb", nb)
    return [base / "notebooks" / language / "07-sample.ipynb" for language in ("en", "zh")]


@pytest.fixture
def no_ledger(monkeypatch, tmp_path):
    (tmp_path / "ledger.jsonl").write_text("")
    monkeypatch.setenv("VAEBOOK_LEDGER", str(tmp_path / "ledger.jsonl"))


def test_build_then_test_then_spoil(tmp_path, capsys, no_ledger):
    en_path, zh_path = pair_on_disk(tmp_path, '%%\nfmt.Println("the answer is", 6*7)')
    assert build.build(tmp_path, [], ["en", "zh"]) == 0
    assert said(book.read(en_path)) == said(book.read(zh_path)) == "the answer is 42\n"
    before = en_path.read_bytes()
    assert runner.test(tmp_path, []) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "nb: 4 passed, 0 failed"
    assert en_path.read_bytes() == before

    for path in (en_path, zh_path):
        path.write_text(path.read_text(encoding="utf-8").replace("is 42", "is 43"), encoding="utf-8")
    assert runner.test(tmp_path, []) == 1
    said_now = capsys.readouterr().out
    assert said_now.splitlines()[-1] == "nb: 3 passed, 1 failed"
    for part in ("FAIL en/07-sample.ipynb, cell 07-cell1", "6*7", "the answer is 42", "the answer is 43"):
        assert part in said_now


def test_build_leaves_the_file_where_a_cell_fails(tmp_path, capsys):
    en_path, zh_path = pair_on_disk(tmp_path, '%%\nfmt.Println("kept")')
    assert build.build(tmp_path, ["07"], ["en", "zh"]) == 0
    nb = book.read(en_path)
    nb.cells[-1].source = "%%\nos.Exit(3)"
    book.write(en_path, clean.clean(nb))
    before = en_path.read_bytes(), zh_path.read_bytes()
    assert build.build(tmp_path, [], ["en", "zh"]) == 1
    assert (en_path.read_bytes(), zh_path.read_bytes()) == before
    assert "exit status 3" in capsys.readouterr().out


GRADER = """%%
if square(3) != 9 {
	fmt.Println("not yet")
	if os.Getenv("VAEBOOK_STRICT") == "1" {
		os.Exit(1)
	}
}"""


def test_solution_that_its_grader_does_not_pass(tmp_path):
    wrong = "func square(x float64) float64 { return x + x }"
    _, failures = run(tmp_path, wrong, GRADER, folder="notebooks/en/solutions")
    assert "not yet" in only(failures, "run", "07-cell2").problem
    assert run(tmp_path, wrong, GRADER)[1] == []
    assert run(tmp_path, wrong.replace("x + x", "x * x"), GRADER, folder="notebooks/en/solutions")[1] == []


STUBBORN = """%%
signal.Ignore(os.Interrupt)
group, _ := syscall.Getpgid(os.Getppid())
fmt.Println(group)
for range 60 {
	time.Sleep(time.Second)
}"""


@pytest.mark.parametrize("code", [STUBBORN, STUBBORN.replace("60", "0")])
def test_nothing_is_left_running(tmp_path, monkeypatch, code):
    monkeypatch.setattr(execute, "CELL_SECONDS", 5)
    nb, failures = run(tmp_path, code)
    assert bool(failures) == (code == STUBBORN)
    assert alive(int(said(nb))) == []


def alive(group: int) -> list[str]:
    """The processes of a group that still run; one that has ended and waits to be counted does not."""
    def member(process) -> bool:
        try:
            return os.getpgid(process.pid) == group and process.status() != psutil.STATUS_ZOMBIE
        except (ProcessLookupError, PermissionError, psutil.Error):
            return False

    return [process.name() for process in psutil.process_iter() if member(process)]
