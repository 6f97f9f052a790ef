"""Shows that the browser test can fail: a page with every fault it looks for must be found out."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser

from .session import Session
from .watch import Watch

GREY = "data:image/gif;base64,R0lGODlhAQABAIAAAICAgAAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw=="
PAGE = f"""<div class="jp-Notebook"><div class="jp-Cell jp-CodeCell"><div class="jp-InputPrompt">[1]:</div>
<div class="viz-live"><img src="{GREY}" alt="never moves"></div>
<div class="jp-OutputArea-output"><img src="{GREY}" alt="still"><input type="range" min="0" max="9"></div>
<div class="jp-OutputArea-output" data-mime-type="application/vnd.jupyter.error">boom</div>
<img src="data:image/png;base64,AAAA" alt="broken"></div></div>
<script>console.error("a complaint"); fetch("http://192.0.2.1/away").catch(() => 0);
setTimeout(() => {{ throw new Error("uncaught one") }}, 0)</script>"""


def proof(browser: Browser, shots: Path) -> list[str]:
    """What the test failed to find on the bad page."""
    context = browser.new_context()
    watch = Watch(context)
    session = Session(context.new_page(), shots, "proof")
    session.page.goto("data:text/html," + quote(PAGE))
    session.page.wait_for_timeout(500)
    wrong = []
    if "boom" not in session.wait(5):
        wrong.append("a cell's error")
    if session.moves() != 0:
        wrong.append("a live figure that does not move")
    if "right arrow" not in session.slide():
        wrong.append("a slider that does nothing")
    if session.broken_pictures() != ["broken"]:
        wrong.append("a picture that is not drawn")
    if not all(any(words in error for error in watch.errors) for words in ("a complaint", "uncaught one")):
        wrong.append("errors on the console")
    if watch.outside != ["http://192.0.2.1/away"]:
        wrong.append("a request that leaves this machine")
    context.close()
    return wrong
