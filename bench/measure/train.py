"""Chapter 08's training as a program: time, peak memory, and the test ELBO against the JAX twin's after equal epochs."""

import math
import statistics

from . import sides
from .figures import Figure

EPOCHS = 15  # as in chapter 08
SEEDS = (1, 2, 3)


def measure_train() -> list[Figure]:
    """Training on 60,000 images with 20 latent numbers and then with 2; start-up and compilation count."""
    rows = []
    for latent in (20, 2):
        got = sides.ask(sides.go_command("train", "-latent", latent, "-epochs", EPOCHS), sides.backend("xla"))
        what = f"784-400-{latent}, {EPOCHS} epochs of 60,000 images"
        rows.append(Figure(f"train: {what}", got["seconds"], "s", 60, f"test ELBO {got['elbo']:.2f} ± {got['stderr']:.2f} nats"))
        rows.append(Figure(f"train: peak resident memory, 784-400-{latent}", got["peak_bytes"] / 1e9, "GB", 1.5, "VmHWM of the process"))
    return rows


def measure_elbo() -> list[Figure]:
    """Equal data, architecture, optimiser and epochs; only the random numbers differ, so several seeds are averaged."""
    ours, theirs = [], []
    for seed in SEEDS:
        ours.append(sides.ask(sides.go_command("train", "-seed", seed, "-epochs", EPOCHS), sides.backend("xla"))["elbo"])
        theirs.append(sides.ask(sides.jax_command("train", "--seed", seed, "--epochs", EPOCHS))["elbo"])
    return elbo_figures(ours, theirs)


def elbo_figures(ours: list[float], theirs: list[float]) -> list[Figure]:
    """The rows, from each seed's mean test ELBO on both sides."""
    error = math.sqrt(sum(statistics.variance(side) / len(side) for side in (ours, theirs)))
    seeds = f"{len(ours)} seeds, {EPOCHS} epochs, one sample an image"

    def each(side):
        return ", ".join(f"{e:.2f}" for e in side)

    return [
        Figure("elbo: negative test ELBO, Fit", -statistics.mean(ours), "nats", note=f"ELBO {each(ours)}"),
        Figure("elbo: negative test ELBO, JAX", -statistics.mean(theirs), "nats", note=f"ELBO {each(theirs)}"),
        Figure("elbo: distance of the two", abs(statistics.mean(ours) - statistics.mean(theirs)), "nats", 0.5,
               f"± {error:.2f} over {seeds}"),
    ]
