"""Golden values for coordinate ascent and variational EM, from scipy and JAX: run it where its pins are installed.

    pip install scipy==1.17.1 scikit-learn==1.9.1 numpy==2.4.6 jax==0.10.2
    python ascent.py > ascent.json

No update rule of the book's is used: every value is the end of a search, or an integral. iris: Fisher 1936, as shipped with
scikit-learn; UCI Machine Learning Repository, CC BY 4.0.
"""

import json

import jax
import jax.numpy as jnp
import numpy as np
import scipy
import sklearn
from scipy import integrate, optimize, stats
from sklearn.datasets import load_iris

PINS = {"scipy": "1.17.1", "scikit-learn": "1.9.1", "numpy": "2.4.6", "jax": "0.10.2"}
assert (scipy.__version__, sklearn.__version__, np.__version__, jax.__version__) == tuple(PINS.values()), PINS
jax.config.update("jax_enable_x64", True)


def sweeps():
    """Each component's mean given the others, by the blocks of the covariance: what one update must give."""
    g, out = np.random.default_rng(3), []
    for n in (2, 3, 4):
        a = g.normal(size=(n, n + 1))
        mean, cov, z = g.normal(size=n), a @ a.T, g.normal(size=n) * 3
        start, after = z.tolist(), []
        for j in range(n):
            rest = [i for i in range(n) if i != j]
            k = np.linalg.solve(cov[np.ix_(rest, rest)], cov[rest, j])
            z[j] = mean[j] + k @ (z[rest] - mean[rest])
            after.append({"mu": float(z[j]), "variance": float(cov[j, j] - k @ cov[rest, j])})
        out.append({"mean": mean.tolist(), "cov": cov.tolist(), "start": start, "after": after})
    return out


def precisions():
    """The best q(mu) q(tau) by a search, its bound from scipy's log-densities by quadrature; log p(X) by quadrature in tau."""
    g, out = np.random.default_rng(5), []
    for n, prior in ((3, (0.0, 1.0, 2.0, 1.0)), (10, (1.0, 0.5, 1.5, 2.0)), (1, (-1.0, 2.0, 3.0, 0.5))):
        m0, kappa, alpha, beta = prior
        x = g.normal(2, 1.5, n)
        nodes, weights = np.polynomial.hermite_e.hermegauss(6)  # exact: log p is quadratic in mu
        weights = weights / weights.sum()
        legendre, legendre_weights = np.polynomial.legendre.leggauss(160)

        def log_joint(mu, tau):
            return (stats.norm(mu[..., None], tau[..., None] ** -0.5).logpdf(x).sum(-1)
                    + stats.norm(m0, (kappa * tau) ** -0.5).logpdf(mu) + stats.gamma(alpha, scale=1 / beta).logpdf(tau))

        def bound(v):
            """E_q[log p - log q] by Gauss-Hermite in mu and Gauss-Legendre in log tau."""
            q_mu, q_tau = stats.norm(v[0], np.exp(v[1])), stats.gamma(np.exp(v[2]), scale=np.exp(-v[3]))
            centre, spread = v[2] - v[3], np.exp(-v[2] / 2)
            log_tau = centre + spread * 14 * legendre - 4 * spread
            tau = np.exp(log_tau)
            mass = q_tau.pdf(tau) * tau * spread * 14 * legendre_weights
            mu, t = np.meshgrid(v[0] + np.exp(v[1]) * nodes, tau, indexing="ij")
            return weights @ (log_joint(mu, t) - q_mu.logpdf(mu) - q_tau.logpdf(t)) @ mass

        start = [x.mean(), 0.0, np.log(alpha + n / 2), np.log(beta + n)]
        r = optimize.minimize(lambda v: -bound(v), start, method="Nelder-Mead",
                              options={"xatol": 1e-6, "fatol": 1e-12, "maxiter": 4000, "maxfev": 4000})

        def evidence(tau):
            # mu integrates out to a normal: x is N(m0, (I + 11'/kappa)/tau)
            cov = (np.eye(n) + 1 / kappa) / tau
            return np.exp(stats.multivariate_normal([m0] * n, cov).logpdf(x) + stats.gamma(alpha, scale=1 / beta).logpdf(tau))

        log_p = np.log(integrate.quad(evidence, 0, np.inf, epsabs=0, epsrel=1e-11, limit=400)[0])
        out.append({"x": x.tolist(), "prior": prior, "mu": float(r.x[0]), "sigma": float(np.exp(r.x[1])),
                    "shape": float(np.exp(r.x[2])), "rate": float(np.exp(r.x[3])), "elbo": float(-r.fun), "logP": float(log_p)})
    return out


def families():
    """The highest mean ELBO of the linear-Gaussian model on iris, two components, by BFGS over W, sigma and the codes' affine map."""
    x = load_iris().data
    x = jnp.array(x - x.mean(0))
    d, l = 4, 2
    out = {}
    for name in ("full", "diagonal", "spherical"):
        size = {"full": l * (l + 1) // 2, "diagonal": l, "spherical": 1}[name]

        def unpack(v):
            w, a = v[: d * l].reshape(d, l), v[d * l : 2 * d * l].reshape(d, l)
            log_sigma, c = v[2 * d * l], v[2 * d * l + 1 :]
            if name == "full":
                chol = jnp.diag(jnp.exp(c[:l])) + jnp.zeros((l, l)).at[jnp.tril_indices(l, -1)].set(c[l:])
            else:
                chol = jnp.diag(jnp.exp(c * jnp.ones(l)))
            return w, a, log_sigma, chol

        def loss(v):
            w, a, log_sigma, chol = unpack(v)
            cov, mu = chol @ chol.T, x @ a
            rest = ((x - mu @ w.T) ** 2).sum(1).mean() + jnp.trace(w @ cov @ w.T)
            recon = -d / 2 * jnp.log(2 * jnp.pi) - d * log_sigma - rest / 2 * jnp.exp(-2 * log_sigma)
            kl = 0.5 * ((mu**2).sum(1).mean() + jnp.trace(cov) - l) - jnp.log(jnp.diag(chol)).sum()
            return kl - recon

        f = jax.jit(jax.value_and_grad(loss))
        g, best = np.random.default_rng(1), None
        for _ in range(10):
            start = np.r_[g.normal(size=2 * d * l) / 2, -0.5, np.zeros(size)]
            r = optimize.minimize(lambda v: tuple(np.asarray(u) for u in f(v)), start, jac=True, method="BFGS",
                                  options={"gtol": 1e-9, "maxiter": 5000})
            if best is None or r.fun < best.fun:
                best = r
        w, _, log_sigma, _ = unpack(best.x)
        cov = np.asarray(w @ w.T + np.exp(2 * log_sigma) * np.eye(d))
        out[name] = {"elbo": float(-best.fun), "logP": float(stats.multivariate_normal(np.zeros(d), cov).logpdf(np.asarray(x)).mean())}
    return out


print(json.dumps({"pins": PINS, "sweeps": sweeps(), "precisions": precisions(), "families": families()}, separators=(",", ":")))
