#!/usr/bin/env python3
"""Golden values of package bayesnet, by numpy's einsum over whole networks and pandas' counts; no Go code of the book.

Usage: python golden.py > golden.json
Needs numpy 2.4.6, pandas 3.1.1, palmerpenguins 0.1.6.
"""

import json
import sys

import numpy as np
import pandas as pd
from palmerpenguins import load_penguins


def random_network(rng, size):
    """Nodes in topological order: cardinality, parents, table of shape (parents' cards…, card)."""
    nodes = []
    for i in range(size):
        parents = sorted(rng.choice(i, min(i, int(rng.integers(0, 4))), replace=False).tolist()) if i else []
        card = int(rng.integers(2, 4))
        shape = [nodes[p]["card"] for p in parents]
        table = rng.dirichlet(np.ones(card), int(np.prod(shape, dtype=int))).reshape([*shape, card])
        nodes.append({"card": card, "parents": parents, "table": table})
    return nodes


def query(nodes, of, evidence):
    """p(of | evidence) and log p(evidence) by one einsum with the observed values put in."""
    operands = []
    for i, node in enumerate(nodes):
        axes = [*node["parents"], i]
        table = node["table"][tuple(evidence.get(a, slice(None)) for a in axes)]
        operands += [table, [a for a in axes if a not in evidence]]
    joint = np.einsum(*operands, of, optimize=True)
    return (joint / joint.sum()).ravel().tolist(), float(np.log(joint.sum()))


def networks():
    rng = np.random.default_rng(6)
    out = []
    for size in (5, 9, 14):
        nodes = random_network(rng, size)
        questions = []
        for _ in range(6):
            some = rng.permutation(size).tolist()
            count = int(rng.integers(1, 3))
            of, seen = some[:count], some[count : count + int(rng.integers(0, 4))]
            evidence = {i: int(rng.integers(nodes[i]["card"])) for i in seen}
            p, log = query(nodes, of, evidence)
            questions.append({"of": of, "given": [[i, k] for i, k in evidence.items()], "p": p, "log": log})
        x = [int(rng.integers(node["card"])) for node in nodes]
        log_p = sum(np.log(node["table"][tuple(x[a] for a in [*node["parents"], i])]) for i, node in enumerate(nodes))
        out.append(
            {
                "nodes": [
                    {"card": n["card"], "parents": n["parents"], "cpt": n["table"].reshape(-1, n["card"]).tolist()} for n in nodes
                ],
                "questions": questions,
                "x": x,
                "log p": float(log_p),
            }
        )
    return out


def penguins():
    data = load_penguins().dropna()
    data["size"] = pd.cut(data["body_mass_g"], [0, 3700, 4700, 1e9], right=False, labels=["small", "medium", "large"])
    species, sex, island = sorted(data["species"].unique()), ["female", "male"], sorted(data["island"].unique())
    size = ["small", "medium", "large"]
    count = lambda **kw: int(np.logical_and.reduce([data[c] == v for c, v in kw.items()]).sum())
    smooth = lambda row: [(c + 1) / (sum(row) + len(row)) for c in row]
    return {
        "species": [smooth([count(species=s) for s in species])],
        "sex": [smooth([count(sex=s) for s in sex])],
        "island": [smooth([count(species=s, island=i) for i in island]) for s in species],
        "size": [smooth([count(species=s, sex=x, size=z) for z in size]) for s in species for x in sex],
    }


if __name__ == "__main__":
    json.dump({"networks": networks(), "penguins": penguins()}, sys.stdout, indent=1)
    print()
