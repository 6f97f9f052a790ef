"""A notebook open in JupyterLab: runs it from the menu and looks at what its cells show."""

from __future__ import annotations

import time
from pathlib import Path

from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as PageTimeout

STATE = """() => {
  const prompts = [...document.querySelectorAll('.jp-Notebook .jp-CodeCell .jp-InputPrompt')].map(p => p.textContent.trim());
  const errors = [...document.querySelectorAll('.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.error"]')]
    .map(e => e.closest('.jp-Cell').innerText.slice(0, 2000));
  const live = [...document.querySelectorAll('.jp-Notebook .viz-live')].map(figure => [
    [...document.querySelectorAll('.jp-Cell')].indexOf(figure.closest('.jp-Cell')),
    [...figure.querySelectorAll('img')].map(i => i.src.length + ':' + i.src.slice(-400)).join('|')]);
  return {prompts, errors, live};
}"""
STARTED = "() => [...document.querySelectorAll('.jp-InputPrompt')].some(p => /\\[(\\*|1)\\]/.test(p.textContent))"
SAVE = "**/api/contents/**"


class Session:
    """One notebook in one page."""

    def __init__(self, page: Page, shots: Path, name: str) -> None:
        self.page, self.shots, self.name = page, shots, name
        self.frames: dict[int, list[str]] = {}
        self.ready = False  # the kernel has answered this page
        page.on("websocket", lambda socket: socket.on("framereceived", self._hear))

    def _hear(self, message) -> None:
        self.ready = self.ready or b"kernel_info_reply" in (message.encode() if isinstance(message, str) else message)

    def open(self, base: str, path: str, token: str) -> None:
        """Opens a notebook and waits for its kernel's first answer: before it, JupyterLab drops what the menu asks for.

        What the page saves stays in the page: the tree is not changed.
        """
        self.page.route(SAVE, self._keep)
        self.page.goto(f"{base}lab/workspaces/nb-browser/tree/{path}?reset&token={token}")
        self.page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=120_000)
        self.page.wait_for_selector(".jp-NotebookPanel .jp-Spinner", state="hidden", timeout=60_000)
        end = time.monotonic() + 120
        while not self.ready and time.monotonic() < end:
            self.page.wait_for_timeout(100)
        self.page.wait_for_timeout(1000)
        self.shot("opened")

    @staticmethod
    def _keep(route) -> None:
        """Answers a save with the file's own description."""
        if route.request.method in ("PUT", "PATCH", "POST", "DELETE") and ".ipynb" in route.request.url:
            plain = route.request.url.split("?")[0].split("/checkpoints")[0]
            if "/checkpoints" in route.request.url:
                route.fulfill(status=201, json={"id": "checkpoint", "last_modified": "2000-01-01T00:00:00Z"})
            else:
                route.fulfill(response=route.fetch(url=plain + "?content=0", method="GET", post_data=None))
        else:
            route.continue_()

    def run_all(self) -> str:
        """Run, Run All Cells, from the menu, as a reader does; returns what went wrong, else nothing."""
        self.page.click(".jp-Notebook .jp-CodeCell .jp-InputPrompt >> nth=0")
        self.page.click("#jp-MainMenu >> text=/^(Run|运行)$/")
        self.page.click(".lm-Menu-item[data-command='runmenu:run-all']:not(.lm-mod-disabled)")
        try:
            self.page.wait_for_function(STARTED, timeout=20_000)
        except PageTimeout:
            self.shot("not-started")
            return "the menu's Run All Cells starts nothing"
        return ""

    def wait(self, seconds: float) -> str:
        """Follows the run to its end; returns what went wrong, else nothing. Notes how the live figures change."""
        end = time.monotonic() + seconds
        quiet = 0
        while time.monotonic() < end:
            state = self.page.evaluate(STATE)
            for cell, picture in state["live"]:
                seen = self.frames.setdefault(cell, [])
                if picture and (not seen or seen[-1] != picture):
                    seen.append(picture)
                    if len(seen) in (3, 10):
                        self.page.evaluate("cell => document.querySelectorAll('.jp-Cell')[cell].scrollIntoView({block: 'end'})", cell)
                        self.shot(f"live-{cell}-{len(seen)}")
            if state["errors"]:
                return "a cell failed:\n" + state["errors"][0]
            running = [p for p in state["prompts"] if p == "[*]:"]
            quiet = 0 if running or "[ ]:" in state["prompts"] else quiet + 1
            if quiet >= 4:
                return ""
            self.page.wait_for_timeout(250)
        return f"not at its end after {seconds:.0f} s; prompts: {' '.join(state['prompts'])}"

    def moves(self) -> int:
        """How often the live figure that moved most has changed."""
        return max((len(seen) - 1 for seen in self.frames.values()), default=0)

    def slide(self) -> str:
        """Moves each slider by keyboard and by mouse; returns what did not answer, else nothing."""
        sliders = self.page.locator(".jp-Notebook .jp-OutputArea-output input[type=range]")
        if not sliders.count():
            return "there is no slider"
        for i in range(sliders.count()):
            slider = sliders.nth(i)
            slider.scroll_into_view_if_needed()
            picture = slider.locator("xpath=ancestor::*[.//img][1]").locator("img").first
            before = picture.get_attribute("src")
            self.shot(f"slider-{i}-before")
            slider.focus()
            for _ in range(5):
                self.page.keyboard.press("ArrowRight")
            if not self._changes(picture, before):
                return f"slider {i}: five presses of the right arrow leave the picture as it is"
            before = picture.get_attribute("src")
            box = slider.bounding_box()
            self.page.mouse.click(box["x"] + 0.1 * box["width"], box["y"] + box["height"] / 2)
            if not self._changes(picture, before):
                return f"slider {i}: a click near its left end leaves the picture as it is"
            self.shot(f"slider-{i}-after")
        return ""

    def _changes(self, picture, before: str) -> bool:
        for _ in range(40):
            if picture.get_attribute("src") != before and picture.evaluate("i => i.complete && i.naturalWidth > 0"):
                return True
            self.page.wait_for_timeout(100)
        return False

    def broken_pictures(self) -> list[str]:
        """The alt texts of pictures that did not load."""
        return self.page.evaluate("""() => [...document.querySelectorAll('.jp-Notebook img')]
            .filter(i => i.complete && i.naturalWidth === 0).map(i => i.alt || i.src.slice(0, 100))""")

    def text(self, selector: str) -> str:
        """The words inside the first element that fits, else nothing."""
        found = self.page.locator(selector)
        return found.first.text_content() if found.count() else ""

    def shot(self, what: str) -> None:
        """A picture of the page for a later look."""
        self.page.screenshot(path=self.shots / f"{self.name}-{what}.png")
