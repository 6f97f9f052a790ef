#!/usr/bin/env python3
"""Facts about the data sets of images, computed without any of the book's Go code.

Usage: python3 golden.py DIR > golden.json
where DIR holds the folders fashion-mnist and mnist with their four .gz files. Python's standard library suffices.
"""

import gzip
import hashlib
import json
import struct
import sys
from pathlib import Path

MASK = 2**64 - 1


def idx(path):
    content = gzip.decompress(path.read_bytes())
    magic, = struct.unpack(">I", content[:4])
    dims = struct.unpack(f">{magic & 255}I", content[4 : 4 + 4 * (magic & 255)])
    return list(dims), content[4 + 4 * (magic & 255) :]


def facts(folder, part):
    (n, h, w), pixels = idx(folder / f"{part}-images-idx3-ubyte.gz")
    _, labels = idx(folder / f"{part}-labels-idx1-ubyte.gz")
    counts = [pixels.count(v) for v in range(256)]
    d = h * w
    mean = sum(v * c for v, c in enumerate(counts)) / len(pixels)
    rows = [pixels[i * d : (i + 1) * d] for i in range(n)]
    sums = [sum(row) for row in rows]
    by_class = [sum(s for s, l in zip(sums, labels) if l == k) for k in range(10)]
    of_class = [labels.count(k) for k in range(10)]
    return {
        "dims": [n, h, w],
        "mean": mean / 255,
        "variance": sum((v - mean) ** 2 * c for v, c in enumerate(counts)) / len(pixels) / 255**2,
        "ones at 128": sum(counts[128:]) / len(pixels),
        "class counts": of_class,
        "class means": [s / (c * d) / 255 for s, c in zip(by_class, of_class)],
        "first labels": list(labels[:10]),
        "sha256 of image 0": hashlib.sha256(rows[0]).hexdigest(),
        "sha256 of the last image": hashlib.sha256(rows[-1]).hexdigest(),
    }


def mix(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def draws(pixels, seed, epoch, position):
    """SplitMix64 with the key of (seed, epoch), its draws compared with v/255 as exact fractions."""
    gamma = 0x9E3779B97F4A7C15
    key = mix(mix((seed + gamma) & MASK) ^ epoch)
    bits = ""
    for i, v in enumerate(pixels):
        u = mix((key + gamma * (position + i + 1)) & MASK) >> 32
        bits += "1" if u * 255 < v * 2**32 else "0"
    return bits


def main():
    root = Path(sys.argv[1])
    golden = {
        folder: {part: facts(root / folder, name) for part, name in (("train", "train"), ("test", "t10k"))}
        for folder in ("fashion-mnist", "mnist")
    }
    ramp = [i * 37 % 256 for i in range(200)]
    golden["draws"] = [
        {"seed": seed, "epoch": epoch, "position": position, "bits": draws(ramp, seed, epoch, position)}
        for seed, epoch, position in ((0, 0, 0), (1, 2, 0), (2, 1, 0), (2**63 + 5, 7, 47039000))
    ]
    json.dump(golden, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
