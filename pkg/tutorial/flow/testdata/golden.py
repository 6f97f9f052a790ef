"""Golden values for package flow, from JAX: run it where its pins are installed.

    pip install numpy==2.4.6 jax==0.10.2 jaxlib==0.10.2 scipy==1.17.1
    python golden.py

It writes golden.json beside itself. Only the maps z = f(x) are written down here: the determinants come from automatic
Jacobians and the gradients from automatic differentiation, all in float64.
"""

import json
from pathlib import Path

import jax
import jax.numpy as jnp
import jaxlib
import numpy as np
import scipy
from jax.scipy.stats import norm

PINS = {"numpy": "2.4.6", "jax": "0.10.2", "jaxlib": "0.10.2", "scipy": "1.17.1"}
assert (np.__version__, jax.__version__, jaxlib.__version__, scipy.__version__) == tuple(PINS.values()), PINS
jax.config.update("jax_enable_x64", True)
rng = np.random.default_rng(6)


def affine(theta, x):
    d = len(x)
    return (x - theta[:d]) / jnp.exp(theta[d:])


def sinh(theta, x):
    return jnp.sinh(jnp.exp(theta[1]) * jnp.arcsinh(x) - theta[0])


def sigmoids(theta, x):
    height, slope, centre = jnp.split(theta, 3)
    return x + jnp.sum(jnp.exp(height) * jnp.tanh(jnp.exp(slope) * (x - centre)), keepdims=True)


def coupling(a):
    def f(theta, x):
        w, c, u, v = jnp.split(theta[:-2], 4)
        h = jnp.tanh(w * x[a] + c)
        b = x[1 - a] * jnp.exp(theta[-2] + u @ h) + theta[-1] + v @ h
        return jnp.array([x[a], b] if a == 0 else [b, x[a]])

    return f


def case(name, layers, sizes, d, n=12):
    """layers: maps; sizes: how many parameters each takes of theta."""
    theta = rng.normal(0, 0.6, sum(sizes))
    x = rng.normal(0, 1.5, (n, d))
    cuts = np.cumsum(sizes)[:-1]

    def forward(theta, x):
        for f, part in zip(layers, jnp.split(theta, cuts)):
            x = f(part, x)
        return x

    def log_det(theta, x):
        return jnp.linalg.slogdet(jax.jacfwd(forward, 1)(theta, x))[1]

    def log_prob(theta, x):
        return norm.logpdf(forward(theta, x)).sum() + log_det(theta, x)

    def mean(theta):
        return jax.vmap(lambda r: log_prob(theta, r))(x).mean()

    return {"name": name, "theta": theta.tolist(), "x": x.tolist(), "z": [forward(theta, r).tolist() for r in x],
            "logDet": [float(log_det(theta, r)) for r in x], "logProb": [float(log_prob(theta, r)) for r in x],
            "gradient": jax.grad(mean)(theta).tolist()}


values = {
    "pins": PINS,
    "cases": [
        case("affine", [affine], [6], 3),
        case("sinh", [sinh], [2], 1),
        case("sigmoids", [sigmoids], [9], 1),
        case("chain", [affine, sigmoids, sinh, affine], [2, 6, 2, 2], 1),
        case("realnvp", [affine, coupling(0), coupling(1), coupling(0)], [4, 14, 14, 14], 2),
    ],
}
Path(__file__).with_name("golden.json").write_text(json.dumps(values, separators=(",", ":")) + "\n")
