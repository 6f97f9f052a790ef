"""What a learner does in the browser; runs in the browser's own Python: python page.py ADDRESS TOKEN CHAPTER SHOTS run|look.

`run` executes a chapter from the menu, adds a cell and saves; `look` opens it and counts what is shown without running anything.
It prints a line of JSON: what went wrong, and how many executed cells and pictures the page shows, and whether
it shows the learner's own.
"""

import json
import sys
from pathlib import Path

from nb.page import chromium
from nb.page.session import SAVE, Session
from nb.page.watch import Watch

COUNT = """() => ({
  executed: [...document.querySelectorAll('.jp-Notebook .jp-InputPrompt')].filter(p => /\\[\\d+\\]/.test(p.textContent)).length,
  pictures: [...document.querySelectorAll('.jp-Notebook .jp-OutputArea-output img')].filter(i => i.naturalWidth > 0).length,
  learners: [...document.querySelectorAll('.jp-Notebook .jp-OutputArea-output')].some(o => o.textContent.trim() === 'mine too'),
})"""
SAVED = "() => !document.querySelector('#jp-main-dock-panel .jp-mod-dirty')"


def use(address: str, token: str, chapter: str, shots: Path, action: str) -> dict:
    with chromium.browser() as browser:
        context = browser.new_context(viewport={"width": 1280, "height": 1000})
        watch, session = Watch(context), Session(context.new_page(), shots, action)
        session.open(address, f"vaebook/en/{chapter}.ipynb", token)
        session.page.unroute(SAVE)  # here the notebook is the learner's own: what is saved is kept
        problem = run(session) if action == "run" else ""
        session.shot("end")
        problem = problem or "; ".join([*watch.errors, *(f"it asks for {url}" for url in watch.outside)])
        return {"problem": problem} | settled(session)


def settled(session: Session) -> dict:
    """The counts once they stay the same for three seconds: the page draws cells that are out of sight little by little."""
    counts, still = session.page.evaluate(COUNT), 0
    while still < 6:
        session.page.wait_for_timeout(500)
        now = session.page.evaluate(COUNT)
        counts, still = now, still + 1 if now == counts else 0
    return counts


def run(session: Session) -> str:
    problem = session.run_all() or session.wait(600) or add_cell(session)
    session.page.keyboard.press("Control+s")
    session.page.wait_for_function(SAVED, timeout=20_000)
    return problem


def add_cell(session: Session) -> str:
    """A cell of the learner's own, above all others."""
    session.page.locator(".jp-Notebook .jp-InputPrompt").first.scroll_into_view_if_needed()
    session.page.click(".jp-Notebook .jp-Cell >> nth=0", position={"x": 5, "y": 5})
    for key in ("Escape", "Control+Home", "a", "Enter"):
        session.page.keyboard.press(key)
    session.page.keyboard.type("!echo mine too")
    session.page.keyboard.press("Shift+Enter")
    return session.wait(60)


if __name__ == "__main__":
    address, token, chapter, shots, action = sys.argv[1:]
    Path(shots).mkdir(parents=True, exist_ok=True)
    print(json.dumps(use(address, token, chapter, Path(shots), action)))
