"""python -m check [build | run [NAME…] | list | class]: without a word, build and run; `class` holds a class with a hub."""

import signal
import sys

from . import build, checks, container, registry  # noqa: F401  (importing checks enters them)
from .tools import Failed, Unusable, require


def main(words: list) -> int:
    command, *names = words or ["all"]
    if command == "list":
        for one in registry.select(names):
            print(f"{one.name:32} {one.about}")
        return 0
    if command == "class" and not names:
        from .hub import lesson

        return lesson.main()
    if command not in ("all", "build", "run") or (names and command != "run"):
        print(__doc__, file=sys.stderr)
        return 2
    require("buildah", "debootstrap", "runc", "git", "mount")
    chosen = registry.select(names)
    container.sweep()
    if command != "run":
        build.build()
    if command == "build":
        return 0
    return registry.run(chosen, build.image(), passed=int(command == "all"))


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))  # so that containers are removed then too
    try:
        sys.exit(main(sys.argv[1:]))
    except Unusable as problem:
        print(f"check: {problem}", file=sys.stderr)
        sys.exit(2)
    except Failed as problem:
        print(f"check: {problem}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
