"""A good pair of notebooks, made anew for each test, to be spoilt in one way."""

from __future__ import annotations

import base64
import copy
import struct
import sys
import zlib
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from nb import book, check, clean, edition  # noqa: E402


def png(width: int, height: int) -> str:
    """A grey picture as base64."""
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\x80" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows))
                            + chunk(b"IEND", b"")).decode()


def img(alt: str, width: int = 4, height: int = 3) -> str:
    """An image as viz shows it."""
    return f'<img alt="{alt}" src="data:image/png;base64,{png(width, height)}">'


def shown(page: str) -> NotebookNode:
    return new_output("display_data", data={"text/html": page})


def printed(text: str, name: str = "stdout") -> NotebookNode:
    return new_output("stream", name=name, text=text)


def cell(make, name: str, source: str, outputs=(), tags=(), **own) -> NotebookNode:
    metadata = {"slideshow": {"slide_type": "slide"}}
    if tags:
        metadata["tags"] = list(tags)
    if own:
        metadata["vaebook"] = own
    made = make(source, metadata=metadata)
    made.id = name
    if outputs:
        made.outputs = list(outputs)
    return made


class Pair:
    """The two editions of one sample chapter, on disk."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.en_path = base / "notebooks" / "en" / "07-sample.ipynb"
        self.zh_path = base / "notebooks" / "zh" / "07-sample.ipynb"
        self.en = new_notebook(cells=[
            cell(new_markdown_cell, "07-title", "# A square\n\nLet $x$ be a number; then $x^2 \\ge 0$."),
            cell(new_code_cell, "07-quiet", "%noautoget"),
            cell(new_code_cell, "07-imports", 'import (\n\t"fmt"\n\t"math"\n)'),
            cell(new_markdown_cell, "07-formula", "$$x^2 = x \\cdot x \\tag{7.1}$$"),
            cell(new_code_cell, "07-square", "func square(x float64) float64 { return x * x }", tags=["core"]),
            cell(new_code_cell, "07-use", '%%\nfmt.Printf("the square is %.3f\\n", square(math.Sqrt2))',
                 [printed("the square is 2.000\n")]),
            cell(new_code_cell, "07-draw", "%%\nviz.Show(fig)", [shown(img("a square of side 4"))]),
            cell(new_code_cell, "07-train", "%%\ntrain()", [printed("ELBO -105.2 after 3 epochs\n")], tolerance={"abs": 0.5}),
            cell(new_code_cell, "07-clock", "%%\nclock()", [printed("0.31 s\n")], tags=["volatile"]),
        ])
        self.zh = copy.deepcopy(self.en)
        self.zh.cells[0].source = "# 平方\n\n设 $x$ 为一个数,则 $x^2 \\ge 0$。"
        self.zh.cells[5].outputs = [printed("平方等于 2.000\n")]
        self.zh.cells[6].outputs = [shown(img("边长为 4 的正方形"))]
        self.zh.cells[7].outputs = [printed("3 轮之后 ELBO 为 -105.4\n")]
        edition.stamp(self.en, self.zh, None)

    def at(self, name: str, language: str = "en") -> NotebookNode:
        """The cell with an id."""
        return book.by_id(getattr(self, language))[name]

    def write(self) -> "Pair":
        """Writes both editions as make notebooks would."""
        for path, nb in ((self.en_path, self.en), (self.zh_path, self.zh)):
            book.write(path, clean.clean(nb))
        return self

    def restamp(self) -> None:
        """Marks all Chinese prose as rendering the present English."""
        edition.stamp(self.en, self.zh, None)

    def failures(self, ledger=frozenset({"7.1"}), write: bool = True) -> list:
        """What the static checks find."""
        if write:
            self.write()
        tally = check.Tally()
        check.run(self.base, [], tally, lambda: set(ledger))
        return tally.failures


@pytest.fixture
def pair(tmp_path) -> Pair:
    return Pair(tmp_path)


def only(failures: list, name: str, where: str = "") -> object:
    """The single failure of a list, which must be of the named check and cell."""
    assert [f.check for f in failures] == [name], "\n".join(map(str, failures)) or "nothing failed"
    assert failures[0].cell == where, failures[0]
    return failures[0]


def kernel_installed() -> bool:
    from jupyter_client.kernelspec import KernelSpecManager
    return "gonb" in KernelSpecManager().find_kernel_specs()


needs_kernel = pytest.mark.skipif(not kernel_installed(), reason="the kernel gonb is not installed; run: make setup")
