"""A headless Chromium: the system's own."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from typing import Iterator

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def executable() -> str:
    """The browser's program: CHROMIUM, else the first known name on PATH."""
    for name in (os.environ.get("CHROMIUM"), *NAMES):
        found = name and shutil.which(name)
        if found:
            return found
    raise SystemExit("nb: no Chromium found; install the package chromium, or set CHROMIUM to its program")


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser for the length of a with block."""
    with sync_playwright() as play:
        flags = ["--no-sandbox"] if os.geteuid() == 0 else []
        instance = play.chromium.launch(executable_path=executable(), headless=True, args=flags)
        try:
            yield instance
        finally:
            instance.close()
