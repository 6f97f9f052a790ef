"""Naive Bayes on four classes: Gaussian; Bernoulli with x > 0; multinomial on the counts ⌊|x|⌋, which are made before."""

import numpy as np
from data import labels, rows
from sklearn.naive_bayes import BernoulliNB, GaussianNB, MultinomialNB


def gaussian(folder, size):
    x, y = rows(folder, size), labels(folder, size, 4)

    def fit():
        m = GaussianNB().fit(x, y)
        return np.r_[np.log(m.class_prior_), m.theta_.ravel(), m.var_.ravel()]

    return fit


def bernoulli(folder, size):
    return counted(BernoulliNB(), rows(folder, size), labels(folder, size, 4))


def multinomial(folder, size):
    return counted(MultinomialNB(), np.floor(np.abs(rows(folder, size))), labels(folder, size, 4))


def counted(model, x, y):
    def fit():
        m = model.fit(x, y)
        return np.r_[m.class_log_prior_, np.exp(m.feature_log_prob_).ravel()]

    return fit
