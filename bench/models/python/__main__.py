"""The scikit-learn side of `make bench WHAT=models`: the same fits on the same rows as the Go side (../main.go).

    python bench/models/python FOLDER

A line "CASE SIZE" on the input runs one fit; the answer is one JSON object a line. A case is a function that gets the
folder and the size, reads its rows, and returns the function that is timed, which returns the numbers to compare.
"""

import json
import sys
import time
from pathlib import Path

import gmm
import kde
import kmeans
import logistic
import naivebayes
import pca

CASES = {"gmm-full": gmm.case, "kde-1e-4": kde.case(1e-4), "kde-exact": kde.case(0.0), "kmeans": kmeans.case,
         "logistic-2": logistic.case(2), "logistic-4": logistic.case(4), "nb-bernoulli": naivebayes.bernoulli,
         "nb-gaussian": naivebayes.gaussian, "nb-multinomial": naivebayes.multinomial, "pca": pca.case}


def main(folder: Path) -> None:
    import sklearn

    say({"ready": True, "versions": f"scikit-learn {sklearn.__version__}"})
    ready = {}
    for line in sys.stdin:
        what = line.strip()
        if what not in ready:
            name, size = what.split()
            ready[what] = CASES[name](folder, size)
        start = time.perf_counter()
        check = ready[what]()
        say({"what": what, "side": "python", "seconds": time.perf_counter() - start, "check": [float(v) for v in check]})


def say(fields: dict) -> None:
    print(json.dumps(fields), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
