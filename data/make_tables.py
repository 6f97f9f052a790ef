#!/usr/bin/env python3
"""Makes the tables penguins, iris, digits and faithful beside this file from the packages that carry them.

Usage: python make_tables.py FAITHFUL
where FAITHFUL is stat/faithful_test.go of gonum v0.17.0 ("go list -m -f {{.Dir}} gonum.org/v1/gonum" names its folder).
Needs scikit-learn 1.9.1 and palmerpenguins 0.1.6. Writes the same bytes every time.
"""

import gzip
import importlib.resources
import re
import sys
from pathlib import Path

from sklearn.datasets import load_digits, load_iris

HERE = Path(__file__).resolve().parent


def number(v):
    """5.0 as 5, 5.10 as 5.1: the shortest text that reads back as v."""
    return f"{v:g}"


def write(name, lines):
    content = ("\n".join(lines) + "\n").encode("ascii")
    path = HERE / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(gzip.compress(content, mtime=0) if name.endswith(".gz") else content)


def penguins():
    source = importlib.resources.files("palmerpenguins") / "data" / "penguins.csv"
    write("penguins/penguins.csv", source.read_text().splitlines())


def iris():
    data = load_iris()
    lines = ["sepal_length_cm,sepal_width_cm,petal_length_cm,petal_width_cm,species"]
    for x, y in zip(data.data, data.target):
        lines.append(",".join([*map(number, x), str(data.target_names[y])]))
    write("iris/iris.csv", lines)


def digits():
    data = load_digits()
    lines = [",".join([*(f"p{i}{j}" for i in range(8) for j in range(8)), "digit"])]
    for x, y in zip(data.data, data.target):
        lines.append(",".join([*map(number, x), str(y)]))
    write("digits/digits.csv.gz", lines)


def faithful(path):
    text = Path(path).read_text()
    waiting, eruptions = (re.findall(r"[\d.]+", part) for part in re.findall(r"\[\]float64\{(.*?)\}", text, re.S))
    assert len(waiting) == len(eruptions) == 272
    write("faithful/faithful.csv", ["eruptions_min,waiting_min", *map(",".join, zip(eruptions, waiting))])


def main():
    penguins()
    iris()
    digits()
    faithful(sys.argv[1])


if __name__ == "__main__":
    main()
