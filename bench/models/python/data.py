"""Reads what `go run ./bench/models data` wrote: little-endian float64, row by row."""

from pathlib import Path

import numpy as np


def rows(folder: Path, size: str, name: str = "rows") -> np.ndarray:
    n, d = map(int, size.split("x"))
    return np.fromfile(folder / f"{name}-{size}", "<f8").reshape(n, d)


def labels(folder: Path, size: str, classes: int) -> np.ndarray:
    return np.fromfile(folder / f"labels{classes}-{size}", "<f8").astype(int)
