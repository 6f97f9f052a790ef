"""The VAE of chapter 08 written in JAX: the other side of `make bench`.

Shapes: x [B, D] in {0, 1}; mu, logVar, z [B, J]; logits [B, D]. All densities in nats, summed over pixels
(or latent axes), averaged over images.
"""

import functools
import math

import jax
import jax.numpy as jnp
import optax

D = 784


def dense_init(key, fan_in: int, fan_out: int):
    """Weights ~ N(0, 2/fan_in), biases 0: the law of GoMLX's default initialiser."""
    w = jax.random.normal(key, (fan_in, fan_out), jnp.float32) * math.sqrt(2.0 / fan_in)
    return {"w": w, "b": jnp.zeros((fan_out,), jnp.float32)}


def init(key, hidden: list[int], latent: int):
    """Parameters of D-hidden-latent and its mirror image."""
    keys = iter(jax.random.split(key, 2 * len(hidden) + 3))
    enc_widths, dec_widths = [D, *hidden], [latent, *hidden[::-1]]
    return {
        "enc": [dense_init(next(keys), a, b) for a, b in zip(enc_widths, enc_widths[1:])],
        "mu": dense_init(next(keys), hidden[-1], latent),
        "logvar": dense_init(next(keys), hidden[-1], latent),
        "dec": [dense_init(next(keys), a, b) for a, b in zip(dec_widths, dec_widths[1:])],
        "out": dense_init(next(keys), hidden[0], D),
    }


def dense(p, x):
    return x @ p["w"] + p["b"]


def encode(params, x, act):
    h = x
    for layer in params["enc"]:
        h = act(dense(layer, h))
    return dense(params["mu"], h), dense(params["logvar"], h)


def decode(params, z, act):
    h = z
    for layer in params["dec"]:
        h = act(dense(layer, h))
    return dense(params["out"], h)


def log_bernoulli(x, logits):
    """log p(x|z) = sum_d x_d l_d - softplus(l_d), over the last axis."""
    return jnp.sum(x * logits - jnp.maximum(logits, 0) - jnp.log1p(jnp.exp(-jnp.abs(logits))), -1)


def kl_normal(mu, logvar):
    """KL(N(mu, diag exp logVar) || N(0, I)) = 1/2 sum_j exp(logVar_j) + mu_j^2 - 1 - logVar_j."""
    return 0.5 * jnp.sum(jnp.exp(logvar) + mu**2 - 1 - logvar, -1)


def elbo_terms(params, x, key, act):
    """One-sample ELBO, split: (log p(x|z), KL), each [B], z = mu + exp(logVar/2) eps."""
    mu, logvar = encode(params, x, act)
    z = mu + jnp.exp(0.5 * logvar) * jax.random.normal(key, mu.shape, mu.dtype)
    return log_bernoulli(x, decode(params, z, act)), kl_normal(mu, logvar)


class Trainer:
    """Adam on the negative ELBO, two ways: one jitted step a call (state donated), or a scan over steps.

    dynamic: pixels are grey in [0, 1] and a Bernoulli draw of them is made in each step.
    """

    def __init__(self, hidden, latent, act, lr, eps, seed, dynamic=False):
        self.act = {"relu": jax.nn.relu, "tanh": jnp.tanh}[act]
        self.opt = optax.adam(lr, eps=eps)
        self.dynamic = dynamic
        key = jax.random.key(seed)
        params = init(jax.random.fold_in(key, 0), hidden, latent)
        self.state = (params, self.opt.init(params), jax.random.fold_in(key, 1))
        self.step = jax.jit(self._step, donate_argnums=0)
        self.scan = jax.jit(self._scan, donate_argnums=0)

    def loss(self, params, x, key):
        if self.dynamic:
            key, draw = jax.random.split(key)
            x = (jax.random.uniform(draw, x.shape) < x).astype(jnp.float32)
        recon, kl = elbo_terms(params, x, key, self.act)
        return jnp.mean(kl - recon)

    def _step(self, state, data, rows):
        params, opt_state, key = state
        key, sub = jax.random.split(key)
        loss, grads = jax.value_and_grad(self.loss)(params, data[rows], sub)
        updates, opt_state = self.opt.update(grads, opt_state, params)
        return (optax.apply_updates(params, updates), opt_state, key), loss

    def _scan(self, state, data, rows):
        """rows [S, B]: S steps in one call; returns the state and the mean loss."""
        state, losses = jax.lax.scan(lambda s, r: self._step(s, data, r), state, rows)
        return state, jnp.mean(losses)

    def epoch(self, data, order, batch):
        """One pass over data in the given order, last partial batch included; returns the mean loss per step."""
        full = len(order) // batch
        self.state, loss = self.scan(self.state, data, order[: full * batch].reshape(full, batch))
        if len(order) > full * batch:
            self.state, _ = self.step(self.state, data, order[full * batch :])
        return float(loss)


@functools.partial(jax.jit, static_argnames="act")
def elbo_images(params, x, key, act):
    """One-sample test ELBO, split, per image: ([N], [N])."""
    return elbo_terms(params, x, key, {"relu": jax.nn.relu, "tanh": jnp.tanh}[act])


@functools.partial(jax.jit, static_argnames=("act", "chunk", "chunks"))
def log_likelihood(params, x, key, act, chunk, chunks):
    """log p(x) ~ log 1/K sum_k p(x|z_k) p(z_k) / q(z_k|x), K = chunk*chunks, per image [B]."""
    fn = {"relu": jax.nn.relu, "tanh": jnp.tanh}[act]
    mu, logvar = encode(params, x, fn)

    def part(acc, key):
        eps = jax.random.normal(key, (chunk, *mu.shape), mu.dtype)
        z = mu + jnp.exp(0.5 * logvar) * eps
        log_ratio = 0.5 * jnp.sum(eps**2 - z**2 + logvar, -1)  # log p(z) - log q(z|x)
        logw = log_bernoulli(x, decode(params, z, fn)) + log_ratio
        return jnp.logaddexp(acc, jax.nn.logsumexp(logw, 0)), None

    start = jnp.full(x.shape[:1], -jnp.inf)
    total, _ = jax.lax.scan(part, start, jax.random.split(key, chunks))
    return total - math.log(chunk * chunks)
