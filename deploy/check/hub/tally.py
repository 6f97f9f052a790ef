"""Counts what held and what did not, and says so line by line."""

import threading


class Tally:
    def __init__(self):
        self.passed, self.failed, self._lock = 0, 0, threading.Lock()

    def check(self, what: str, held: bool, otherwise: str = "") -> bool:
        with self._lock:
            self.passed, self.failed = self.passed + bool(held), self.failed + (not held)
            print(f"  ok      {what}" if held else f"  FAILED  {what}: {otherwise.strip()[:600]}", flush=True)
        return bool(held)

    @property
    def line(self) -> str:
        return f"{self.passed} passed, {self.failed} failed"
