"""The JAX side of `make bench`. Prints one JSON object a line.

    python bench_jax.py worker              # timed rounds on request: a line "step" or "scan" on stdin runs one
    python bench_jax.py train  --data DIR   # Fashion-MNIST, equal epochs, test ELBO
    python bench_jax.py nll    --data DIR   # MNIST 784-200-200-50, dynamic binarisation, NLL with K samples
"""

import argparse
import importlib.metadata
import json
import platform
import sys
import time

import jax
import jax.numpy as jnp
import numpy as np
import optax

import images
import twin


def say(**fields):
    print(json.dumps(fields), flush=True)


def versions():
    names = ("jax", "jaxlib", "optax", "numpy")
    return {"python": platform.python_version()} | {n: importlib.metadata.version(n) for n in names}


def worker(args):
    """Times args.steps training steps per request, data on the device, state carried on from round to round."""
    x = jnp.asarray(images.threshold(images.load(args.data, "train")))
    rng = np.random.default_rng(args.seed)
    trainer = twin.Trainer(args.hidden, args.latent, args.act, args.lr, args.eps, args.seed)
    steps = len(x) // args.batch

    def rows():
        return rng.permutation(len(x))[: steps * args.batch].astype(np.int32).reshape(steps, args.batch)

    def by_step():
        for r in rows():
            trainer.state, loss = trainer.step(trainer.state, x, r)
        return loss

    def by_scan():
        trainer.state, loss = trainer.scan(trainer.state, x, rows())
        return loss

    rounds = {"step": by_step, "scan": by_scan}
    for run in rounds.values():  # compile, and one round to warm up
        jax.block_until_ready(run())
    say(ready=True, versions=versions(), device=str(jax.devices()[0]), steps=steps)
    for line in sys.stdin:
        start = time.perf_counter()
        loss = jax.block_until_ready(rounds[line.strip()]())
        say(ms=(time.perf_counter() - start) * 1e3 / steps, loss=float(loss))


def train(args):
    """Trains for args.epochs on thresholded images and reports the one-sample ELBO of the test images."""
    x = jnp.asarray(images.threshold(images.load(args.data, "train")))
    trainer = twin.Trainer(args.hidden, args.latent, args.act, args.lr, args.eps, args.seed)
    rng = np.random.default_rng(args.seed)
    start = time.perf_counter()
    for _ in range(args.epochs):
        trainer.epoch(x, rng.permutation(len(x)).astype(np.int32), args.batch)
    seconds = time.perf_counter() - start
    test = jnp.asarray(images.threshold(images.load(args.data, "test")))
    recon, kl = twin.elbo_images(trainer.state[0], test, jax.random.key(args.seed + 1), args.act)
    elbo = np.asarray(recon - kl, np.float64)
    say(elbo=elbo.mean(), stderr=elbo.std(ddof=1) / np.sqrt(len(elbo)), recon=float(recon.mean()),
        kl=float(kl.mean()), epochs=args.epochs, seconds=seconds, versions=versions())


def nll(args):
    """Trains with dynamic binarisation and a cosine schedule, then estimates -log p(x) of the test images."""
    grey = jnp.asarray(images.load(args.data, "train").astype(np.float32) / 255)
    total = args.epochs * -(-len(grey) // args.batch)
    lr = optax.cosine_decay_schedule(args.lr, total, alpha=args.floor)
    trainer = twin.Trainer(args.hidden, args.latent, args.act, lr, args.eps, args.seed, dynamic=True)
    rng = np.random.default_rng(args.seed)
    start = time.perf_counter()
    for epoch in range(args.epochs):
        loss = trainer.epoch(grey, rng.permutation(len(grey)).astype(np.int32), args.batch)
        if (epoch + 1) % args.every == 0:
            say(epoch=epoch + 1, loss=loss, seconds=time.perf_counter() - start)
    seconds = time.perf_counter() - start
    test = images.load(args.data, "test")[: args.images].astype(np.float32) / 255
    x = (np.random.default_rng(args.seed + 1).random(test.shape, np.float32) < test).astype(np.float32)
    logp, key = [], jax.random.key(args.seed + 2)
    for i in range(0, len(x), 100):
        logp.append(twin.log_likelihood(trainer.state[0], x[i : i + 100], jax.random.fold_in(key, i),
                                        args.act, 50, -(-args.k // 50)))
    logp = np.concatenate([np.asarray(p, np.float64) for p in logp])
    say(nll=-logp.mean(), stderr=logp.std(ddof=1) / np.sqrt(len(logp)), k=args.k, images=len(x),
        epochs=args.epochs, seconds=seconds, total_seconds=time.perf_counter() - start, versions=versions())


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("what", choices=["worker", "train", "nll"])
    p.add_argument("--data", required=True, help="folder of the IDX .gz files")
    p.add_argument("--hidden", type=lambda s: [int(h) for h in s.split(",")], default=[400])
    p.add_argument("--latent", type=int, default=20)
    p.add_argument("--act", default="relu", choices=["relu", "tanh"])
    p.add_argument("--batch", type=int, default=128)
    p.add_argument("--lr", type=float, default=1e-3)
    p.add_argument("--eps", type=float, default=1e-7, help="Adam's epsilon; GoMLX's default is 1e-7")
    p.add_argument("--epochs", type=int, default=10)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--k", type=int, default=5000, help="samples per image of the NLL")
    p.add_argument("--images", type=int, default=10000, help="test images of the NLL")
    p.add_argument("--floor", type=float, default=0.01, help="last learning rate over the first, NLL only")
    p.add_argument("--every", type=int, default=10, help="epochs between printed lines, NLL only")
    args = p.parse_args()
    {"worker": worker, "train": train, "nll": nll}[args.what](args)


if __name__ == "__main__":
    main()
