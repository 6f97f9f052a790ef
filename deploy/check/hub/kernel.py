"""Runs cells over a kernel's websocket, as JupyterLab does."""

import html
import re
import time
import uuid
from dataclasses import dataclass, field

import websocket

from ..channel import Channel


@dataclass
class Result:
    ok: bool = False
    outputs: list = field(default_factory=list)  # as a notebook stores them
    first: float | None = None  # seconds to the first output
    seconds: float = 0

    @property
    def text(self) -> str:
        """What was shown, in words: plain text, and pages without their tags."""
        return "\n".join(words(output) for output in self.outputs).strip()


def words(output: dict) -> str:
    if output["output_type"] == "stream":
        return output["text"]
    if output["output_type"] == "error":
        return f"{output['ename']}: {output['evalue']}"
    data = output["data"]
    page = re.sub(r"<style.*?</style>|<[^>]+>", "", data.get("text/html", ""), flags=re.S)
    return data.get("text/plain") or html.unescape(page)


class Kernel(Channel):
    """A connection to a kernel's channels. `url` begins with ws://."""

    def __init__(self, url: str, cookie: str, origin: str):
        super().__init__(websocket.create_connection(f"{url}?session_id={uuid.uuid4().hex}", cookie=cookie, origin=origin,
                                                     header={"Sec-Fetch-Mode": "websocket", "Sec-Fetch-Site": "same-origin"}, timeout=60))

    def run(self, source: str, timeout: float = 600) -> Result:
        """Runs a cell and waits until the kernel is idle again."""
        started, result = time.monotonic(), Result()
        for kind, content in self.messages(self.send(source), timeout):
            if kind == "execute_reply":
                result.ok = content["status"] == "ok"
            elif kind in ("stream", "display_data", "execute_result", "error"):
                result.first = result.first or time.monotonic() - started
                result.outputs.append(stored(kind, content))
        result.seconds = time.monotonic() - started
        return result


def stored(kind: str, content: dict) -> dict:
    """A message's content as an output of a notebook's cell."""
    wanted = {"stream": ("name", "text"), "error": ("ename", "evalue", "traceback")}.get(kind, ("data", "metadata"))
    more = {"execution_count": content.get("execution_count")} if kind == "execute_result" else {}
    return {"output_type": kind, **{name: content[name] for name in wanted}, **more}
