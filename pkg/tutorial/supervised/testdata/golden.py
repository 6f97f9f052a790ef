"""Golden values for package supervised, from scikit-learn and statsmodels: run it where its pins are installed.

    pip install numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1 statsmodels==0.15.0
    python golden.py

It writes golden.json beside itself. iris and digits are the book's own data sets, which scikit-learn ships too.
"""

import json
import warnings
from pathlib import Path

import numpy as np
import scipy
import sklearn
import statsmodels
import statsmodels.api as sm
from sklearn.datasets import load_digits, load_iris
from sklearn.linear_model import LogisticRegression, Ridge

PINS = {"numpy": "2.4.6", "scipy": "1.17.1", "scikit-learn": "1.9.1", "statsmodels": "0.15.0"}
assert (np.__version__, scipy.__version__, sklearn.__version__, statsmodels.__version__) == tuple(PINS.values()), PINS
warnings.filterwarnings("error", category=sklearn.exceptions.ConvergenceWarning)

rng = np.random.default_rng(3)


def rows(x):
    return np.asarray(x).tolist()


def linear(n, d, alphas=(0.5, 30.0)):
    """Least squares by statsmodels: log-likelihood with sigma^2 by maximum likelihood. Ridge by scikit-learn."""
    x = rng.normal(size=(n, d)) @ rng.normal(size=(d, d)) * 10.0 ** rng.integers(-2, 3, d) + rng.normal(0, 20, d)
    y = x @ rng.normal(size=d) + 3 + rng.normal(0, 2, n)
    fit = sm.OLS(y, sm.add_constant(x, has_constant="add")).fit()
    ridges = []
    for alpha in alphas:
        r = Ridge(alpha=alpha, solver="svd").fit(x, y)
        ridges.append({"alpha": alpha, "w": rows(r.coef_), "b": float(r.intercept_)})
    return {"x": rows(x), "y": rows(y), "w": rows(fit.params[1:]), "b": float(fit.params[0]),
            "sigma2": float(fit.ssr / n), "logLik": float(fit.llf), "ridge": ridges}


def logistic(x, y, c, new):
    """The optimum: Newton's method of scikit-learn to 1e-12, checked by a second solver."""
    m = LogisticRegression(C=c, solver="newton-cholesky", tol=1e-12, max_iter=1000).fit(x, y)
    again = LogisticRegression(C=c, solver="newton-cg", tol=1e-9, max_iter=10000).fit(x, y)
    assert np.allclose(m.coef_, again.coef_, rtol=1e-5, atol=1e-5), abs(m.coef_ - again.coef_).max()
    p = m.predict_log_proba(x)[np.arange(len(y)), y]
    objective = -p.mean() + (m.coef_**2).sum() / (2 * c * len(y))
    return {"C": "inf" if np.isinf(c) else c, "w": rows(m.coef_), "b": rows(m.intercept_), "objective": float(objective),
            "logProbs": rows(m.predict_log_proba(new)), "predicted": rows(m.predict(new))}


def noisy(n, d, k):
    """Rows in columns of very different units, and labels drawn from their softmax: not separable."""
    z = rng.normal(size=(n, d))
    y = np.argmax(z @ rng.normal(size=(d, k)) + rng.gumbel(size=(n, k)), 1)
    return z * 10.0 ** np.arange(-1, d - 1) + 5, y


def case(x, y, cs):
    return {"x": rows(x), "y": rows(y), "fits": [logistic(x, y, c, x[:4]) for c in cs]}


def digits():
    """First half train, second half test; C = 1 at the optimum, and where scikit-learn's default tolerance stops."""
    x, y = load_digits(return_X_y=True)
    h = len(x) // 2
    out = logistic(x[:h], y[:h], 1.0, x[h : h + 4])
    m = LogisticRegression(C=1.0, solver="newton-cholesky", tol=1e-12, max_iter=1000).fit(x[:h], y[:h])
    early = LogisticRegression(C=1.0, max_iter=10000).fit(x[:h], y[:h])
    free = LogisticRegression(C=np.inf, max_iter=10000).fit(x[:h], y[:h])
    return out | {"accuracy": m.score(x[h:], y[h:]), "early": early.score(x[h:], y[h:]), "free": free.score(x[h:], y[h:])}


iris, species = load_iris(return_X_y=True)
values = {
    "pins": PINS,
    "linear": [linear(20, 1), linear(60, 4), linear(200, 7)],
    "two": case(*noisy(150, 3, 2), (1.0, 0.01, np.inf)),
    "four": case(*noisy(300, 3, 4), (1.0, 0.01, np.inf)),
    "iris": [logistic(iris, species, c, iris[::40]) for c in (1.0, 100.0)],
    "versicolor": [logistic(iris[50:], species[50:] - 1, c, iris[50::20]) for c in (1.0, np.inf)],
    "digits": digits(),
}
Path(__file__).with_name("golden.json").write_text(json.dumps(values, separators=(",", ":")) + "\n")
