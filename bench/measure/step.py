"""One training step, 784-400-20, batch 128, Adam, float32: Fit on XLA and on the Go backend against JAX.

All programs live side by side and take turns, one epoch a turn, so that a change of the machine's mood meets all.
A turn's order is reversed every other round. The ratio is the median of the rounds' ratios.
"""

import contextlib
import statistics

from . import sides
from .figures import Figure, paired_ratio, spread

ROUNDS = 11
GO_ROUNDS = 5  # an epoch of the Go backend takes several seconds


def measure() -> list[Figure]:
    with contextlib.ExitStack() as stack:
        jax = stack.enter_context(sides.Worker(sides.jax_command("worker")))
        xla = stack.enter_context(sides.Worker(sides.go_command("worker"), sides.backend("xla")))
        plain = stack.enter_context(sides.Worker(sides.go_command("worker"), sides.backend("go")))
        sides.note(f"JAX {jax.hello['versions']}, Go side: {xla.hello['backend']}; {plain.hello['backend']}")
        turns = {"step": (jax, "step"), "scan": (jax, "scan"), "xla": (xla, "epoch"), "go": (plain, "epoch")}
        ms = {name: [] for name in turns}
        for i in range(ROUNDS):
            for name in list(turns)[:: -1 if i % 2 else 1]:
                if name == "go" and i >= GO_ROUNDS:
                    continue
                worker, what = turns[name]
                ms[name].append(worker.round(what)["ms"])
    return figures(ms)


def figures(ms: dict[str, list[float]]) -> list[Figure]:
    """The rows, from milliseconds per step of each round of "step", "scan", "xla" and "go"."""
    names = {"step": "JAX, jitted step, donated state", "scan": "JAX, `lax.scan` over an epoch",
             "xla": "Fit, XLA", "go": "Fit, Go backend"}
    rows = [Figure(f"step: {names[n]}", statistics.median(ms[n]), "ms", note=spread(ms[n])) for n in names]
    go_base = ms["step"][: len(ms["go"])]
    return rows + [
        Figure("step: Fit on XLA / JAX's step", paired_ratio(ms["xla"], ms["step"]), "×", 1.1),
        Figure("step: Fit on XLA / JAX's scan", paired_ratio(ms["xla"], ms["scan"]), "×"),
        Figure("step: Fit on the Go backend / JAX's step", paired_ratio(ms["go"], go_base), "×", 5),
    ]
