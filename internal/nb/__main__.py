"""The command line: python -m nb COMMAND."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from . import paths


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="nb", description="builds, runs, compares and checks the notebooks")
    parser.add_argument("--base", type=Path, default=None, help="folder that holds notebooks/ (default: the clone)")
    commands = parser.add_subparsers(dest="command", required=True)

    sub = commands.add_parser("build", help="execute en, carry its code to zh, execute zh, store both")
    sub.add_argument("names", nargs="*", help="chapters, as 08 or 08-vae or solutions/08; all where none is named")
    sub.add_argument("--lang", choices=paths.EDITIONS, help="only this edition")

    for name, says in (("check", "what must hold of the stored notebooks, without running them"),
                       ("test", "check, execute en anew without network, compare with what is stored")):
        sub = commands.add_parser(name, help=says)
        sub.add_argument("names", nargs="*", help="chapters; all where none is named")

    sub = commands.add_parser("stamp", help="record that Chinese cells render the present English text")
    sub.add_argument("name", help="the chapter")
    which = sub.add_mutually_exclusive_group(required=True)
    which.add_argument("--cells", nargs="+", metavar="ID", help="the cells just read against the English")
    which.add_argument("--all", action="store_true", help="every cell of the notebook was read against the English")

    sub = commands.add_parser("shots", help="pictures of a notebook in JupyterLab, for a look")
    sub.add_argument("notebook", type=Path)
    sub.add_argument("out", type=Path, help="folder for the PNG files")
    sub.add_argument("--theme", choices=("light", "dark"), default="light")
    sub.add_argument("--width", type=int, default=1100)

    sub = commands.add_parser("browser", help="drive the lab in a headless Chromium: run a chapter, move its sliders")
    sub.add_argument("chapter", nargs="?", default="08-vae")
    sub.add_argument("--lang", choices=paths.EDITIONS, help="only this edition")

    argv = sys.argv[1:] if argv is None else argv
    args = parser.parse_args(argv)
    args.argv = argv
    return COMMANDS[args.command](args)


def run_build(args) -> int:
    from . import build
    return build.build(args.base or paths.root(), args.names, [args.lang] if args.lang else list(paths.EDITIONS))


def run_check(args) -> int:
    from . import check
    from .report import Tally
    tally = Tally()
    check.run(args.base or paths.root(), args.names, tally)
    return tally.close()


def run_test(args) -> int:
    from . import offline, test
    print(offline.cut_off(args.argv), flush=True)
    return test.test(args.base or paths.root(), args.names)


def run_stamp(args) -> int:
    from . import book, edition
    for en_path in paths.select(paths.notebooks("en", args.base), [args.name]):
        zh_path = paths.other_edition(en_path, "zh")
        zh = book.read(zh_path)
        changed = edition.stamp(book.read(en_path), zh, None if args.all else args.cells)
        if changed:
            book.write(zh_path, zh)
        print(f"{paths.label(zh_path)}: {len(changed)} cells stamped: {' '.join(changed)}")
    return 0


def run_shots(args) -> int:
    from .page import environment
    return environment.enter("nb.page.shots", [str(args.notebook), str(args.out), "--theme", args.theme,
                                               "--width", str(args.width)])


def run_browser(args) -> int:
    from .page import environment
    return environment.enter("nb.page.browser", [args.chapter] + (["--lang", args.lang] if args.lang else []))


COMMANDS = {"build": run_build, "check": run_check, "test": run_test, "stamp": run_stamp, "shots": run_shots,
            "browser": run_browser}

if __name__ == "__main__":
    sys.exit(main())
