#!/usr/bin/env python3
"""Golden values of package prob, computed by scipy without any of the book's Go code.

Usage: python golden.py > golden.json
Needs numpy 2.4.6, scipy 1.17.1. An infinite value is written as the string "inf" or "-inf".
"""

import json
import sys

import numpy as np
from scipy import stats

U = [1e-6, 0.01, 0.25, 0.5, 0.9, 0.999]


def number(v):
    v = float(v)
    return v if np.isfinite(v) else str(v)


def family(name, parameters, frozen, xs, discrete=False):
    log = frozen.logpmf if discrete else frozen.logpdf
    return {
        "family": name,
        "parameters": parameters,
        "x": xs,
        "log p": [number(log(x)) for x in xs],
        "cdf": [number(frozen.cdf(x)) for x in xs],
        "u": U,
        "quantile": [number(frozen.ppf(u)) for u in U],
        "mean": number(frozen.mean()),
        "variance": number(frozen.var()),
    }


def families():
    real = [-40.0, -3.0, -1.5, -0.1, 0.0, 0.3, 1.0, 2.5, 7.0, 30.0]
    positive = [-1.0, 0.0, 1e-6, 0.2, 1.0, 2.7, 10.0, 45.0]
    unit = [-0.5, 0.0, 1e-9, 0.03, 0.4, 0.77, 0.999, 1.0, 1.5]
    count = [-1.0, 0.0, 0.5, 1.0, 2.0, 5.0, 11.0, 40.0]
    out = []
    for mu, sigma in ((0, 1), (-2.5, 0.01), (3, 20)):
        out.append(family("normal", [mu, sigma], stats.norm(mu, sigma), real))
    for rate in (1, 0.02, 30):
        out.append(family("exponential", [rate], stats.expon(scale=1 / rate), positive))
    for p in (0, 1e-12, 0.3, 0.5, 1):
        out.append(family("bernoulli", [p], stats.bernoulli(p), count, True))
    for p in ([1], [0.2, 0.5, 0.3], [0, 0.125, 0.5, 0, 0.375]):
        frozen = stats.rv_discrete(values=(range(len(p)), p))
        out.append(family("categorical", p, frozen, count, True))
    for rate in (0.1, 3, 9.5, 200):
        out.append(family("poisson", [rate], stats.poisson(rate), count + [195.0, 300.0], True))
    for a, b in ((1, 1), (0.5, 0.5), (2, 5), (31.5, 9), (400, 300)):
        out.append(family("beta", [a, b], stats.beta(a, b), unit))
    for shape, rate in ((1, 2), (0.3, 1), (4.5, 0.7), (120, 11)):
        out.append(family("gamma", [shape, rate], stats.gamma(shape, scale=1 / rate), positive))
    return out


def fits():
    rng = np.random.default_rng(3)
    real, wait = rng.normal(2, 3, 50), rng.exponential(4, 50)
    yes, count = rng.binomial(1, 0.3, 50).astype(float), rng.poisson(2.5, 50).astype(float)
    return {
        "normal": {"x": real.tolist(), "parameters": list(map(float, stats.norm.fit(real)))},
        "exponential": {"x": wait.tolist(), "parameters": [1 / float(stats.expon.fit(wait, floc=0)[1])]},
        "bernoulli": {"x": yes.tolist(), "parameters": [float(yes.mean())]},
        "poisson": {"x": count.tolist(), "parameters": [float(count.mean())]},
        "categorical": {"x": count.tolist(), "parameters": (np.bincount(count.astype(int), minlength=9) / 50).tolist()},
    }


def mutual(counts):
    p = counts / counts.sum()
    outer = p.sum(1, keepdims=True) * p.sum(0, keepdims=True)
    return float(stats.entropy(p.ravel(), outer.ravel()))


def tables():
    """Tables of counts: entropies, mutual information, and scipy's test of independence."""
    rng = np.random.default_rng(4)
    out = []
    for shape, low in (((2, 2), 5), ((3, 4), 1), ((5, 3), 20)):
        counts = rng.integers(low, 60, shape)
        g = stats.chi2_contingency(counts, correction=False, lambda_="log-likelihood")
        p = counts / counts.sum()
        other = rng.dirichlet(np.ones(counts.size))
        out.append(
            {
                "counts": counts.tolist(),
                "entropy": float(stats.entropy(p.ravel())),
                "entropies": [float(stats.entropy(p.sum(1))), float(stats.entropy(p.sum(0)))],
                "mutual": mutual(counts),
                "other": other.tolist(),
                "kl": float(stats.entropy(p.ravel(), other)),
                "g": float(g.statistic),
                "df": int(g.dof),
                "p": float(g.pvalue),
            }
        )
    return out


def strata():
    """A three-way table: the test of a and b given c is the sum of the tests within the values of c."""
    rng = np.random.default_rng(5)
    counts = rng.integers(1, 40, (3, 2, 4))  # a, b, c
    tests = [stats.chi2_contingency(counts[:, :, k], correction=False, lambda_="log-likelihood") for k in range(4)]
    g, df = sum(float(t.statistic) for t in tests), sum(int(t.dof) for t in tests)
    n = counts.sum()
    return {
        "counts": counts.ravel().tolist(),
        "g": g,
        "df": df,
        "p": float(stats.chi2.sf(g, df)),
        "mutual": float(sum(counts[:, :, k].sum() / n * mutual(counts[:, :, k]) for k in range(4))),
    }


if __name__ == "__main__":
    json.dump({"families": families(), "fits": fits(), "tables": tables(), "strata": strata()}, sys.stdout, indent=1)
    print()
