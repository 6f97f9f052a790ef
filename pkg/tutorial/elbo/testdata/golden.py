"""Golden values for package elbo, from scipy and scikit-learn: run it where its pins are installed.

    pip install scipy==1.17.1 scikit-learn==1.9.1 numpy==2.4.6
    python golden.py > golden.json

iris: Fisher 1936, as shipped with scikit-learn; UCI Machine Learning Repository, CC BY 4.0.
"""

import json

import numpy as np
import scipy
import sklearn
from scipy import integrate, special, stats
from sklearn.datasets import load_iris
from sklearn.decomposition import PCA

PINS = {"scipy": "1.17.1", "scikit-learn": "1.9.1", "numpy": "2.4.6"}
assert (scipy.__version__, sklearn.__version__, np.__version__) == tuple(PINS.values()), PINS

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


values = {"pins": PINS, "normal": normals(), "bernoulli": bernoullis(), "logMeanExp": log_mean_exps(),
          "linear": linear(), "iris": iris()}
print(json.dumps(values, separators=(",", ":")))
