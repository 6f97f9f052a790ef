"""Golden values for package elbo, from scipy, scikit-learn and JAX: run it where its pins are installed.

    pip install scipy==1.17.1 scikit-learn==1.9.1 numpy==2.4.6 jax==0.10.2
    python golden.py > golden.json

iris: Fisher 1936, as shipped with scikit-learn; UCI Machine Learning Repository, CC BY 4.0.
"""

import json

import jax
import jax.numpy as jnp
import numpy as np
import scipy
import sklearn
from scipy import integrate, optimize, special, stats
from sklearn.datasets import load_iris
from sklearn.decomposition import PCA

PINS = {"scipy": "1.17.1", "scikit-learn": "1.9.1", "numpy": "2.4.6", "jax": "0.10.2"}
assert (scipy.__version__, sklearn.__version__, np.__version__, jax.__version__) == tuple(PINS.values()), PINS
jax.config.update("jax_enable_x64", True)

rng = np.random.default_rng(8)


def kl_quad(m1, s1, m2, s2):
    """KL of two normals on the line, by quadrature of their log-densities, not by the closed form."""
    p, q = stats.norm(m1, s1), stats.norm(m2, s2)
    f = lambda x: p.pdf(x) * (p.logpdf(x) - q.logpdf(x))
    return integrate.quad(f, m1 - 12 * s1, m1 + 12 * s1, epsabs=1e-13, epsrel=1e-13, limit=500)[0]


def normals(rows=8):
    out = []
    for i in range(rows):
        n = 1 + i % 4
        mu1, mu2 = rng.normal(0, 2, (2, n))
        lv1, lv2 = rng.normal(0, 1, (2, n))
        s1, s2 = np.exp(lv1 / 2), np.exp(lv2 / 2)
        x = rng.normal(mu1, 3 * s1)
        out.append({
            "x": x.tolist(), "mu1": mu1.tolist(), "logVar1": lv1.tolist(), "mu2": mu2.tolist(), "logVar2": lv2.tolist(),
            "klStandard": sum(kl_quad(a, b, 0, 1) for a, b in zip(mu1, s1)),
            "kl": sum(kl_quad(a, b, c, d) for a, b, c, d in zip(mu1, s1, mu2, s2)),
            "logNormal": float(stats.norm(mu1, s1).logpdf(x).sum()),
        })
    return out


def bernoullis(rows=6):
    out = []
    for i in range(rows):
        n = 1 + 3 * i
        x, logits = rng.integers(0, 2, n), rng.normal(0, 1 + i / 3, n)
        out.append({"x": x.tolist(), "logits": logits.tolist(),
                    "logP": float(stats.bernoulli(special.expit(logits)).logpmf(x).sum())})
    # beyond what a probability can hold: sum log sigma(±l) instead
    x, logits = np.array([1, 0, 1, 0]), np.array([800.0, 800.0, -800.0, -800.0])
    out.append({"x": x.tolist(), "logits": logits.tolist(),
                "logP": float(special.log_expit(np.where(x == 1, logits, -logits)).sum())})
    return out


def log_mean_exps():
    rows = [[0.0], [-3.0, -3.0], [-1000.0, -1001.0, -1002.0], [800.0, 0.0], rng.normal(-90, 5, 50).tolist()]
    return [{"logW": r, "value": float(special.logsumexp(r) - np.log(len(r)))} for r in rows]


def linear():
    """A linear-Gaussian model: log p(x) from scipy, the posterior by conditioning the joint normal of (z, x)."""
    d, l, sigma = 5, 3, 0.7
    w, b = rng.normal(0, 1, (d, l)), rng.normal(0, 1, d)
    cov = w @ w.T + sigma**2 * np.eye(d)
    rows = []
    for x in rng.multivariate_normal(b, cov, 4):
        solve = np.linalg.solve(cov, np.c_[x - b, w])
        rows.append({"x": x.tolist(), "logP": float(stats.multivariate_normal(b, cov).logpdf(x)),
                     "mean": (w.T @ solve[:, 0]).tolist(), "cov": (np.eye(l) - w.T @ solve[:, 1:]).tolist()})
    return {"w": w.tolist(), "b": b.tolist(), "sigma": sigma, "rows": rows}


def iris():
    """Mean log-likelihood of probabilistic PCA at its maximum, covariance with 1/n."""
    x = load_iris().data
    n = len(x)
    # PCA.score uses 1/(n-1); give it data scaled so that its covariance is the one with 1/n
    scale = np.sqrt((n - 1) / n)
    mean = x.mean(0)
    y = (x - mean) * scale
    out = {"x": x.tolist(), "ppca": {}}
    for k in (1, 2, 3):
        pca = PCA(k).fit(y)
        cov = pca.get_covariance()
        out["ppca"][str(k)] = float(stats.multivariate_normal(mean, cov).logpdf(x).mean())
    return out


def sigma_points(mean, cov):
    """2L points whose plain average of f is E[f] for every quadratic f: no closed form of the book's is used."""
    step = np.sqrt(len(mean)) * np.linalg.cholesky(cov).T
    return np.r_[mean + step, mean - step]


def random_cov(g, n, spread=1.0):
    q = np.linalg.qr(g.normal(size=(n, n)))[0]
    cov = q @ np.diag(np.exp(spread * g.uniform(-1, 1, n))) @ q.T
    return (cov + cov.T) / 2


def full(g, rows=6):
    out = []
    for i in range(rows):
        n = 1 + i
        q = stats.multivariate_normal(g.normal(size=n), random_cov(g, n))
        p = stats.multivariate_normal(g.normal(size=n), random_cov(g, n))
        z, points = g.normal(size=n), sigma_points(q.mean, q.cov)
        prior = stats.multivariate_normal(np.zeros(n), np.eye(n))
        mean = lambda f: float(np.mean(np.atleast_1d(f.logpdf(points))))
        out.append({"mean": q.mean.tolist(), "cov": q.cov.tolist(), "mean2": p.mean.tolist(), "cov2": p.cov.tolist(), "z": z.tolist(),
                    "logProb": float(q.logpdf(z)), "entropy": float(q.entropy()),
                    "kl": mean(q) - mean(p), "klPrior": mean(q) - mean(prior)})
    return out


def model(g, d, l):
    return g.normal(size=(d, l)), g.normal(size=d), float(np.exp(g.normal() / 3))


def posterior(w, b, sigma, x):
    """By conditioning the joint normal of (z, x)."""
    solve = np.linalg.solve(w @ w.T + sigma**2 * np.eye(len(b)), np.c_[x - b, w])
    return w.T @ solve[:, 0], np.eye(w.shape[1]) - w.T @ solve[:, 1:]


def normal_logpdf(x, mean, log_var):
    return jnp.sum(-0.5 * (jnp.log(2 * jnp.pi) + log_var + (x - mean) ** 2 / jnp.exp(log_var)))


def log_joint(w, b, sigma, x, z):
    return normal_logpdf(x, w @ z + b, 2 * jnp.log(sigma)) + normal_logpdf(z, 0.0, 0.0)


def decompositions(g, rows=6):
    """Every term of the derivations by sigma points of scipy's log-densities; every gradient by jax.grad."""
    out = []
    for i in range(rows):
        l, d = 1 + i % 3, 2 + i % 4
        w, b, sigma = model(g, d, l)
        x = stats.multivariate_normal(b, w @ w.T + sigma**2 * np.eye(d))
        row = np.atleast_1d(x.rvs(random_state=g))
        mean, cov = posterior(w, b, sigma, row)
        q = stats.multivariate_normal(mean + 0.5 * g.normal(size=l), random_cov(g, l))
        points = sigma_points(q.mean, q.cov)
        e = lambda f: float(np.mean([f(z) for z in points]))
        pxz = lambda z: stats.norm(w @ z + b, sigma).logpdf(row).sum()
        pz = lambda z: stats.norm.logpdf(z).sum()
        post = stats.multivariate_normal(mean, cov).logpdf
        mu, log_var, eps = g.normal(size=l), g.normal(size=l) / 2, g.normal(size=(4, l))

        def along(mu, log_var, b, eps):
            z = mu + jnp.exp(log_var / 2) * eps
            return log_joint(w, b, sigma, row, z) - normal_logpdf(z, mu, log_var)

        def elbo(mu, log_var):  # mean over sigma points in eps
            return jnp.mean(jnp.array([along(mu, log_var, b, p) for p in sigma_points(np.zeros(l), np.eye(l))]))

        def score(mu, log_var):
            z = jax.lax.stop_gradient(mu + jnp.exp(log_var / 2) * eps[0])
            f = jax.lax.stop_gradient(log_joint(w, b, sigma, row, z) - normal_logpdf(z, mu, log_var))
            return (f + 3.0) * normal_logpdf(z, mu, log_var)

        def weighted(mu, log_var, b):
            return jax.nn.logsumexp(jnp.array([along(mu, log_var, b, p) for p in eps]))

        pair = lambda grads: dict(zip(("mu", "logVar", "b"), (v.tolist() for v in grads)))
        out.append({
            "w": w.tolist(), "b": b.tolist(), "sigma": sigma, "x": row.tolist(), "mean": q.mean.tolist(), "cov": q.cov.tolist(),
            "logP": float(x.logpdf(row)), "recon": e(pxz), "logPrior": e(pz), "logPosterior": e(post),
            "entropy": float(q.entropy()), "klPrior": -float(q.entropy()) - e(pz), "gap": -float(q.entropy()) - e(post),
            "mu": mu.tolist(), "logVar": log_var.tolist(), "eps": eps.tolist(),
            "jointGradient": jax.grad(lambda z: log_joint(w, b, sigma, row, z))(mu).tolist(),
            "exact": pair(jax.grad(elbo, (0, 1))(mu, log_var)), "score": pair(jax.grad(score, (0, 1))(mu, log_var)),
            "path": pair(jax.grad(along, (0, 1))(mu, log_var, b, eps[0])),
            "weighted": pair(jax.grad(weighted, (0, 1, 2))(mu, log_var, b)),
        })
    return out


def grid(l, half=14.0, n=None):
    """Points and the weight of each, of the trapezoid rule: for smooth densities as good as exact."""
    axis = np.linspace(-half, half, n or (8001 if l == 1 else 1401))
    points = axis[:, None] if l == 1 else np.stack(np.meshgrid(axis, axis), -1).reshape(-1, 2)
    return points, (axis[1] - axis[0]) ** l


def informations(g):
    out = []
    for l, n in ((1, 1), (1, 7), (2, 4)):
        q = [stats.multivariate_normal(1.5 * g.normal(size=l), random_cov(g, l) / 4) for _ in range(n)]
        z, weight = grid(l)
        logs = np.array([p.logpdf(z) for p in q])
        log_q = special.logsumexp(logs, 0) - np.log(n)
        prior = stats.norm.logpdf(z).sum(-1)
        out.append({"means": [np.atleast_1d(p.mean).tolist() for p in q], "covs": [p.cov.tolist() for p in q],
                    "information": float(np.sum(np.exp(logs) * (logs - log_q)) * weight / n),
                    "marginalKL": float(np.sum(np.exp(log_q) * (log_q - prior)) * weight)})
    return out


def importance(g):
    """Var_q[w/p(x)] on a grid, and for one latent dimension L_2 by a double integral. q is a little wide."""
    out = []
    for i in range(4):
        l = 1 + i % 2
        w, b, sigma = model(g, 3, l)
        x = g.normal(size=3)
        mean, cov = posterior(w, b, sigma, x)
        post = stats.multivariate_normal(mean, cov)
        q = stats.multivariate_normal(mean + 0.3 * g.normal(size=l), cov * 1.4 + 0.02 * np.eye(l))
        z, weight = grid(l, 8.0)
        log_p = float(stats.multivariate_normal(b, w @ w.T + sigma**2 * np.eye(3)).logpdf(x))
        row = {"w": w.tolist(), "b": b.tolist(), "sigma": sigma, "x": x.tolist(), "mean": q.mean.tolist(), "cov": q.cov.tolist(),
               "logP": log_p, "variance": float(np.sum(np.exp(2 * post.logpdf(z) - q.logpdf(z))) * weight - 1)}
        if l == 1:
            z, weight = grid(1, 8.0, 2001)
            log_w, mass = post.logpdf(z) - q.logpdf(z) + log_p, q.pdf(z) * weight
            row["l2"] = float(mass @ (np.logaddexp(log_w[:, None], log_w) - np.log(2)) @ mass)
        out.append(row)
    return out


def diagonals(g):
    """The best diagonal q by a search: KL from sigma points, minimised by scipy."""
    out = []
    for n in (2, 3, 5):
        p = stats.multivariate_normal(g.normal(size=n), random_cov(g, n, 1.5))

        def kl(v):
            q = stats.multivariate_normal(v[:n], np.diag(np.exp(v[n:])))
            return -q.entropy() - np.mean(p.logpdf(sigma_points(q.mean, q.cov)))

        best = optimize.minimize(kl, np.zeros(2 * n), method="BFGS", options={"gtol": 1e-7})
        out.append({"mean": p.mean.tolist(), "cov": p.cov.tolist(), "mu": best.x[:n].tolist(), "logVar": best.x[n:].tolist(),
                    "gap": float(best.fun)})
    return out


def modes():
    """Two modes, weights 0.7 and 0.3: the minima of both divergences by scipy.optimize over scipy.integrate."""
    log_p = lambda z: np.logaddexp(np.log(0.7) + stats.norm.logpdf(z, -2, 0.6), np.log(0.3) + stats.norm.logpdf(z, 2, 0.8))
    quad = lambda f, lo, hi: integrate.quad(f, lo, hi, epsabs=1e-13, epsrel=1e-13, limit=500, points=[-2, 0, 2])[0]

    def reverse(v):
        q = stats.norm(v[0], np.exp(v[1]))
        return quad(lambda z: q.pdf(z) * (q.logpdf(z) - log_p(z)), -14, 14)

    def forward(v):
        q = stats.norm(v[0], np.exp(v[1]))
        return quad(lambda z: np.exp(log_p(z)) * (log_p(z) - q.logpdf(z)), -14, 14)

    def fit(f, start):
        r = optimize.minimize(f, [start, 0.0], method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-13})
        return {"start": start, "mu": float(r.x[0]), "sigma": float(np.exp(r.x[1])), "kl": float(r.fun)}

    return {"reverse": [fit(reverse, s) for s in (-3.0, 3.0)], "forward": [fit(forward, s) for s in (-3.0, 3.0)]}


def quadratics():
    """Variances of both estimators of d/dmu_0 E[-|z|^2/2] by Gauss-Hermite, which is exact for polynomials."""
    out, (nodes, weights) = [], np.polynomial.hermite_e.hermegauss(12)
    weights = weights / weights.sum()
    for n in (1, 2, 3):
        e = np.stack(np.meshgrid(*[nodes] * n, indexing="ij"), -1).reshape(-1, n)
        w = np.prod(np.stack(np.meshgrid(*[weights] * n, indexing="ij"), -1).reshape(-1, n), 1)
        for delta, sigma, base in ((0.0, 1.0, 0.0), (1.3, 0.4, -2.0), (-0.7, 2.0, 5.0)):
            z = delta + sigma * e
            f = -0.5 * (z**2).sum(1)
            var = lambda g: float(w @ g**2 - (w @ g) ** 2)
            s = e[:, 0] / sigma
            out.append({"dim": n, "delta": delta, "sigma": sigma, "baseline": base, "mean": float(w @ f),
                        "score": var((f - base) * s), "path": var(-z[:, 0]), "best": float(w @ (f * s**2) / (w @ s**2))})
    return out


values = {"pins": PINS, "normal": normals(), "bernoulli": bernoullis(), "logMeanExp": log_mean_exps(),
          "linear": linear(), "iris": iris()}
g = np.random.default_rng(7)
values |= {"full": full(g), "decompositions": decompositions(g), "informations": informations(g), "importance": importance(g),
           "diagonals": diagonals(g), "modes": modes(), "quadratics": quadratics()}
print(json.dumps(values, separators=(",", ":")))
