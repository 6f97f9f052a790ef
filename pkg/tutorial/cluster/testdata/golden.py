"""Golden values for package cluster, from scikit-learn: run it where its pins are installed.

    pip install scipy==1.17.1 scikit-learn==1.9.1 numpy==2.4.6
    python golden.py > golden.json

Every k-means starts from the centres that are written beside its result. iris: Fisher 1936, in R's version, as shipped
with scikit-learn; UCI Machine Learning Repository, CC BY 4.0.
"""

import json
import warnings

import numpy as np
import scipy
import sklearn
from sklearn.cluster import KMeans
from sklearn.datasets import load_iris
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import adjusted_rand_score, silhouette_samples

PINS = {"scipy": "1.17.1", "scikit-learn": "1.9.1", "numpy": "2.4.6"}
assert (scipy.__version__, sklearn.__version__, np.__version__) == tuple(PINS.values()), PINS
warnings.simplefilter("ignore", ConvergenceWarning)

rng = np.random.default_rng(3)


def fit(name, x, centres, max_iter=300, tol=0.0):
    m = KMeans(len(centres), init=centres, n_init=1, max_iter=max_iter, tol=tol, algorithm="lloyd").fit(x)
    labels = m.labels_
    out = {"name": name, "x": x.tolist(), "start": centres.tolist(), "maxIter": max_iter, "tol": tol,
           "centres": m.cluster_centers_.tolist(), "labels": labels.tolist(), "inertia": float(m.inertia_)}
    if len(set(labels)) > 1:
        out["silhouette"] = silhouette_samples(x, labels).tolist()
    return out


def blobs(n, d, k, spread):
    return rng.normal(0, spread, (k, d))[rng.integers(0, k, n)] + rng.normal(0, 1, (n, d)) + 5


def kmeans():
    out = []
    for n, d, k, spread in ((60, 1, 3, 3), (150, 2, 4, 2), (300, 5, 8, 1), (200, 9, 2, 0)):
        x = blobs(n, d, k, spread)
        out.append(fit(f"{n} rows of {d}, {k} clusters", x, x[rng.choice(n, k, replace=False)]))
    x = blobs(200, 2, 5, 2)
    start = x[:5]
    out.append(fit("three moves", x, start, max_iter=3))
    out.append(fit("tolerance", x, start, tol=0.05))
    out.append(fit("one cluster", x, x[:1]))
    out.append(fit("an empty cluster", x, np.r_[start, [[90.0, 90.0]]]))
    two = np.r_[[[-90.0, 90.0]], start[:3], [[90.0, 90.0]]]
    out.append(fit("two empty clusters", x, two))
    out.append(fit("an empty cluster, one move", x, np.r_[start, [[90.0, 90.0]]], max_iter=1))
    return out


def rands():
    out = []
    for n, ka, kb in ((1, 1, 1), (5, 5, 5), (10, 1, 10), (30, 2, 3), (200, 4, 4), (1000, 10, 3)):
        a = rng.integers(0, ka, n)
        for b in (rng.integers(0, kb, n), np.where(rng.random(n) < 0.8, (a + 3) % 7, 0)):
            out.append({"a": a.tolist(), "b": b.tolist(), "value": float(adjusted_rand_score(a, b))})
    return out


def iris():
    x, y = load_iris(return_X_y=True)
    m = KMeans(3, n_init=20, random_state=0, tol=0).fit(x)
    return {"x": x.tolist(), "y": y.tolist(), "inertia": float(m.inertia_),
            "rand": float(adjusted_rand_score(y, m.labels_)), "silhouette": float(silhouette_samples(x, m.labels_).mean())}


values = {"pins": PINS, "kMeans": kmeans(), "rand": rands(), "iris": iris()}
print(json.dumps(values, separators=(",", ":")))
