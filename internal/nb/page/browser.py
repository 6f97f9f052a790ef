"""`nb browser`: starts the lab as `make lab` does and uses it as a reader does, in a headless Chromium."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator

from .. import paths
from . import chromium, lab
from .proof import proof
from .session import Session
from .watch import Watch

CHINESE = re.compile(r"[\u4e00-\u9fff]")
MOVES = 3


class Result:
    """Counts and prints what held."""

    def __init__(self) -> None:
        self.passed = self.failed = 0

    def add(self, what: str, problem: str) -> None:
        self.passed, self.failed = self.passed + (not problem), self.failed + bool(problem)
        print(f"ok   {what}" if not problem else f"FAIL {what}\n" + "\n".join("    " + s for s in problem.splitlines()), flush=True)


@contextmanager
def untrained(cache: Path) -> Iterator[None]:
    """Puts the reader's trained models aside, so that the notebook trains; brings them back at the end."""
    models, aside = cache / "models", cache / "models-of-the-reader"
    if models.exists() and not aside.exists():
        models.rename(aside)
    try:
        yield
    finally:
        shutil.rmtree(models, ignore_errors=True)
        if aside.exists():
            aside.rename(models)


def run(chapter: str, editions: list[str], shots: Path, seconds: float) -> Result:
    """Runs a chapter's notebook in the editions."""
    result = Result()
    root = paths.root()
    shots.mkdir(parents=True, exist_ok=True)
    env = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "PYTHONPATH", "VAEBOOK_BATCH")}
    with untrained(root / ".cache"), lab.running(["make", "lab"], root, dict(env, CI="1")) as server:
        base, token = server.address(900)
        result.add(f"make lab answers at {base}", "")
        with chromium.browser() as browser:
            missed = proof(browser, shots)
            result.add("a page with every fault is found out", "not found: " + ", ".join(missed) if missed else "")
            for edition in editions:
                shutil.rmtree(root / ".cache" / "models", ignore_errors=True)
                context = browser.new_context(viewport={"width": 1280, "height": 1000})
                watch = Watch(context)
                session = Session(context.new_page(), shots, f"{chapter}-{edition}")
                try:
                    read(session, result, base, token, f"{edition}/{chapter}.ipynb", edition, seconds)
                except Exception as err:  # a page that does not come: say so, and go on with the other edition
                    session.shot("failed")
                    result.add(f"{edition}/{chapter}: the page answers", f"{type(err).__name__}: {err}")
                report(watch, result, f"{edition}/{chapter}")
                context.close()
    return result


def read(session: Session, result: Result, base: str, token: str, path: str, edition: str, seconds: float) -> None:
    """Opens, runs, looks, moves."""
    name = path.removesuffix(".ipynb")
    session.open(base, path, token)
    result.add(f"{name}: opens with its kernel", "")
    result.add(f"{name}: Run All Cells reaches the end without an error", session.run_all() or session.wait(seconds))
    session.shot("end")
    moves = session.moves()
    result.add(f"{name}: the live figure moved ({moves} times)", "" if moves >= MOVES else f"it moved {moves} times, {MOVES} are needed")
    result.add(f"{name}: sliders move their pictures", session.slide())
    broken = session.broken_pictures()
    result.add(f"{name}: every picture is drawn", "\n".join(broken))
    words = session.text(".viz-live [role=status]")
    result.add(f"{name}: the live figure speaks the edition's language",
               "" if bool(CHINESE.search(words)) == (edition == "zh") else f"it says: {words!r}")


def report(watch: Watch, result: Result, name: str) -> None:
    """What the page did on the side."""
    result.add(f"{name}: no error on the console", "\n".join(sorted(set(watch.errors))[:20]))
    result.add(f"{name}: no request leaves this machine", "\n".join(sorted(set(watch.outside))[:20]))


def main() -> int:
    parser = argparse.ArgumentParser(prog="nb browser")
    parser.add_argument("chapter", nargs="?", default="08-vae")
    parser.add_argument("--lang", choices=paths.EDITIONS)
    args = parser.parse_args()
    shots = Path(os.environ.get("VAEBOOK_SHOTS") or paths.root() / ".cache" / "browser")
    seconds = float(os.environ.get("VAEBOOK_BROWSER_SECONDS", "900"))
    result = run(args.chapter, [args.lang] if args.lang else list(paths.EDITIONS), shots, seconds)
    print(f"browser: {result.passed} passed, {result.failed} failed; pictures in {shots}", flush=True)
    return 1 if result.failed else 0


if __name__ == "__main__":
    sys.exit(main())
