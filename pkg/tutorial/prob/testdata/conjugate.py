#!/usr/bin/env python3
"""Golden values of the families that conjugate models need, computed by scipy without any of the book's Go code.

Usage: python conjugate.py > conjugate.json
Needs numpy 2.4.6, scipy 1.17.1. An infinite value is written as the string "inf" or "-inf".
"""

import json
import sys

from scipy import stats

from golden import family, number


def families():
    real = [-40.0, -3.0, -1.5, -0.1, 0.3, 1.0, 2.5, 7.0, 30.0]
    positive = [-1.0, 1e-2, 0.2, 1.0, 2.7, 10.0, 45.0]
    count = [-1.0, 0.0, 0.5, 1.0, 2.0, 5.0, 11.0, 40.0]
    out = []
    for mu, sigma, nu in ((0, 1, 2.5), (-2.5, 0.3, 7), (3, 20, 60), (0, 1, 4e6)):
        out.append(family("student t", [mu, sigma, nu], stats.t(nu, mu, sigma), real))
    for shape, scale in ((2.5, 2), (4.5, 0.7), (120, 110)):
        out.append(family("inverse gamma", [shape, scale], stats.invgamma(shape, scale=scale), positive))
    for r, p in ((1, 0.3), (0.3, 0.01), (4.5, 0.7), (120, 0.9)):
        out.append(family("negative binomial", [r, p], stats.nbinom(r, p), count, True))
    for n, a, b in ((1, 0.5, 0.5), (10, 1, 1), (11, 2, 5), (60, 31.5, 9)):
        out.append(family("beta-binomial", [n, a, b], stats.betabinom(n, a, b), count, True))
    return out


def dirichlets():
    out = []
    for alpha in ([1, 1], [0.5, 2.5, 4], [30, 1, 12, 0.7]):
        frozen = stats.dirichlet(alpha)
        xs = frozen.rvs(4, random_state=1).tolist()
        out.append(
            {
                "alpha": alpha,
                "x": xs,
                "log p": [number(frozen.logpdf(x)) for x in xs],
                "mean": frozen.mean().tolist(),
                "variance": frozen.var().tolist(),
            }
        )
    return out


if __name__ == "__main__":
    json.dump({"families": families(), "dirichlets": dirichlets()}, sys.stdout, indent=1)
    print()
