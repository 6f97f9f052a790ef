"""Golden values for package montecarlo, from scipy and mpmath: run it where its pins are installed.

    pip install numpy==2.4.6 scipy==1.17.1 mpmath==1.3.0
    python golden.py

It writes golden.json beside itself. The second moments of importance weights come from the formula with inverse matrices,
in 60 digits by mpmath, and from scipy's quadrature in one and two dimensions; infinite ones are null.
"""

import json
from pathlib import Path

import mpmath as mp
import numpy as np
import scipy
from scipy import integrate, stats
from scipy.special import logsumexp

PINS = {"numpy": "2.4.6", "scipy": "1.17.1", "mpmath": "1.3.0"}
assert (np.__version__, scipy.__version__, mp.__version__) == tuple(PINS.values()), PINS
mp.mp.dps = 60
rng = np.random.default_rng(66)


def log_second_moment(mu, s, m, c):
    """log of the integral of N(z; mu, s)^2 / N(z; m, c), in mpmath."""
    s, c = mp.matrix(s.tolist()), mp.matrix(c.tolist())
    q, delta = c**-1, mp.matrix((mu - m).tolist())
    a = 2 * s**-1 - q
    try:
        mp.cholesky(a)
    except ValueError:
        return None
    bend = (delta.T * (q + q * a**-1 * q) * delta)[0]
    return float(-mp.log(mp.det(s)) + mp.log(mp.det(c)) / 2 - mp.log(mp.det(a)) / 2 + bend / 2)


def covariance(d, low, high):
    turn, _ = np.linalg.qr(rng.normal(size=(d, d)))
    s = (turn * np.exp(rng.uniform(np.log(low), np.log(high), d))) @ turn.T
    return np.round((s + s.T) / 2, 3)  # short numbers keep golden.json small


def moment(d, low, high):
    mu, m = rng.normal(size=d), rng.normal(size=d)
    s, c = covariance(d, 0.2, 1), covariance(d, low, high)
    value = log_second_moment(mu, s, m, c)
    if value is not None and d <= 2:
        p, q = stats.multivariate_normal(mu, s), stats.multivariate_normal(m, c)
        f = lambda *z: np.exp(2 * p.logpdf(z[::-1]) - q.logpdf(z[::-1]))
        total = (integrate.quad(f, -12, 12, epsabs=1e-10, epsrel=1e-10, limit=200)[0] if d == 1
                 else integrate.dblquad(f, -12, 12, -12, 12, epsabs=1e-7, epsrel=1e-7)[0])
        assert abs(np.log(total) - value) < 1e-5, (np.log(total), value)
    return {"mu": mu.tolist(), "s": s.tolist(), "m": m.tolist(), "c": c.tolist(), "value": value}


def linear(d, l, sigma):
    """A model x = W z + b + sigma eps, a row and the log relative variance of naive weights."""
    w, b = np.round(rng.normal(size=(d, l)), 2), rng.normal(size=d)
    x = b + w @ rng.normal(size=l) + sigma * rng.normal(size=d)
    s = np.linalg.inv(np.eye(l) + w.T @ w / sigma**2)
    second = mp.mpf(log_second_moment(s @ w.T @ (x - b) / sigma**2, s, np.zeros(l), np.eye(l)))
    return {"w": w.tolist(), "b": b.tolist(), "sigma": sigma, "x": x.tolist(), "value": float(mp.log(mp.expm1(second)))}


def weights(n, spread):
    log_w = rng.normal(-900, spread, n)
    log_w[rng.integers(0, n, n // 10)] = -np.inf
    w = np.exp(log_w - log_w.max())
    return {"logW": [None if np.isinf(v) else v for v in log_w], "logMean": logsumexp(log_w) - np.log(n),
            "relErr": w.std(ddof=1) / np.sqrt(n) / w.mean(), "ess": w.sum() ** 2 / (w**2).sum(), "maxShare": w.max() / w.sum()}


def shell(d):
    mean = mp.sqrt(2) * mp.gamma(mp.mpf(d + 1) / 2) / mp.gamma(mp.mpf(d) / 2)
    radii = [0.3, 1.0, 0.5 * d**0.5, d**0.5, d**0.5 + 1]
    inside = [float(mp.log(mp.gammainc(mp.mpf(d) / 2, 0, mp.mpf(r) ** 2 / 2, regularized=True))) for r in radii]
    return {"d": d, "mean": float(mean), "sd": float(mp.sqrt(d - mean**2)), "radii": radii, "logWithin": inside,
            "between": stats.chi(d).cdf(d**0.5 + 1) - stats.chi(d).cdf(d**0.5 - 1),
            "logDensity": stats.chi(d).logpdf(d**0.5 + 0.5),
            "logMode": stats.norm.logpdf(0) * d, "logTypical": stats.norm.logpdf(1) * d,
            "logBall": float(mp.log(mp.pi) * mp.mpf(d) / 2 - mp.loggamma(mp.mpf(d) / 2 + 1) - d * mp.log(2))}


values = {
    "pins": PINS,
    "moments": [moment(d, low, high) for d in (1, 2, 8) for low, high in ((0.9, 1.5), (1, 6), (0.3, 1))] + [moment(64, 1, 6)],
    "linear": [linear(3, 1, 0.5), linear(2, 2, 0.3), linear(10, 4, 0.1), linear(80, 64, 0.2)],
    "weights": [weights(20, 1), weights(500, 10), weights(500, 0.01)],
    "shells": [shell(d) for d in (1, 2, 3, 10, 64, 784, 10000)],
}
Path(__file__).with_name("golden.json").write_text(json.dumps(values, separators=(",", ":")) + "\n")
