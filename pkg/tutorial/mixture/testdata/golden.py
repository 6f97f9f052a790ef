"""Golden values for package mixture, from scikit-learn and, for the Bernoulli mixture, scipy: run it where its pins are
installed.

    pip install scipy==1.17.1 scikit-learn==1.9.1 numpy==2.4.6
    python golden.py > golden.json

Every fit starts from the parameters that are written beside its result. iris: Fisher 1936, in R's version, as shipped
with scikit-learn; UCI Machine Learning Repository, CC BY 4.0.
"""

import json
import warnings

import numpy as np
import scipy
import sklearn
from scipy.special import logsumexp
from scipy.stats import bernoulli
from sklearn.cluster import KMeans
from sklearn.datasets import load_iris
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture
from sklearn.naive_bayes import BernoulliNB

PINS = {"scipy": "1.17.1", "scikit-learn": "1.9.1", "numpy": "2.4.6"}
assert (scipy.__version__, sklearn.__version__, np.__version__) == tuple(PINS.values()), PINS
warnings.simplefilter("ignore", ConvergenceWarning)

rng = np.random.default_rng(5)
KINDS = ("full", "tied", "diag", "spherical")


def full(kind, covs, k, d):
    """scikit-learn's covariances as k full matrices."""
    if kind == "full":
        return covs
    if kind == "tied":
        return np.repeat(covs[None], k, 0)
    return np.array([np.eye(d) * covs[i] for i in range(k)])


def start(kind, x, k):
    """Parameters to start from: rows as means, the data's variances."""
    d = x.shape[1]
    cov = {"full": np.repeat(np.cov(x.T).reshape(1, d, d), k, 0), "tied": np.cov(x.T).reshape(d, d),
           "diag": np.repeat(x.var(0)[None], k, 0), "spherical": np.full(k, x.var(0).mean())}[kind]
    precision = {"full": lambda: np.linalg.inv(cov), "tied": lambda: np.linalg.inv(cov)}.get(kind, lambda: 1 / cov)()
    w = rng.dirichlet(np.full(k, 10.0))
    means = x[rng.choice(len(x), k, replace=False)]
    return w, means, cov, precision


def params(m, kind, k, d):
    return {"weights": m.weights_.tolist(), "means": m.means_.tolist(), "covs": full(kind, m.covariances_, k, d).tolist()}


def fit(kind, x, k, iterations):
    """Some iterations, then on to a change below 1e-12."""
    d = x.shape[1]
    w, means, cov, precision = start(kind, x, k)
    given = dict(weights_init=w, means_init=means, precisions_init=precision, reg_covar=0, covariance_type=kind)
    some = GaussianMixture(k, tol=0, max_iter=iterations, **given).fit(x)
    end = GaussianMixture(k, tol=1e-12, max_iter=100_000, **given).fit(x)
    fresh = x[:20] + rng.normal(0, 1, (20, d))
    return {"kind": KINDS.index(kind), "x": x.tolist(), "iterations": iterations,
            "start": {"weights": w.tolist(), "means": means.tolist(), "covs": full(kind, cov, k, d).tolist()},
            "some": params(some, kind, k, d), "end": params(end, kind, k, d), "endLogP": float(end.score(x)),
            "fresh": fresh.tolist(), "logP": some.score_samples(fresh).tolist(),
            "posterior": some.predict_proba(fresh).tolist(), "bic": float(some.bic(x)), "aic": float(some.aic(x))}


def blobs(n, d, k):
    a = rng.normal(0, 1, (k, d, d)) / np.sqrt(d)
    means, z = rng.normal(0, 3, (k, d)), rng.integers(0, k, n)
    return means[z] + np.einsum("nij,nj->ni", a[z], rng.normal(0, 1, (n, d))) + 50


def gmm():
    return [fit(kind, blobs(n, d, k), k, 4) for kind in KINDS for n, d, k in ((80, 1, 2), (300, 3, 4))]


def iris():
    x = load_iris().data
    km = KMeans(3, n_init=20, random_state=0, tol=0).fit(x)
    out = {"x": x.tolist(), "centres": km.cluster_centers_.tolist(), "logP": []}
    for kind in KINDS:
        m = GaussianMixture(3, covariance_type=kind, tol=1e-10, max_iter=100_000, means_init=km.cluster_centers_,
                            reg_covar=0, random_state=0).fit(x)
        out["logP"].append(float(m.score(x)))
    return out


def bernoulli_em(x, w, p, alpha, iterations):
    """EM of a Bernoulli mixture, written with scipy's distributions."""
    for _ in range(iterations):
        joint = np.log(w) + np.stack([bernoulli(q).logpmf(x).sum(1) for q in p], 1)
        r = np.exp(joint - logsumexp(joint, axis=1, keepdims=True))
        n = r.sum(0)
        w, p = n / len(x), (r.T @ x + alpha) / (n[:, None] + 2 * alpha)
    joint = np.log(w) + np.stack([bernoulli(q).logpmf(x).sum(1) for q in p], 1)
    return w, p, logsumexp(joint, axis=1), np.exp(joint - logsumexp(joint, axis=1, keepdims=True))


def bernoullis():
    out = []
    for n, d, k, alpha in ((50, 4, 1, 1.0), (150, 7, 3, 0.5), (300, 30, 5, 1e-3)):
        probs = rng.uniform(0.05, 0.95, (k, d))
        x = (rng.random((n, d)) < probs[rng.integers(0, k, n)]).astype(float)
        w, p = rng.dirichlet(np.full(k, 5.0)), rng.uniform(0.3, 0.7, (k, d))
        for iterations in (0, 6, 3000):
            we, pe, log_p, r = bernoulli_em(x, w, p, alpha, iterations)
            out.append({"x": x.tolist(), "alpha": alpha, "iterations": iterations,
                        "start": {"weights": w.tolist(), "probs": p.tolist()},
                        "weights": we.tolist(), "probs": pe.tolist(), "logP": log_p.tolist(), "posterior": r.tolist()})
    return out


def known_labels():
    """One M-step on hard labels is naive Bayes with the same pseudo-count; its evidence is the mixture's log p."""
    x = (rng.random((60, 5)) < 0.4).astype(float)
    y = np.r_[0, 1, 2, rng.integers(0, 3, 57)]
    nb = BernoulliNB(alpha=0.7).fit(x, y)
    return {"weights": np.exp(nb.class_log_prior_).tolist(), "probs": np.exp(nb.feature_log_prob_).tolist(),
            "x": x.tolist(), "logP": logsumexp(nb.predict_joint_log_proba(x), axis=1).tolist()}


values = {"pins": PINS, "gmm": gmm(), "iris": iris(), "bernoulli": bernoullis(), "naiveBayes": known_labels()}
print(json.dumps(values, separators=(",", ":")))
