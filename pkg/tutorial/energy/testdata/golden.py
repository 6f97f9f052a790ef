"""Golden values for package energy, from scipy: run it where its pins are installed.

    pip install numpy==2.4.6 scipy==1.17.1
    python golden.py

It writes golden.json beside itself. Z and averages are adaptive integrals, fits are numeric minima of their own formulas.
"""

import json
from pathlib import Path

import numpy as np
import scipy
from scipy import integrate, optimize

PINS = {"numpy": "2.4.6", "scipy": "1.17.1"}
assert (np.__version__, scipy.__version__) == tuple(PINS.values()), PINS
rng = np.random.default_rng(6)
TIGHT = {"epsabs": 1e-13, "epsrel": 1e-12}

# Each model: energy; the features f_j with E = sum theta_j f_j where it is linear; slopes and Laplacian by hand.


def double_well(x, t):
    return t[0] * x[0]**4 + t[1] * x[0]**2 + t[2] * x[0]


def coupled_wells(x, t):
    return t[0] * (x[0]**4 + x[1]**4) + t[1] * (x[0]**2 + x[1]**2) + t[2] * x[0] * x[1] + t[3] * x[0]


def two_hills(m):
    return lambda x, t: -np.logaddexp(t[0] - (x[0] - m)**2 / 2, -(x[0] + m)**2 / 2)


FEATURES = {
    "DoubleWell": lambda x: np.array([x[0]**4, x[0]**2, x[0]]),
    "CoupledWells": lambda x: np.array([x[0]**4 + x[1]**4, x[0]**2 + x[1]**2, x[0] * x[1], x[0]]),
}


def integral(f, d, half):
    if d == 1:
        return integrate.quad(lambda x: f([x]), -half, half, limit=500, points=[-2, 0, 2], **TIGHT)[0]
    return integrate.dblquad(lambda y, x: f([x, y]), -half, half, -half, half, **TIGHT)[0]


def case(name, energy, d, theta, half):
    z = integral(lambda x: np.exp(-energy(x, theta)), d, half)
    out = {"model": name, "theta": theta, "half": half, "logZ": np.log(z)}
    if name in FEATURES:
        f = FEATURES[name]
        k = len(theta)
        mean = [integral(lambda x: f(x)[j] * np.exp(-energy(x, theta)), d, half) / z for j in range(k)]
        out["mean"] = mean
        out["variance"] = [integral(lambda x: (f(x)[j] - mean[j])**2 * np.exp(-energy(x, theta)), d, half) / z for j in range(k)]
    return out


def draw(energy, d, theta, half, n):
    """By rejection."""
    grid = np.stack(np.meshgrid(*[np.linspace(-half, half, 401)] * d), 0)
    low = energy(grid, theta).min() - 0.1
    rows = np.empty((0, d))
    while len(rows) < n:
        x = rng.uniform(-half, half, (100000, d))
        rows = np.vstack([rows, x[rng.uniform(size=len(x)) < np.exp(low - energy(x.T, theta))]])
    return np.round(rows[:n], 6)


def minimum(f, start):
    """The lowest point, from two starts by two methods."""
    a = optimize.minimize(f, start, method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-14, "maxiter": 20000, "maxfev": 20000})
    b = optimize.minimize(f, a.x * 1.05 + 0.01, method="Powell", options={"xtol": 1e-9, "ftol": 1e-15, "maxiter": 20000, "maxfev": 200000})
    assert np.allclose(a.x, b.x, atol=2e-5), (a.x, b.x)
    return (a if a.fun < b.fun else b).x


def gauss(d, half, n=200):
    """Points and weights of Simpson's rule, dense enough: another rule than the book's."""
    x = np.linspace(-half, half, 4 * n + 1)
    w = np.ones_like(x) * 2
    w[1::2] = 4
    w[0] = w[-1] = 1
    w *= (x[1] - x[0]) / 3
    if d == 1:
        return x[None], w
    return np.stack(np.meshgrid(x, x, indexing="ij")).reshape(2, -1), np.outer(w, w).ravel()


def slopes(energy, rows, theta, h=1e-4):
    """Squared slope and Laplacian at every row, by 4th-order differences; the energies are polynomials or smooth."""
    x = rows.T.astype(np.longdouble)
    t = np.asarray(theta, np.longdouble)
    h = np.longdouble(h)
    square = lap = 0
    for i in range(len(x)):
        e = np.zeros_like(x)
        e[i] = h
        f = [energy(x + s * e, t) for s in (-2, -1, 0, 1, 2)]
        square = square + ((f[0] - 8 * f[1] + 8 * f[3] - f[4]) / (12 * h))**2
        lap = lap + (-f[0] + 16 * f[1] - 30 * f[2] + 16 * f[3] - f[4]) / (12 * h * h)
    return square, lap


def fits(name, energy, d, theta, half, n):
    rows = draw(energy, d, theta, half, n)
    x, w = gauss(d, half)

    def nll(t):
        e = energy(x, t)
        low = e.min()
        return float(energy(rows.T, t).mean() + np.log(np.sum(w * np.exp(low - e))) - low)

    def hyvarinen(t):
        square, lap = slopes(energy, rows, t)
        return float((square / 2 - lap).mean())

    best = minimum(nll, np.array(theta))
    return {"model": name, "half": half, "rows": rows.tolist(), "truth": theta, "exact": best.tolist(), "nll": nll(best),
            "score": minimum(hyvarinen, np.array(theta)).tolist(), "j": hyvarinen(np.array(theta))}


golden = {
    "z": [
        case("DoubleWell", double_well, 1, [0.25, -1.5, 0.2], 6),
        case("DoubleWell", double_well, 1, [1.0, 0.5, -2.0], 5),
        case("DoubleWell", double_well, 1, [0.0, 0.5, -1.0], 12),
        case("CoupledWells", coupled_wells, 2, [0.25, -1.0, -0.5, 0.2], 5),
        case("CoupledWells", coupled_wells, 2, [0.5, 0.3, 1.0, -1.0], 5),
        case("TwoHills", two_hills(2.0), 1, [0.7], 11),
    ],
    "fits": [
        fits("DoubleWell", double_well, 1, [0.25, -1.5, 0.2], 6, 300),
        fits("CoupledWells", coupled_wells, 2, [0.25, -1.0, -0.5, 0.2], 5, 300),
        fits("TwoHills", two_hills(1.0), 1, [0.7], 10, 300),
    ],
}
Path(__file__).with_name("golden.json").write_text(json.dumps(golden) + "\n")
