"""Golden values for package naivebayes, from scikit-learn, numpy and scipy: run it where its pins are installed.

    pip install numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1
    python golden.py

It writes golden.json beside itself. iris and digits are the book's own data sets, which scikit-learn ships too.
"""

import json
from pathlib import Path

import numpy as np
import scipy
import sklearn
from scipy.special import logsumexp
from scipy.stats import multinomial
from sklearn.calibration import calibration_curve
from sklearn.datasets import load_digits, load_iris
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.metrics import log_loss
from sklearn.model_selection import train_test_split
from sklearn.naive_bayes import BernoulliNB, CategoricalNB, ComplementNB, GaussianNB, MultinomialNB

PINS = {"numpy": "2.4.6", "scipy": "1.17.1", "scikit-learn": "1.9.1"}
assert (np.__version__, scipy.__version__, sklearn.__version__) == tuple(PINS.values()), PINS

rng = np.random.default_rng(5)
PRIOR = [0.2, 0.5, 0.3]


def rows(x):
    return np.asarray(x).tolist()


def fitted(m, x, y, new, **config):
    m.fit(x, y)
    return {"config": config, "joint": rows(m.predict_joint_log_proba(new)), "logProbs": rows(m.predict_log_proba(new)),
            "predicted": rows(m.predict(new))}


def case(x, y, new, fits):
    return {"x": rows(x), "y": rows(y), "new": rows(new), "fits": [fitted(m, x, y, new, **config) for m, config in fits]}


def labels(n, k):
    return np.r_[np.arange(k), rng.integers(0, k, n - k)]  # each class has a row


def gaussian(n=60, d=4):
    y = labels(n, 3)
    x = (rng.normal(size=(n, d)) + y[:, None] * rng.normal(size=d)) * 10.0 ** np.arange(-2, d - 2) + 7
    x[:, 1] = np.where(y == 1, 4.0, x[:, 1])  # constant in one class: only smoothing keeps its variance above 0
    return case(x, y, x[:5] + 0.1, [
        (GaussianNB(), {}),
        (GaussianNB(var_smoothing=1e-3), {"VarSmoothing": 1e-3}),
        (GaussianNB(priors=PRIOR), {"Prior": PRIOR}),
    ])


def bernoulli(n=50, d=6):
    y = labels(n, 3)
    x = rng.normal(size=(n, d)) + 0.5 * y[:, None]
    return case(x, y, rng.normal(size=(5, d)), [
        (BernoulliNB(), {"Alpha": 1}),
        (BernoulliNB(alpha=0.25, binarize=0.3), {"Alpha": 0.25, "Threshold": 0.3}),
        (BernoulliNB(class_prior=PRIOR), {"Alpha": 1, "Prior": PRIOR}),
        (BernoulliNB(fit_prior=False), {"Alpha": 1, "Prior": [1 / 3] * 3}),
    ])


def counts(n=50, d=6):
    y = labels(n, 3)
    return rng.poisson(np.exp(rng.normal(size=(3, d)))[y]), y, rng.poisson(2, size=(5, d))


def multi():
    x, y, new = counts()
    out = case(x, y, new, [
        (MultinomialNB(), {"Alpha": 1}),
        (MultinomialNB(alpha=0.1, class_prior=PRIOR), {"Alpha": 0.1, "Prior": PRIOR}),
    ])
    m = MultinomialNB().fit(x, y)
    out["logProb"] = [float(logsumexp([c + multinomial.logpmf(r, r.sum(), np.exp(p) / np.exp(p).sum())
                                       for c, p in zip(m.class_log_prior_, m.feature_log_prob_)])) for r in new]
    return out


def complement():
    return case(*counts(), [
        (ComplementNB(), {"Alpha": 1}),
        (ComplementNB(alpha=0.3, norm=True), {"Alpha": 0.3, "Norm": True}),
    ])


def categorical(n=60):
    y = labels(n, 3)
    values = [2, 5, 3]
    x = np.column_stack([rng.integers(0, v, n) for v in values])
    new = np.column_stack([rng.integers(0, v, 5) for v in values])
    more = [4, 5, 6]
    return case(x, y, new, [
        (CategoricalNB(), {"Alpha": 1}),
        (CategoricalNB(alpha=0.5, min_categories=more, class_prior=PRIOR), {"Alpha": 0.5, "Values": more, "Prior": PRIOR}),
    ])


def missing(n=40, d=3):
    """What numpy finds in each class where it leaves NaN away."""
    y = labels(n, 2)
    x = rng.normal(3, 2, size=(n, d))
    x[rng.random((n, d)) < 0.3] = np.nan
    mean = [np.nanmean(x[y == k], 0) for k in range(2)]
    var = [np.nanvar(x[y == k], 0) + 1e-9 * np.nanvar(x, 0).max() for k in range(2)]
    return {"x": [[None if np.isnan(v) else v for v in r] for r in x.tolist()], "y": rows(y), "mean": rows(mean), "var": rows(var)}


def iris():
    """scikit-learn's own example: 4 of 75 wrong. All 150 rows: 6 wrong."""
    x, y = load_iris(return_X_y=True)
    train, test = train_test_split(np.arange(len(x)), test_size=0.5, random_state=0)
    half, full = GaussianNB().fit(x[train], y[train]), GaussianNB().fit(x, y)
    return {"train": rows(train), "test": rows(test), "joint": rows(half.predict_joint_log_proba(x[test])),
            "wrong": int((half.predict(x[test]) != y[test]).sum()), "allWrong": int((full.predict(x) != y).sum()),
            "logLoss": float(log_loss(y, full.predict_proba(x)))}


def digits():
    """First half of the rows to train on, second half to test."""
    x, y = load_digits(return_X_y=True)
    h = len(x) // 2
    out = {}
    for name, m in {"gaussian": GaussianNB(), "bernoulli": BernoulliNB(binarize=7.5), "multinomial": MultinomialNB(),
                    "complement": ComplementNB(), "categorical": CategoricalNB(min_categories=17)}.items():
        m.fit(x[:h], y[:h])
        out[name] = {"accuracy": m.score(x[h:], y[h:]), "joint": rows(m.predict_joint_log_proba(x[h : h + 3]))}
    return out


def calibration(n=400):
    p = np.r_[0.0, 1.0, 0.5, 0.2, rng.beta(0.5, 0.5, n)]
    p = p[(p < 0.7) | (p > 0.8)]  # leaves a bin of ten empty
    y = (rng.random(len(p)) < p**1.5).astype(int)
    right, mean = calibration_curve(y, p, n_bins=10)
    return {"p": rows(p), "y": rows(y), "right": rows(right), "mean": rows(mean), "logLoss": float(log_loss(y, p.clip(1e-12, 1 - 1e-12)))}


def words():
    texts = ["the cat sat on the mat", "the dog sat", "a dog and a cat", "mat"]
    v = CountVectorizer(token_pattern=r"\S+", min_df=2)
    x = v.fit_transform(texts)
    return {"texts": [t.split() for t in texts], "words": list(v.get_feature_names_out()), "counts": rows(x.toarray())}


values = {
    "pins": PINS,
    "gaussian": gaussian(), "bernoulli": bernoulli(), "multinomial": multi(), "complement": complement(),
    "categorical": categorical(), "missing": missing(), "iris": iris(), "digits": digits(), "calibration": calibration(),
    "words": words(),
}
text = json.dumps(values, indent=None, separators=(",", ":"), allow_nan=False)
Path(__file__).with_name("golden.json").write_text(text + "\n")
