"""A lab in a container, used over HTTP and WebSocket as the page in a browser uses it."""

import http.client
import json
import re
import time
import uuid

import websocket

from .channel import Channel
from .container import Container

ADDRESS = re.compile(r"https?://\S+/lab\S*[?&]token=(\w+)")


class Lab:
    def __init__(self, container: Container, port: int = 8888, token: str | None = None):
        self.container, self.port, self.token = container, port, token

    def ready(self, seconds: float = 60, page: str = "/lab") -> float:
        """Waits until the page is served to whoever has the token; returns how long that took."""
        started = time.monotonic()
        while time.monotonic() - started < seconds and self.container.alive():
            self.token = self.token or printed_token(self.container.output)
            try:
                if self.token and self.get(page)[0] == 200:
                    return time.monotonic() - started
            except (OSError, http.client.HTTPException):
                pass
            time.sleep(0.05)
        raise AssertionError(f"no page after {time.monotonic() - started:.0f} s; the container said:\n{self.container.output}")

    def get(self, path: str, token: str | None = "") -> tuple:
        """(status, text); `token`: "" for the lab's own, None for none."""
        return self.ask("GET", path, token=token)

    def ask(self, method: str, path: str, body=None, token: str | None = "", timeout: float = 30) -> tuple:
        headers = {"Content-Type": "application/json"} | self._pass(token)
        connection = http.client.HTTPConnection("localhost", self.port)
        connection.sock = self.container.connect(self.port, timeout)
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        finally:
            connection.close()

    def json(self, method: str, path: str, body=None):
        status, text = self.ask(method, path, body)
        assert status < 300, f"{method} {path}: {status} {text[:300]}"
        return json.loads(text) if text else None

    def kernel(self, notebook: str = "vaebook/en/00-start.ipynb") -> "Kernel":
        """Starts the notebook's kernel, in the notebook's folder."""
        made = self.json("POST", "/api/sessions", {"path": notebook, "name": "", "type": "notebook", "kernel": {"name": "gonb"}})
        return Kernel(self, made["kernel"]["id"])

    def channels(self, kernel: str, token: str | None = "", timeout: float = 30) -> websocket.WebSocket:
        headers = [f"{name}: {value}" for name, value in self._pass(token).items()]
        return websocket.create_connection(f"ws://localhost:{self.port}/api/kernels/{kernel}/channels?session_id={uuid.uuid4().hex}",
                                           socket=self.container.connect(self.port, timeout), timeout=timeout, header=headers)

    def _pass(self, token: str | None) -> dict:
        token = self.token if token == "" else token
        return {"Authorization": f"token {token}"} if token else {}


def printed_token(output: str) -> str | None:
    found = ADDRESS.search(output)
    return found.group(1) if found else None


class Kernel:
    """A kernel that runs cells one after the other."""

    def __init__(self, lab: Lab, identity: str):
        self.lab, self.id, self.channel = lab, identity, Channel(lab.channels(identity))

    def send(self, code: str) -> str:
        """Sends a cell and does not wait; returns the message's id."""
        return self.channel.send(code)

    def run(self, code: str, timeout: float = 120) -> str:
        """Runs a cell to its end and returns what it printed; a cell that fails raises AssertionError with its words."""
        return self.follow(self.send(code), timeout)

    def follow(self, number: str, timeout: float = 120, until: str | None = None) -> str:
        """Reads a cell's messages to its end, or until its output holds `until`."""
        said, status = "", None
        try:
            for kind, content in self.channel.messages(number, timeout):
                said += words(kind, content)
                status = content["status"] if kind == "execute_reply" else status
                if until and until in said:
                    return said
        except TimeoutError as late:
            raise AssertionError(f"{late}; it said: {said[-800:]}") from None
        assert status == "ok", f"the cell failed: {said[-1500:]}"
        return said

    def interrupt(self) -> None:
        self.lab.ask("POST", f"/api/kernels/{self.id}/interrupt")


def words(kind: str, content: dict) -> str:
    """What a message shows to a reader, as text."""
    if kind == "stream":
        return content["text"]
    if kind in ("display_data", "execute_result", "update_display_data"):
        data = content["data"]
        return "".join(str(data.get(form, "")) for form in ("text/plain", "text/markdown", "text/html"))
    if kind == "error":
        return f"{content['ename']}: {content['evalue']}"
    return ""
