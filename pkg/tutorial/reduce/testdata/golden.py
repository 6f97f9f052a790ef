"""Golden values for package reduce, from scikit-learn and scipy: run it where its pins are installed.

    pip install numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1
    python golden.py

It writes golden.json beside itself. iris and digits are the book's own data sets, which scikit-learn ships too.
"""

import json
from pathlib import Path

import numpy as np
import scipy
import sklearn
from scipy import stats
from scipy.linalg import subspace_angles
from sklearn.datasets import load_digits, load_iris
from sklearn.decomposition import PCA

PINS = {"numpy": "2.4.6", "scipy": "1.17.1", "scikit-learn": "1.9.1"}
assert (np.__version__, scipy.__version__, sklearn.__version__) == tuple(PINS.values()), PINS

rng = np.random.default_rng(6)


def waves(n, d):
    """Rows that both sides can make: enough of them for the covariance's eigenvectors instead of singular values."""
    i, j = np.arange(n)[:, None], np.arange(d)[None, :]
    return 100 + (1 + j) * np.sin((i + 1) * (0.1 + 0.013 * j)) + 5 * np.cos(0.7 * i)


def pca(x, k=None, new=None, solver="full"):
    """What a PCA finds in x, and what it makes of the rows new."""
    p = PCA(k, svd_solver=solver).fit(x)
    new = x[:5] if new is None else new
    z = p.transform(new)
    near = p.inverse_transform(z)
    return {"k": p.n_components_, "mean": p.mean_.tolist(), "components": p.components_.tolist(),
            "variance": p.explained_variance_.tolist(), "ratio": p.explained_variance_ratio_.tolist(),
            "new": new.tolist(), "z": z.tolist(), "near": near.tolist(), "errors": ((new - near) ** 2).sum(1).tolist()}


def ppca(x, k, rows=5):
    """Probabilistic PCA at its maximum: scikit-learn's with variances over n instead of n-1, scored by scipy."""
    n = len(x)
    mean = x.mean(0)
    p = PCA(k, svd_solver="full").fit((x - mean) * np.sqrt((n - 1) / n))
    logp = stats.multivariate_normal(mean, p.get_covariance()).logpdf(x)
    return {"k": k, "sigma2": float(p.noise_variance_), "mean": float(logp.mean()), "logP": logp[:rows].tolist()}


def angles(k, l, d, shared):
    """Two bases, the first `shared` rows of which span the same, mixed so that this cannot be seen."""
    a, b = rng.normal(size=(k, d)), rng.normal(size=(l, d))
    b[:shared] = a[:shared] + 1e-5 * rng.normal(size=(shared, d))
    a, b = rng.normal(size=(k, k)) @ a, rng.normal(size=(l, l)) @ b
    return {"a": a.tolist(), "b": b.tolist(), "angles": np.sort(subspace_angles(a.T, b.T)).tolist()}


iris, digits = load_iris().data, load_digits().data
mixed = rng.normal(size=(12, 5)) @ rng.normal(size=(5, 5)) + 10
wide = rng.normal(size=(6, 9))
values = {
    "pins": PINS,
    "iris": pca(iris), "iris2": pca(iris, 2), "digits3": pca(digits, 3), "mixed": {"x": mixed.tolist()} | pca(mixed, 3),
    "wide": {"x": wide.tolist()} | pca(wide, 5, rng.normal(size=(3, 9))), "waves": pca(waves(4000, 60), 6),
    "ppcaIris": [ppca(iris, k) for k in (1, 2, 3)], "ppcaDigits": [ppca(digits / 16, k) for k in (2, 10, 20)],
    "angles": [angles(2, 2, 4, 1), angles(3, 2, 6, 1), angles(2, 4, 7, 2), angles(1, 1, 3, 1), angles(3, 3, 3, 0)],
}
Path(__file__).with_name("golden.json").write_text(json.dumps(values, separators=(",", ":")) + "\n")
