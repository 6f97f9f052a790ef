"""Runs cells over a kernel's websocket, as JupyterLab does."""

import html
import json
import re
import time
import uuid
from dataclasses import dataclass, field

import websocket


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


class Kernel:
    """A connection to a kernel's channels. `url` begins with ws://."""

    def __init__(self, url: str, cookie: str, origin: str):
        self.session = uuid.uuid4().hex
        self.socket = websocket.create_connection(f"{url}?session_id={self.session}", cookie=cookie, origin=origin,
                                                  header={"Sec-Fetch-Mode": "websocket", "Sec-Fetch-Site": "same-origin"}, timeout=60)

    def run(self, source: str, timeout: float = 600) -> Result:
        """Runs a cell and waits until the kernel is idle again."""
        started, number = time.monotonic(), self.send(source)
        result, idle, replied = Result(), False, False
        while not (idle and replied):
            message = self.receive(started + timeout)
            if message["parent_header"].get("msg_id") != number:
                continue
            kind, content = message["msg_type"], message["content"]
            if kind == "execute_reply":
                replied, result.ok = True, content["status"] == "ok"
            elif kind == "status":
                idle = content["execution_state"] == "idle"
            elif kind in ("stream", "display_data", "execute_result", "error"):
                result.first = result.first or time.monotonic() - started
                result.outputs.append(stored(kind, content))
        result.seconds = time.monotonic() - started
        return result

    def send(self, source: str) -> str:
        number = uuid.uuid4().hex
        header = {"msg_id": number, "msg_type": "execute_request", "session": self.session, "username": "", "version": "5.3", "date": ""}
        content = {"code": source, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False, "stop_on_error": True}
        self.socket.send(json.dumps({"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell", "buffers": []}))
        return number

    def receive(self, until: float) -> dict:
        self.socket.settimeout(max(until - time.monotonic(), 0.01))
        try:
            return json.loads(self.socket.recv())
        except websocket.WebSocketTimeoutException:
            raise TimeoutError("no answer from the kernel in time") from None

    def close(self) -> None:
        self.socket.close()


def stored(kind: str, content: dict) -> dict:
    """A message's content as an output of a notebook's cell."""
    wanted = {"stream": ("name", "text"), "error": ("ename", "evalue", "traceback")}.get(kind, ("data", "metadata"))
    more = {"execution_count": content.get("execution_count")} if kind == "execute_result" else {}
    return {"output_type": kind, **{name: content[name] for name in wanted}, **more}
