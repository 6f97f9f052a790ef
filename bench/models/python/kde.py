"""Log-densities of 1000 rows under a Gaussian KDE of bandwidth 1; the tree is built before."""

from data import rows
from sklearn.neighbors import KernelDensity


def case(rtol):
    def prepare(folder, size):
        queries = rows(folder, "1000x16", "queries")
        m = KernelDensity(bandwidth=1.0, rtol=rtol).fit(rows(folder, size))
        return lambda: m.score_samples(queries)

    return prepare
