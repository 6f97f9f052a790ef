"""Reads the IDX .gz files of MNIST and Fashion-MNIST, and makes 0/1 pixels of them."""

import gzip
import pathlib
import struct

import numpy as np

PARTS = {"train": "train-images-idx3-ubyte.gz", "test": "t10k-images-idx3-ubyte.gz"}


def read_idx(path: pathlib.Path) -> np.ndarray:
    """Returns the pixels [N, H*W] uint8 of an IDX file of images."""
    raw = gzip.decompress(path.read_bytes())
    if len(raw) < 16:
        raise ValueError(f"{path}: {len(raw)} bytes are too few for an IDX header")
    magic, n, h, w = struct.unpack(">IIII", raw[:16])
    if magic != 0x803:
        raise ValueError(f"{path}: magic {magic:#x}, want 0x803 (unsigned bytes, 3 axes)")
    if len(raw) != 16 + n * h * w:
        raise ValueError(f"{path}: {len(raw) - 16} pixel bytes, header says {n}x{h}x{w}")
    return np.frombuffer(raw, np.uint8, offset=16).reshape(n, h * w)


def load(folder: str, part: str) -> np.ndarray:
    """Returns the pixels [N, 784] uint8 of the "train" or "test" part found in folder."""
    return read_idx(pathlib.Path(folder) / PARTS[part])


def threshold(pixels: np.ndarray, t: int = 128) -> np.ndarray:
    """A pixel is 1 where its grey value is at least t (float32)."""
    return (pixels >= t).astype(np.float32)
