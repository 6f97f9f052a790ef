#!/usr/bin/env python3
"""Golden values of package bayes, computed by scipy without any of the book's Go code.

Usage: python golden.py > golden.json
Needs numpy 2.4.6, scipy 1.17.1. Evidences are integrals of likelihood times prior, or multivariate distributions.
"""

import json
import sys

import numpy as np
from scipy import integrate, optimize, special, stats

TIGHT = {"epsabs": 0, "epsrel": 1e-12, "limit": 400}


def log_integral(f, lo, hi, peak):
    return float(np.log(integrate.quad(f, lo, hi, points=[peak], **TIGHT)[0]))


def beta_bernoulli():
    out = []
    for a, b, x in ((1, 1, [1, 1, 0, 1]), (0.5, 2.5, [0, 0, 1, 0, 1, 0, 0]), (20, 30, [1] * 30 + [0] * 11)):
        s, n = sum(x), len(x)
        f = lambda t: stats.beta.pdf(t, a, b) * t**s * (1 - t) ** (n - s)
        post = stats.beta(a + s, b + n - s)
        count = stats.betabinom(7, a + s, b + n - s)
        out.append(
            {
                "prior": [a, b],
                "x": x,
                "evidence": log_integral(f, 0, 1, s / n),
                "mean": float(post.mean()),
                "map": float(optimize.minimize_scalar(lambda t: -post.logpdf(t), bounds=(0, 1), options={"xatol": 1e-12}).x),
                "predictive": [float(count.logpmf(k)) for k in range(8)],
            }
        )
    return out


def gamma_poisson():
    out = []
    for a, b, x in ((2, 1, [3, 0, 2]), (0.5, 0.1, [4, 7, 5, 6, 2]), (30, 6, [9, 11, 2, 0, 4, 5])):
        prior, s, n = stats.gamma(a, scale=1 / b), sum(x), len(x)
        f = lambda r: prior.pdf(r) * np.exp(stats.poisson.logpmf(x, r).sum())
        post = stats.gamma(a + s, scale=1 / (b + n))
        after = stats.nbinom(a + s, (b + n) / (b + n + 1))
        peak = (a + s) / (b + n)
        out.append(
            {
                "prior": [a, b],
                "x": x,
                "evidence": log_integral(f, 0, 20 * peak, peak),
                "mean": float(post.mean()),
                "map": float(optimize.minimize_scalar(lambda t: -post.logpdf(t), bounds=(0, 9 * peak), options={"xatol": 1e-12}).x),
                "predictive": [float(after.logpmf(k)) for k in range(8)],
            }
        )
    return out


def normal_known():
    rng = np.random.default_rng(1)
    out = []
    for mu, sigma, noise, n in ((0, 1, 1, 1), (2, 0.5, 3, 12), (-100, 40, 0.2, 5)):
        x = rng.normal(mu + sigma, noise, n)
        joint = stats.multivariate_normal([mu] * n, noise**2 * np.eye(n) + sigma**2 * np.ones((n, n)))
        variance = 1 / (1 / sigma**2 + n / noise**2)
        mean = variance * (mu / sigma**2 + x.sum() / noise**2)
        after = stats.norm(mean, np.sqrt(variance + noise**2))
        out.append(
            {
                "prior": [mu, sigma, noise],
                "x": x.tolist(),
                "evidence": float(joint.logpdf(x)),
                "posterior": [float(mean), float(np.sqrt(variance))],
                "predictive": [float(after.logpdf(v)) for v in (-1, 0, 2.5)],
            }
        )
    return out


def normal_inverse_gamma():
    rng = np.random.default_rng(2)
    out = []
    for mu, kappa, a, b, n in ((0, 1, 1, 1, 1), (2, 0.5, 3, 4, 12), (-100, 0.01, 0.7, 0.3, 5)):
        x = rng.normal(mu + 1, 2, n)
        joint = stats.multivariate_t([mu] * n, b / a * (np.eye(n) + np.ones((n, n)) / kappa), df=2 * a)
        # The predictive density of a next number is the ratio of two joint ones.
        more = stats.multivariate_t([mu] * (n + 1), b / a * (np.eye(n + 1) + np.ones((n + 1, n + 1)) / kappa), df=2 * a)
        logp = lambda m, v: stats.norm.logpdf(m, mu, np.sqrt(v / kappa)) + stats.invgamma.logpdf(v, a, scale=b)
        out.append(
            {
                "prior": [mu, kappa, a, b],
                "x": x.tolist(),
                "evidence": float(joint.logpdf(x)),
                "joint": [float(logp(mu + 0.3, v)) for v in (0.1, 1, 7)],
                "predictive": [float(more.logpdf(np.append(x, v)) - joint.logpdf(x)) for v in (-1, 0, 2.5)],
            }
        )
    return out


def dirichlet_categorical():
    out = []
    for alpha, x in (([1, 1, 1], [0, 2, 2, 1]), ([2.5, 1.5, 4], [1, 1, 0, 1, 2, 1])):
        n = np.bincount(x, minlength=3)
        prior = stats.dirichlet(alpha)
        f = lambda q, p: prior.pdf([p, q, 1 - p - q]) * p ** n[0] * q ** n[1] * (1 - p - q) ** n[2]
        value = integrate.dblquad(f, 0, 1, 0, lambda p: 1 - p, epsabs=1e-13, epsrel=1e-11)[0]
        out.append({"prior": alpha, "x": x, "evidence": float(np.log(value)), "mean": stats.dirichlet(alpha + n).mean().tolist()})
    return out


def shortest(frozen, level):
    """The shortest interval by making its width least."""
    width = lambda u: frozen.ppf(u + level) - frozen.ppf(u)
    u = optimize.minimize_scalar(width, bounds=(0, 1 - level), options={"xatol": 1e-13}).x
    return [float(frozen.ppf(u)), float(frozen.ppf(u + level))]


def intervals():
    out = []
    for family, parameters, frozen in (
        ("beta", [3, 9], stats.beta(3, 9)),
        ("beta", [40, 12.5], stats.beta(40, 12.5)),
        ("gamma", [4.5, 0.7], stats.gamma(4.5, scale=1 / 0.7)),
        ("student t", [1, 2, 5], stats.t(5, 1, 2)),
        ("inverse gamma", [4, 3], stats.invgamma(4, scale=3)),
    ):
        for level in (0.5, 0.95):
            tails = [float(v) for v in frozen.interval(level)]
            out.append({"family": family, "parameters": parameters, "level": level, "tails": tails, "shortest": shortest(frozen, level)})
    return out


def ab():
    out = []
    for a, b in (((3, 9), (5, 7)), ((0.5, 0.5), (400, 300)), ((121, 881), (141, 861)), ((1, 1), (1, 1)), ((2e4, 3e4), (1.5, 2.5))):
        pa, pb = stats.beta(*a), stats.beta(*b)
        points = np.unique(np.concatenate([pa.ppf(np.linspace(0.001, 0.999, 15)), pb.ppf(np.linspace(0.001, 0.999, 15))]))
        cuts = np.concatenate([[0], points, [1]])
        total = lambda f: float(sum(integrate.quad(f, lo, hi, epsabs=1e-16, epsrel=1e-12, limit=200)[0] for lo, hi in zip(cuts, cuts[1:])))
        out.append(
            {
                "a": a,
                "b": b,
                "greater": 1 - total(lambda t: pa.cdf(t) * pb.pdf(t)),
                # E[max(b − a, 0)] = ∫ P(a ≤ t < b) dt
                "loss": total(lambda t: pa.cdf(t) * pb.sf(t)),
            }
        )
    return out


def coverage():
    out = []
    for theta, n, level in ((0.1, 20, 0.95), (0.5, 10, 0.9), (0.005, 200, 0.95)):
        k, z = np.arange(n + 1), stats.norm.ppf((1 + level) / 2)
        pmf = stats.binom.pmf(k, n, theta)
        p = k / n
        half = z * np.sqrt(p * (1 - p) / n)
        wilson = [stats.binomtest(int(s), n).proportion_ci(level, method="wilson") for s in k]
        credible = stats.beta(0.5 + k, 0.5 + n - k).interval(level)
        held = lambda lo, hi: float(pmf[(np.array(lo) <= theta) & (theta <= np.array(hi))].sum())
        out.append(
            {
                "theta": theta,
                "n": n,
                "level": level,
                "wald": held(p - half, p + half),
                "wilson": held([w.low for w in wilson], [w.high for w in wilson]),
                "jeffreys": held(*credible),
                "interval": [float(wilson[1].low), float(wilson[1].high)],
            }
        )
    return out


def laplace():
    """A logistic regression with a standard normal prior on both parameters."""
    rng = np.random.default_rng(3)
    x = rng.normal(size=30)
    y = (rng.random(30) < special.expit(0.5 + 1.5 * x)).astype(float)
    design = np.column_stack([np.ones(30), x])
    cost = lambda w: -(y * (design @ w) - np.logaddexp(0, design @ w)).sum() - stats.norm.logpdf(w).sum()
    slope = lambda w: -design.T @ (y - special.expit(design @ w)) + w
    fit = optimize.minimize(cost, [0, 0], jac=slope, options={"gtol": 1e-11})
    p = special.expit(design @ fit.x)
    h = design.T @ (design * (p * (1 - p))[:, None]) + np.eye(2)
    evidence = integrate.dblquad(lambda b, a: np.exp(-cost(np.array([a, b])) + fit.fun), -5, 6, -5, 7, epsabs=1e-10, epsrel=1e-10)[0]
    return {
        "x": x.tolist(),
        "y": y.tolist(),
        "mode": fit.x.tolist(),
        "hessian": h.tolist(),
        "laplace": float(-fit.fun + np.log(2 * np.pi) - 0.5 * np.linalg.slogdet(h)[1]),
        "evidence": float(np.log(evidence) - fit.fun),
    }


def models():
    e, w = [-1000.5, -1002.0, -999.0], [0.2, 0.5, 0.3]
    return {"evidence": e, "prior": w, "alike": special.softmax(e).tolist(), "weighed": special.softmax(np.array(e) + np.log(w)).tolist()}


if __name__ == "__main__":
    json.dump(
        {
            "beta": beta_bernoulli(),
            "gamma": gamma_poisson(),
            "normal": normal_known(),
            "nig": normal_inverse_gamma(),
            "dirichlet": dirichlet_categorical(),
            "intervals": intervals(),
            "ab": ab(),
            "coverage": coverage(),
            "laplace": laplace(),
            "models": models(),
        },
        sys.stdout,
        indent=1,
    )
    print()
