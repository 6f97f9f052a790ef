"""What a learner does with a chapter: opens it, runs every cell, saves it."""

import time

from websocket import WebSocketException

from .figures import Visit
from .kernel import Kernel
from .learner import Learner
from .memory import processor

GOMLX = "00-backend"  # the first cell that computes with GoMLX
MARK = "class-check"  # metadata by which a saved notebook is known again


class Chapter:
    def __init__(self, learner: Learner, name: str):
        self.learner, self.visit, self.problem = learner, Visit(), ""
        self.outputs: dict = {}  # by cell
        before, started = processor(learner.person.uid), time.monotonic()
        self.path, self.notebook, self.kernel = learner.open_notebook(name)
        self._run(started)
        learner.save(self.path, self.notebook)
        self.visit.chapter = time.monotonic() - started
        self.visit.processor = processor(learner.person.uid) - before

    def _run(self, started: float) -> None:
        self.notebook["metadata"][MARK] = self.learner.person.name
        for cell in code(self.notebook):
            since = time.monotonic() - started
            try:
                result = self.kernel.run("".join(cell["source"]))
            except (TimeoutError, WebSocketException) as problem:
                self.problem = f"cell {cell['id']}: {problem}"
                return
            cell["outputs"], self.outputs[cell["id"]] = result.outputs, result.text
            self.visit.cells += 1
            if result.first is not None and not self.visit.first:
                self.visit.first = since + result.first
            if cell["id"] == GOMLX:
                self.visit.first_gomlx = result.seconds
            if not result.ok:
                self.problem = f"cell {cell['id']}: {result.text or 'an error without words'}"
                return


def code(notebook: dict) -> list:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def define(kernel: Kernel, notebook: dict) -> None:
    """Runs the cells that define and run nothing, so that a cell of one's own may use what they define."""
    for cell in code(notebook):
        source = "".join(cell["source"])
        if "%%" not in source and not source.startswith("!"):
            kernel.run(source)


def chinese(text: str) -> bool:
    return any("一" <= letter <= "鿿" for letter in text)
