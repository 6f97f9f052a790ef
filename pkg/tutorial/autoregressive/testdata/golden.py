"""Makes golden.json: log-probabilities of all rows of 6 pixels under networks with given weights, from the papers' formulas
and numpy alone. Run with numpy 2.4.6: python golden.py"""

import itertools
import json
import pathlib

import numpy as np

assert np.__version__ == "2.4.6", np.__version__
rng = np.random.default_rng(7)
D, H, R = 6, 5, 3
rows = np.array(list(itertools.product([0.0, 1.0], repeat=D)))


def sigmoid(v):
    return 1 / (1 + np.exp(-v))


def log_prob(conditional):
    """Sum of log p(x_d | x_<d), where conditional(x[:d]) is p(x_d = 1 | x_<d)."""
    out = []
    for x in rows:
        p = [conditional(x[:d]) for d in range(D)]
        out.append(float(sum(np.log(q if v else 1 - q) for q, v in zip(p, x))))
    assert abs(np.exp(out).sum() - 1) < 1e-12
    return out


def weights(*shape):
    return rng.normal(size=shape)


A, B, W, C, V = weights(D, D), weights(D), weights(D, H), weights(H), weights(H, D)


def fvsbn(seen):
    d = len(seen)
    return sigmoid(B[d] + seen @ A[:d, d])


def made(seen):
    d = len(seen)
    logit = B[d] + seen @ A[:d, d]
    for k in range(H):
        m = 1 + k % (D - 1)  # the unit sees pixels 1 … m and speaks to pixels m+1 … D
        if d + 1 > m:
            logit += V[k, d] * np.tanh(C[k] + seen[:m] @ W[:m, k])
    return sigmoid(logit)


gates = {name: {"W": weights(R, H), "U": weights(H, H), "B": weights(H)} for name in ("Update", "Reset", "Candidate")}
out = {"V": weights(H, R), "A": weights(R), "S": weights(R, R)}


def gru(seen):
    def total(name, x, h):
        g = gates[name]
        return x @ g["W"] + h @ g["U"] + g["B"]

    h, strip = np.zeros(H), np.zeros(R)
    t, i = divmod(len(seen), R)
    for s in range(t + 1):
        x = seen[(s - 1) * R : s * R] if s else strip
        u, r = sigmoid(total("Update", x, h)), sigmoid(total("Reset", x, h))
        h = u * h + (1 - u) * np.tanh(total("Candidate", x, r * h))
    return sigmoid(out["A"][i] + h @ out["V"][:, i] + seen[t * R :] @ out["S"][:i, i])


def plain(v):
    return {k: plain(w) for k, w in v.items()} if isinstance(v, dict) else v.tolist()


golden = {
    "Masked": plain({"A": A, "B": B, "W": W, "C": C, "V": V}),
    "Recurrent": {"D": D, **plain(gates), **plain(out)},
    "FVSBN": log_prob(fvsbn),
    "MADE": log_prob(made),
    "GRU": log_prob(gru),
}
pathlib.Path(__file__).with_name("golden.json").write_text(json.dumps(golden) + "\n")
