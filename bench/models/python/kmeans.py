"""Eight centres moved twenty times by Lloyd's iteration, from the first eight rows."""

import warnings

import numpy as np
from data import rows
from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning


def case(folder, size):
    x = rows(folder, size)

    def fit():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            m = KMeans(8, init=x[:8].copy(), n_init=1, max_iter=20, tol=0, algorithm="lloyd").fit(x)
        return np.r_[m.cluster_centers_.ravel(), m.inertia_]

    return fit
