"""Golden values for package mcmc, from ArviZ and numpy: run it where its pins are installed.

    pip install numpy==2.4.6 scipy==1.17.1 arviz==0.22.0
    python golden.py

It writes golden.json beside itself.
"""

import json
from pathlib import Path

import arviz
import numpy as np
import scipy

PINS = {"numpy": "2.4.6", "scipy": "1.17.1", "arviz": "0.22.0"}
assert (np.__version__, scipy.__version__, arviz.__version__) == tuple(PINS.values()), PINS
rng = np.random.default_rng(4)


def ar(chains, draws, phi):
    """Autoregressive chains of variance 1, in equilibrium from the start."""
    x = rng.normal(size=(chains, draws))
    for i in range(1, draws):
        x[:, i] = phi * x[:, i - 1] + np.sqrt(1 - phi**2) * x[:, i]
    return x


def metropolis(chains, draws):
    """Metropolis on a standard normal: draws that repeat."""
    out = np.zeros((chains, draws))
    theta = rng.normal(size=chains)
    for i in range(draws):
        jump = theta + 2.4 * rng.normal(size=chains)
        go = np.log(rng.uniform(size=chains)) < (theta**2 - jump**2) / 2
        theta = np.where(go, jump, theta)
        out[:, i] = theta
    return out


def tied():
    """Metropolis draws whose 5 % quantile lies between two equal draws and is rounded below them: they do not count."""
    while True:
        x = metropolis(4, 61)
        v = np.sort(x.ravel())
        k = int(0.05 * (len(v) - 1))
        if v[k] == v[k + 1] and arviz.stats.stats_utils.quantile(x.ravel(), 0.05)[0] < v[k]:
            return x


def number(v):
    return float(v) if np.isfinite(v) else str(float(v))


def case(x, digits=6):
    x = np.asarray(x, float) if digits is None else np.round(x, digits)
    f = {
        "essBulk": arviz.ess(x, method="bulk"),
        "essTail": arviz.ess(x, method="tail"),
        "essMean": arviz.ess(x, method="mean"),
        "rHat": arviz.rhat(x),
        "mcse": arviz.mcse(x, method="mean"),
        "mean": x.mean(),
        "sd": x.std(ddof=1),
        "q5": np.quantile(x, 0.05),
        "q95": np.quantile(x, 0.95),
    }
    rho = arviz.autocorr(x[0])[:20] if np.ptp(x[0]) else []
    return {"x": x.tolist(), "rho": [float(v) for v in rho]} | {k: number(v) for k, v in f.items()}


modes = rng.normal(0, 1, (4, 150)) + np.array([[-5], [-5], [5], [5]])
values = {
    "pins": PINS,
    "cases": {
        "iid": case(rng.normal(size=(4, 200))),
        "autoregressive": case(ar(4, 300, 0.9)),
        "antithetic": case(ar(4, 200, -0.8)),
        "shifted": case(ar(4, 150, 0.5) + np.array([[0], [0], [0], [1]])),
        "wider": case(ar(4, 150, 0.5) * np.array([[1], [1], [1], [3]])),
        "two modes": case(modes),
        "drifting": case(rng.normal(size=(3, 100)) + np.linspace(0, 3, 100)),
        "odd length": case(ar(4, 101, 0.6)),
        "two odd chains": case(ar(2, 57, 0.3)),
        "one chain": case(ar(1, 200, 0.7)),
        "constant": case(np.full((4, 50), 0.5)),
        "one chain stuck": case(np.vstack([ar(3, 60, 0.4), np.full((1, 60), 0.25)])),
        "metropolis": case(metropolis(4, 321), None),
        "tied at a quantile": case(tied(), None),
        "counts": case(rng.poisson(3, (4, 120))),
        "zeros and ones": case(rng.integers(0, 2, (4, 80))),
        "no variance": case(rng.standard_cauchy((4, 200))),
        "far from 0": case(1e6 + ar(4, 100, 0.5)),
        "four draws": case(rng.normal(size=(4, 4))),
        "five draws": case(rng.normal(size=(2, 5))),
        "eight draws": case(rng.normal(size=(3, 8))),
        "to and fro": case(np.tile([-1.0, 1.0], (4, 30)) + 0.01 * rng.normal(size=(4, 60))),
        "many chains": case(ar(16, 40, 0.8)),
    },
}
Path(__file__).with_name("golden.json").write_text(json.dumps(values, separators=(",", ":")) + "\n")
