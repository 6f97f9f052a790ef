"""What is counted, and what a reader sees of a failure."""

import json
import sys

import count
import suite


def events(tmp_path, *lines, code=0):
    """A program that prints the events as `go test -json` does."""
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    program = tmp_path / "go.py"
    program.write_text(f"print({text!r})\nraise SystemExit({code})\n")
    return count.go_tests([sys.executable, program], None, tmp_path)


def ev(action, test=None, output=None, **more):
    event = {"Action": action, "Package": "p", **more}
    return event | ({"Test": test} if test else {}) | ({"Output": output} if output else {})


def test_tests_are_counted(tmp_path, capsys):
    found = events(tmp_path, ev("pass", "TestA"), ev("skip", "TestB"), ev("pass", Elapsed=1.5))
    assert found == (1, 0, 1)
    assert "ok   p  1.5 s, 1 tests" in capsys.readouterr().out


def test_a_failure_is_shown_and_a_success_is_not(tmp_path, capsys):
    found = events(tmp_path, ev("output", "TestA", "quiet\n"), ev("pass", "TestA"), ev("output", "TestB", "loud\n"), ev("fail", "TestB"), ev("fail"), code=1)
    shown = capsys.readouterr().out
    assert found == (1, 1, 0) and "loud" in shown and "quiet" not in shown and "FAIL p" in shown


def test_a_package_that_does_not_build_is_one_failure(tmp_path, capsys):
    build = [{"Action": "build-output", "ImportPath": "p", "Output": "undefined: x\n"}, {"Action": "build-fail", "ImportPath": "p"}]
    assert events(tmp_path, *build, ev("fail", FailedBuild="p"), code=1) == (0, 1, 0)
    assert "undefined: x" in capsys.readouterr().out


def test_a_process_that_dies_is_one_failure(tmp_path, capsys):
    assert events(tmp_path, ev("output", output="panic: heap\n"), ev("fail"), code=1) == (0, 1, 0)
    assert "panic: heap" in capsys.readouterr().out


def test_a_go_command_that_fails_otherwise_is_one_failure(tmp_path, capsys):
    assert events(tmp_path, "go: no such module", code=1) == (0, 1, 0)
    assert "no such module" in capsys.readouterr().out


def said(text, code=0):
    return suite.counted([sys.executable, "-c", f"print({text!r}); raise SystemExit({code})"], {})


def test_closing_lines_are_read():
    assert said("3 passed in 0.1s") == (3, 0, 0)
    assert said("1 failed, 2 passed, 1 skipped in 3s", 1) == (2, 1, 1)
    assert said("4 passed, 0 failed, 2 skipped") == (4, 0, 2)
    assert said("2 passed, 1 error in 1s", 1) == (2, 1, 0)


def test_no_closing_line_and_a_bad_exit_is_a_failure():
    assert said("Traceback", 1) == (0, 1, 0)
