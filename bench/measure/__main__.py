"""make bench [WHAT="step elbo …"]: measures each named part, all of them where none is named, and prints one table.

    lab       a fresh clone with empty caches until JupyterLab answers, and the second start
    latency   a cell's edit to its output
    step      a training step against JAX, both backends
    train     chapter 08's training: time and peak memory
    elbo      test ELBO after equal epochs against JAX
    notebook  chapter 08 from start to end
    models    the models of chapters 01–05 against scikit-learn

Each part's figures are kept in .cache/bench/PART.json; `table` prints what is there without measuring.
"""

import argparse
import sys
import time

from . import figures, lab, latency, machine, models, notebook, places, sides, step, train

PARTS = {
    "lab": lab.measure,
    "latency": latency.measure,
    "step": step.measure,
    "train": train.measure_train,
    "elbo": train.measure_elbo,
    "notebook": notebook.measure,
    "models": models.measure,
}


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, "table", []], metavar="PART")
    asked = parser.parse_args(argv).parts or list(PARTS)
    failed = []
    if asked != ["table"]:
        print(machine.describe() + "\n", flush=True)
    for name in asked:
        if name != "table" and not measure(name):
            failed.append(name)
    shown = list(PARTS) if "table" in asked else asked
    rows = [row for name in shown if name not in failed and kept(name).exists() for row in figures.load(kept(name))]
    if rows:
        print(figures.table(rows))
    if failed:
        print("not measured: " + ", ".join(failed), file=sys.stderr)
    return 1 if failed or not all(row.reached for row in rows) else 0


def kept(name: str):
    return places.CACHE / f"{name}.json"


def measure(name: str) -> bool:
    """Measures one part and keeps its figures; a part that fails does not take the others with it."""
    start, load = time.monotonic(), machine.load()
    try:
        rows = PARTS[name]()
    except Exception as problem:  # reported; the other parts go on
        sides.note(f"{name} failed: {problem}")
        kept(name).unlink(missing_ok=True)
        return False
    figures.save(kept(name), rows)
    sides.note(f"{name}: {time.monotonic() - start:.0f} s, load at its start {load:.1f}")
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
