#!/usr/bin/env python3
"""Makes the tables penguins, iris, digits, faithful, votes, spam and austen beside this file from the packages that carry them.

Usage: python make_tables.py FAITHFUL LIBRARY
where FAITHFUL is stat/faithful_test.go of gonum v0.17.0 ("go list -m -f {{.Dir}} gonum.org/v1/gonum" names its folder)
and LIBRARY is the folder of the R packages mlbench, kernlab and janeaustenr. Debian 12's do; R itself is not needed:
    apt-get download r-cran-mlbench r-cran-kernlab r-cran-janeaustenr
    for deb in r-cran-*.deb; do dpkg -x $deb x; done    # LIBRARY is x/usr/lib/R/site-library
Needs scikit-learn 1.9.1, palmerpenguins 0.1.6 and rdata 1.1.0. Writes the same bytes every time.
"""

import csv
import gzip
import importlib.resources
import io
import re
import sys
import zlib
from pathlib import Path

import rdata
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


VOTES = """handicapped_infants water_project_cost_sharing adoption_of_the_budget_resolution physician_fee_freeze
el_salvador_aid religious_groups_in_schools anti_satellite_test_ban aid_to_nicaraguan_contras mx_missile immigration
synfuels_corporation_cutback education_spending superfund_right_to_sue crime duty_free_exports
export_administration_act_south_africa""".split()  # UCI's names; R's package calls them V1 to V16


def votes(library):
    data = rdata.read_rda(library / "mlbench/data/HouseVotes84.rda")["HouseVotes84"]
    assert data.shape == (435, 1 + len(VOTES))
    rows = data.astype(object).where(data.notna(), "").to_numpy()
    write("votes/votes.csv", [",".join(["party", *VOTES]), *map(",".join, rows)])


# The words' own columns are called by the word. R's package calls the others otherwise.
SPAM = {"charSemicolon": ";", "charRoundbracket": "(", "charSquarebracket": "[", "charExclamation": "!", "charDollar": "$",
        "charHash": "#", "capitalAve": "capitals_average", "capitalLong": "capitals_longest", "capitalTotal": "capitals_total"}


def spam(library):
    data = rdata.read_rda(library / "kernlab/data/spam.rda")["spam"]
    assert data.shape == (4601, 58)
    lines = [",".join(SPAM.get(c, re.sub(r"^num(?=\d)", "", c)) for c in data.columns)]
    for *x, kind in data.itertuples(index=False):
        assert all(float(number(v)) == v for v in x)
        lines.append(",".join([*map(number, x), kind]))
    write("spam/spam.csv.gz", lines)


def novel(library, name):
    """The text of a novel as the package holds it: Project Gutenberg's, without its header and licence."""
    folder = library / "janeaustenr/data"
    offset, length = rdata.read_rds(folder / "Rdata.rdx")["variables"][name]
    packed = (folder / "Rdata.rdb").read_bytes()[offset : offset + length]
    lines = rdata.conversion.convert(rdata.parser.parse_data(zlib.decompress(packed[4:])))
    return "\n".join(lines)


SHORT = 20  # words: a shorter paragraph is joined with the next


def paragraphs(text):
    """Pairs of chapter, counted from 1 through all volumes, and text."""
    out, chapter = [], 0
    for block in re.split(r"\n\s*\n", text):
        block = " ".join(block.replace("_", "").split())  # _word_ marks italics
        if re.fullmatch(r"(?i)chapter ([ivxl]+|[0-9]+)", block):
            chapter += 1
        elif chapter == 0 or re.fullmatch(r"(VOLUME [IVX]+|FINIS|[* ]*)", block):
            pass  # title, headings, rulers, end
        elif out and out[-1][0] == chapter and len(out[-1][1].split()) < SHORT:
            out[-1][1] += " " + block
        else:
            if len(out) > 1 and out[-1][0] < chapter and len(out[-1][1].split()) < SHORT:
                out[-2][1] += " " + out.pop()[1]  # the last words of a chapter
            out.append([chapter, block])
    return out


def austen(library):
    table = io.StringIO()
    rows = csv.writer(table, lineterminator="\n")
    rows.writerow(["book", "chapter", "text"])
    for book, name in [("Pride and Prejudice", "prideprejudice"), ("Emma", "emma")]:
        rows.writerows([book, chapter, text] for chapter, text in paragraphs(novel(library, name)))
    write("austen/austen.csv.gz", table.getvalue().splitlines())


def main():
    penguins()
    iris()
    digits()
    faithful(sys.argv[1])
    library = Path(sys.argv[2])
    votes(library)
    spam(library)
    austen(library)


if __name__ == "__main__":
    main()
