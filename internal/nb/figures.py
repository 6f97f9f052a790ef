"""Finds the figures of an output: their kind, size and alt text, apart from the text around them."""

from __future__ import annotations

import base64
import binascii
import re
import struct
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import unquote_to_bytes

from nbformat import NotebookNode

PLACE = "[figure]"
IMG_TAG = re.compile(r"<img\b[^>]*>", re.I)
MARKDOWN_IMAGE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)[^)]*\)")
DATA_URI = re.compile(r"data:([\w.+-]+/[\w.+-]+)((?:;[\w=.-]+)*),(.*)", re.S)
SVG_SIZE = re.compile(rb"<svg\b[^>]*>", re.S)
INLINE_SVG = re.compile(r"<svg\b.*?</svg>", re.S | re.I)


@dataclass(frozen=True)
class Figure:
    """A picture in an output or in prose."""

    kind: str
    size: tuple[str, str]
    alt: str

    def __str__(self) -> str:
        return f"{self.kind} {self.size[0]}x{self.size[1]} {self.alt!r}"


class _Attributes(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag, attrs):
        self.found = {name: value or "" for name, value in attrs}

    handle_startendtag = handle_starttag


def attributes(tag: str) -> dict[str, str]:
    """The attributes of one HTML tag."""
    parser = _Attributes()
    parser.feed(tag)
    return parser.found


def from_source(src: str, alt: str) -> Figure:
    """A figure from what an image refers to: a data URI, whose own size counts, or a file's name."""
    found = DATA_URI.match(src)
    if not found:
        return Figure("file " + src, ("", ""), alt)
    kind, options, payload = found.groups()
    try:
        data = base64.b64decode(payload, validate=False) if "base64" in options else unquote_to_bytes(payload)
    except (ValueError, binascii.Error):
        data = b""
    return Figure(kind, size_of(kind, data), alt)


def size_of(kind: str, data: bytes) -> tuple[str, str]:
    """Width and height as the picture itself gives them; "?" where it gives none."""
    if kind == "image/png" and data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return str(width), str(height)
    if kind.startswith("image/svg"):
        opening = SVG_SIZE.search(data)
        if opening:
            given = attributes(opening.group(0).decode("utf-8", "replace"))
            box = (given.get("viewbox", "").replace(",", " ").split() + ["?"] * 4)[:4]
            return given.get("width", box[2]), given.get("height", box[3])
    return "?", "?"


def cut(text: str) -> tuple[str, list[Figure]]:
    """Takes the images out of HTML or Markdown; returns the text with their places marked, and the figures."""
    found: list[Figure] = []

    def take_tag(match: re.Match) -> str:
        given = attributes(match.group(0))
        found.append(from_source(given.get("src", ""), given.get("alt", "")))
        return PLACE

    def take_markdown(match: re.Match) -> str:
        found.append(from_source(match.group(2), match.group(1)))
        return PLACE

    return MARKDOWN_IMAGE.sub(take_markdown, IMG_TAG.sub(take_tag, text)), found


def of_output(output: NotebookNode) -> tuple[str, list[Figure]]:
    """The text of one output, its figures marked, and the figures."""
    if output.output_type == "stream":
        return output.text, []
    if output.output_type == "error":
        return f"{output.ename}: {output.evalue}", []
    texts, found = [], []
    for kind in sorted(output.data):
        content = output.data[kind]
        if kind.startswith("image/"):
            data = base64.b64decode(content) if not kind.startswith("image/svg") else str(content).encode()
            alt = output.metadata.get(kind, {}).get("alt", "") if isinstance(output.metadata.get(kind), dict) else ""
            found.append(Figure(kind, size_of(kind, data), alt))
        elif isinstance(content, str):
            text, more = cut(content) if kind in ("text/html", "text/markdown") else (content, [])
            texts.append(text)
            found += more
        else:
            texts.append(repr(content))
    return "\n".join(texts), found


def of_cell(cell: NotebookNode) -> list[Figure]:
    """All figures of a cell: in its outputs, or in its prose."""
    if cell.cell_type != "code":
        return cut(cell.source)[1]
    return [figure for output in cell.outputs for figure in of_output(output)[1]]
