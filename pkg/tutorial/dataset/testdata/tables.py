#!/usr/bin/env python3
"""Facts about the four tables, computed from the packages that carry them, without any of the book's files or Go code.

Usage: python tables.py > tables.json
Needs numpy 2.4.6, scikit-learn 1.9.1, palmerpenguins 0.1.6 and pandas 3.1.1.
Old Faithful is tested against the summary in R's manual.
"""

import json
import sys

import numpy as np
from palmerpenguins import load_penguins
from sklearn.datasets import load_digits, load_iris

MEASURES = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]


def facts(x, labels, classes):
    x = np.asarray(x, float)
    return {
        "dims": list(x.shape),
        "means": x.mean(0).tolist(),
        "covariance": np.cov(x.T).tolist(),
        "first": x[0].tolist(),
        "last": x[-1].tolist(),
        "classes": list(classes),
        "counts": [int((np.asarray(labels) == c).sum()) for c in range(len(classes))],
    }


def penguins():
    data = load_penguins()
    whole = data.dropna(subset=MEASURES)
    names = sorted(whole["species"].unique())
    out = facts(whole[MEASURES], [names.index(s) for s in whole["species"]], names)
    r = lambda d: float(np.corrcoef(d["bill_length_mm"], d["bill_depth_mm"])[0, 1])
    out["bill correlation"] = r(whole)
    out["bill correlation within"] = [r(whole[whole["species"] == s]) for s in names]
    full = data.dropna()
    out["complete"] = len(full)
    out["complete bill correlation"] = r(full)
    out["complete bill correlation within"] = [r(full[full["species"] == s]) for s in names]
    out["missing"] = {c: np.flatnonzero(data[c].isna()).tolist() for c in data if data[c].isna().any()}
    return out


def digits():
    data = load_digits()
    out = facts(data.data, data.target, [str(k) for k in range(10)])
    out["covariance"] = np.cov(data.data.T)[27:30, 27:30].tolist()  # three pixels in the middle
    ink = data.data >= 8
    out["ones"] = [int(ink[:1437].sum()), int(ink[1437:].sum())]
    out["ones of row 1437"] = "".join("01"[int(b)] for b in ink[1437])
    out["label of row 1437"] = int(data.target[1437])
    return out


def main():
    iris = load_iris()
    json.dump(
        {
            "penguins": penguins(),
            "iris": facts(iris.data, iris.target, iris.target_names),
            "digits": digits(),
        },
        sys.stdout,
        indent=1,
    )
    print()


if __name__ == "__main__":
    main()
