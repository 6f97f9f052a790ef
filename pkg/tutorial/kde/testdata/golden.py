"""Golden values for package kde, from scikit-learn, scipy and statsmodels: run it where its pins are installed.

    pip install scipy==1.17.1 scikit-learn==1.9.1 numpy==2.4.6 statsmodels==0.15.0
    python golden.py > golden.json

digits: Alpaydin & Kaynak 1998, test set of "Optical Recognition of Handwritten Digits", as shipped with scikit-learn; UCI
Machine Learning Repository, CC BY 4.0. Only the scores are kept here: the search is scikit-learn's own example
(examples/neighbors/plot_digits_kde_sampling.py), and a density with a round kernel does not depend on the signs of PCA's axes.

The leaf size keeps all points in one leaf. With smaller leaves scikit-learn 1.9.1 adds and subtracts bounds, and what
rounding leaves of them stands in the sum: far from the points, where the density is below about 1e-16 of its bounds, the
answer is that remainder (for the digits below a mean log-density of -74.6 instead of -91.5 at bandwidth 1.13), although rtol and
atol are 0. In one leaf it is the plain sum; brute force with scipy's logsumexp gives the same numbers.
"""

import json
import warnings

import numpy as np
import scipy
import sklearn
import statsmodels
from scipy.stats import gaussian_kde
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.model_selection import GridSearchCV, KFold
from sklearn.neighbors import KernelDensity, NearestNeighbors
from statsmodels.nonparametric.bandwidths import bw_silverman

PINS = {"scipy": "1.17.1", "scikit-learn": "1.9.1", "numpy": "2.4.6", "statsmodels": "0.15.0"}
assert (scipy.__version__, sklearn.__version__, np.__version__, statsmodels.__version__) == tuple(PINS.values()), PINS
for kind in (RuntimeWarning, UserWarning):  # log of 0 outside of a bounded kernel
    warnings.simplefilter("ignore", kind)

rng = np.random.default_rng(7)
ONE_LEAF = 10**6
KERNELS = ("gaussian", "tophat", "epanechnikov", "exponential", "linear")


def finite(values):
    """−inf, which JSON has not, as null."""
    return [float(v) if np.isfinite(v) else None for v in values]


def densities():
    out = []
    for n, d in ((1, 1), (150, 1), (300, 2), (200, 3), (400, 8)):
        x = rng.normal(0, 1, (n, d)) + 2 * rng.integers(0, 2, (n, 1))
        q = np.r_[x[:5], rng.normal(1, 2, (15, d)), np.full((1, d), 40.0)]
        case = {"x": x.tolist(), "q": q.tolist(), "scores": []}
        for kernel, name in enumerate(KERNELS):
            for h in (0.05, 0.7, 4.0):
                m = KernelDensity(bandwidth=h, kernel=name, leaf_size=ONE_LEAF).fit(x)
                case["scores"].append({"kernel": kernel, "bandwidth": h, "logP": finite(m.score_samples(q))})
        case["nearest"] = NearestNeighbors(n_neighbors=1).fit(x).kneighbors(q)[0][:, 0].tolist()
        out.append(case)
    return out


def rules():
    out = []
    for n, d in ((30, 1), (200, 1), (50, 2), (500, 4)):
        x = rng.standard_t(3, (n, d)) if n != 30 else rng.uniform(0, 1, (n, d))
        g = gaussian_kde(x.T)
        out.append({"x": x.tolist(), "silverman": float(g.silverman_factor()), "scott": float(g.scotts_factor()),
                    "sd": float(np.sqrt(x.var(0, ddof=1).mean())), "robust": float(bw_silverman(x[:, 0]))})
    return out


def search():
    """Five folds, and leaving one out, on small data; each score is a sum over a fold."""
    x = rng.normal(0, 1, (83, 2))
    grid = np.logspace(-1, 1, 9)
    out = {"x": x.tolist(), "grid": grid.tolist(), "kernels": []}
    for kernel, name in enumerate(KERNELS):
        def scores(folds):
            cv = GridSearchCV(KernelDensity(kernel=name, leaf_size=ONE_LEAF), {"bandwidth": grid}, cv=KFold(folds)).fit(x).cv_results_
            return finite(cv["mean_test_score"] * folds / len(x))
        out["kernels"].append({"kernel": kernel, "five": scores(5), "one": scores(len(x))})
    return out


def digits():
    x = PCA(15).fit_transform(load_digits().data)
    grid = np.logspace(-1, 1, 20)
    m = GridSearchCV(KernelDensity(leaf_size=ONE_LEAF), {"bandwidth": grid}).fit(x)
    tree = GridSearchCV(KernelDensity(), {"bandwidth": grid}).fit(x)
    assert tree.best_params_ == m.best_params_
    return {"grid": grid.tolist(), "best": float(m.best_params_["bandwidth"]),
            "scores": (m.cv_results_["mean_test_score"] * 5 / len(x)).tolist()}


values = {"pins": PINS, "densities": densities(), "rules": rules(), "search": search(), "digits": digits()}
print(json.dumps(values, separators=(",", ":")))
