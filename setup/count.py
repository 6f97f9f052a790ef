"""Runs `go test -json`, shows what failed and a line for each package, and counts."""

import json
import subprocess
from collections import Counter, defaultdict


def go_tests(command: list, env: dict, cwd) -> tuple:
    """Returns passed, failed, skipped. A package that does not build or whose process dies counts as one failed test."""
    counts, per_package, output = Counter(), defaultdict(Counter), defaultdict(list)
    process = subprocess.Popen(command, env=env, cwd=cwd, stdout=subprocess.PIPE, text=True, errors="replace")
    for line in process.stdout:
        try:
            event = json.loads(line)
        except ValueError:
            print(line, end="", flush=True)
            continue
        package, test, action = event.get("Package") or event.get("ImportPath", ""), event.get("Test"), event["Action"]
        if action in ("output", "build-output"):
            output[package, test].append(event["Output"])
        elif test and action in ("pass", "fail", "skip"):
            counts[action] += 1
            per_package[package][action] += 1
            text = output.pop((package, test), [])
            if action == "fail":
                print("".join(text), end="", flush=True)
        elif action == "build-fail":
            print("".join(output.pop((package, None), [])), end="", flush=True)
        elif action == "fail":
            if not per_package[package]["fail"]:  # no test failed: it did not build, or it died
                counts["fail"] += 1
                print("".join(t for (p, _), texts in output.items() if p == package for t in texts), end="")
            print(f"FAIL {package}", flush=True)
        elif action == "pass":
            print(f"ok   {package}  {event.get('Elapsed', 0):.1f} s, {per_package[package]['pass']} tests", flush=True)
    if process.wait() != 0 and not counts["fail"]:
        counts["fail"] = 1
    return counts["pass"], counts["fail"], counts["skip"]
