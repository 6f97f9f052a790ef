#!/usr/bin/env python3
"""Facts about the tables, computed from the packages that carry them, without any of the book's files or Go code.

Usage: python tables.py LIBRARY > tables.json
where LIBRARY is the folder of the R packages mlbench, kernlab and janeaustenr: see data/make_tables.py.
Needs numpy 2.4.6, scikit-learn 1.9.1, palmerpenguins 0.1.6, pandas 3.1.1 and rdata 1.1.0.
Old Faithful is tested against the summary in R's manual.
"""

import json
import sys
import zlib
from pathlib import Path

import numpy as np
import rdata
from palmerpenguins import load_penguins
from sklearn.datasets import load_digits, load_iris
from sklearn.feature_extraction.text import CountVectorizer

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


def votes(library):
    data = rdata.read_rda(library / "mlbench/data/HouseVotes84.rda")["HouseVotes84"]
    party = data.pop("Class")
    names = ["democrat", "republican"]
    return {
        "dims": list(data.shape),
        "classes": names,
        "counts": [int((party == p).sum()) for p in names],
        "votes": {vote: [(data[party == p] == vote).sum().tolist() for p in names] for vote in "yn"},
        "gaps": data.isna().sum().tolist(),
        "complete": len(data.dropna()),
    }


def spam(library):
    data = rdata.read_rda(library / "kernlab/data/spam.rda")["spam"]
    kind = data.pop("type")
    out = facts(data, (kind == "spam").astype(int), ["nonspam", "spam"])
    out["covariance"] = np.cov(data.to_numpy(float).T)[:3, :3].tolist()
    out["spam first"] = bool((kind[:1813] == "spam").all())
    return out


WORDS = ["bingley", "darcy", "elizabeth", "harriet", "knightley", "lady", "letter", "little", "of", "she", "the", "very"]


def austen(library):
    """How often some words stand in each novel, and all words but those of the headings, counted in the text as a whole."""
    folder = library / "janeaustenr/data"
    found = {}
    for book, name, headings in [
        ("Pride and Prejudice", "prideprejudice", "pride and prejudice by jane austen " + 61 * "chapter "),
        ("Emma", "emma", "emma by jane austen finis " + 58 * "volume number "),  # 3 volumes and 55 chapters, as VOLUME I
    ]:
        offset, length = rdata.read_rds(folder / "Rdata.rdx")["variables"][name]
        packed = (folder / "Rdata.rdb").read_bytes()[offset + 4 : offset + length]
        text = "\n".join(rdata.conversion.convert(rdata.parser.parse_data(zlib.decompress(packed))))
        split = CountVectorizer(token_pattern="[a-z]+")
        counts = np.asarray(split.fit_transform([text]).todense())[0]
        found[book] = {w: int(counts[split.vocabulary_[w]]) for w in WORDS if w in split.vocabulary_}
        found[book]["all words"] = int(counts.sum()) - len(headings.split())
    return {"words": found}


def main():
    library = Path(sys.argv[1])
    iris = load_iris()
    json.dump(
        {
            "penguins": penguins(),
            "iris": facts(iris.data, iris.target, iris.target_names),
            "digits": digits(),
            "votes": votes(library),
            "spam": spam(library),
            "austen": austen(library),
        },
        sys.stdout,
        indent=1,
    )
    print()


if __name__ == "__main__":
    main()
