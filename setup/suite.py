"""make test: lint, Go tests, Python tests, notebooks executed anew. Every part runs, also after one that failed."""

import re
import shutil
import subprocess
import sys
import time

import count
from gotools import module_env
from places import BIN, PYTHON, ROOT, SETUP, TEST

GO_FOLDERS = ("pkg", "internal", "bench")
PYTHON_TESTS = ("setup/tests", "internal/nb/tests", "bench/tests", "deploy/tests", "deploy/image/tests", "deploy/check/tests")


def run(env: dict, machine, only=None) -> int:
    """Prints each part's counts and, last, their sum. `only` names a single part."""
    shutil.rmtree(TEST, ignore_errors=True)
    TEST.mkdir(parents=True)
    # Tests fill the ledger and nb reads it. A name of its own each time: cached tests would write nothing.
    env = dict(env, VAEBOOK_LEDGER=str(TEST / f"ledger-{time.time_ns()}.jsonl"))
    parts = {"lint": lint, "go test": go_tests, "pytest": python_tests, "notebooks": notebooks}
    totals, failed = [0, 0, 0], []
    for name, part in parts.items():
        if only not in (None, name):
            continue
        print(f"\n== {name}", flush=True)
        started = time.monotonic()
        counts = part(env, machine)
        totals = [a + b for a, b in zip(totals, counts)]
        failed += [name] if counts[1] else []
        print(f"== {name}: {line(counts)} ({time.monotonic() - started:.0f} s)", flush=True)
    print("\n" + (f"Failed: {', '.join(failed)}" if failed else "All parts passed."))
    print(line(totals), flush=True)
    return 1 if failed else 0


def line(counts) -> str:
    return "{} passed, {} failed, {} skipped".format(*counts)


def lint(env: dict, machine) -> tuple:
    folders = [f for f in GO_FOLDERS if (ROOT / f).is_dir()]
    checks = [
        ["gofmt", "-l", *folders],
        [machine.go, "vet", "./..."],
        [BIN / "staticcheck", "./..."],
        ["sh", "-n", SETUP / "start"],
        [PYTHON, "-m", "compileall", "-q", "-f", "setup", "internal/nb", "bench", "deploy"],
    ]
    passed, env = 0, dict(module_env(env), PYTHONPYCACHEPREFIX=str(TEST / "pyc"))
    for command in checks:
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
        silent = not (done.stdout + done.stderr).strip()
        if done.returncode == 0 and silent:
            passed += 1
        else:
            print("$ " + " ".join(map(str, command)) + "\n" + done.stdout + done.stderr, end="", flush=True)
    return passed, len(checks) - passed, 0


def go_tests(env: dict, machine) -> tuple:
    return count.go_tests([machine.go, "test", "-json", "-timeout", "30m", "./..."], module_env(env), ROOT)


def python_tests(env: dict, _machine) -> tuple:
    folders = [f for f in PYTHON_TESTS if (ROOT / f).is_dir()]
    each = [counted([PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider", f], env) for f in folders]
    return tuple(map(sum, zip(*each)))


def notebooks(env: dict, _machine) -> tuple:
    return counted([PYTHON, "-m", "nb", "test"], env)


def counted(command: list, env: dict) -> tuple:
    """Runs a command that closes with "N passed, N failed, N skipped", in any order; what it says is shown as it comes."""
    env = dict(env, PYTHONPATH=f"{ROOT / 'internal'}:{ROOT / 'bench'}:{ROOT / 'deploy'}", PYTHONUNBUFFERED="1", PYTHONDONTWRITEBYTECODE="1")
    process = subprocess.Popen(list(map(str, command)), cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    found = {}
    for text in process.stdout:
        sys.stdout.write(text)
        sys.stdout.flush()
        words = {word: int(n) for n, word in re.findall(r"(\d+) (passed|failed|skipped|error)", text)}
        found = words or found
    code = process.wait()
    failed = found.get("failed", 0) + found.get("error", 0)
    return found.get("passed", 0), failed or int(code != 0), found.get("skipped", 0)
