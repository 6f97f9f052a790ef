"""A kernel's channels, over a websocket: cells are sent, and the messages about each come back until it has ended."""

import json
import time
import uuid
from typing import Iterator

import websocket


class Channel:
    def __init__(self, socket: websocket.WebSocket):
        self.socket, self.session = socket, uuid.uuid4().hex

    def send(self, source: str) -> str:
        """Sends a cell and does not wait; returns the number by which its messages are known."""
        number = uuid.uuid4().hex
        header = {"msg_id": number, "msg_type": "execute_request", "session": self.session, "username": "", "version": "5.3", "date": ""}
        content = {"code": source, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False, "stop_on_error": True}
        self.socket.send(json.dumps({"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell", "buffers": []}))
        return number

    def messages(self, number: str, timeout: float) -> Iterator[tuple]:
        """(type, content) of each message about a cell, until it has its reply and the kernel is idle. Raises TimeoutError."""
        until, replied, idle = time.monotonic() + timeout, False, False
        while not (replied and idle):
            self.socket.settimeout(max(until - time.monotonic(), 0.01))
            try:
                message = json.loads(self.socket.recv())
            except websocket.WebSocketTimeoutException:
                raise TimeoutError(f"no end of the cell after {timeout:.0f} s") from None
            if message["parent_header"].get("msg_id") != number:
                continue
            kind, content = message["header"]["msg_type"], message["content"]
            replied = replied or kind == "execute_reply"
            if kind == "status":
                idle = content["execution_state"] == "idle"
            yield kind, content

    def close(self) -> None:
        self.socket.close()
