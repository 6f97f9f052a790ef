"""Watches a page: errors on its console, and requests that leave this machine."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext

HOME = {"localhost", "127.0.0.1", "[::1]", "::1"}
INSIDE = ("data:", "blob:", "about:", "chrome:", "chrome-extension:", "devtools:")

# Errors that JupyterLab itself writes and that mean nothing here. Each with its reason; keep this list short.
HARMLESS: tuple[tuple[str, re.Pattern], ...] = ()


class Watch:
    """What a browser context did that it should not have done."""

    def __init__(self, context: BrowserContext) -> None:
        self.errors: list[str] = []
        self.outside: list[str] = []
        context.on("request", lambda request: self._see(request.url))
        context.on("console", self._console)
        context.on("weberror", lambda error: self._error(f"uncaught: {error.error}"))
        context.on("page", lambda page: page.on("websocket", lambda socket: self._see(socket.url)))

    def _see(self, url: str) -> None:
        if not url.startswith(INSIDE) and urlsplit(url).hostname not in HOME:
            self.outside.append(url)

    def _console(self, message) -> None:
        if message.type == "error":
            place = message.location.get("url", "") if isinstance(message.location, dict) else ""
            self._error(f"{message.text} ({urlsplit(place).path})" if place else message.text)

    def _error(self, text: str) -> None:
        if not any(pattern.search(text) for _, pattern in HARMLESS):
            self.errors.append(text)
