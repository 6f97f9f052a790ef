"""Executes a notebook on the real kernel, in a copy of its folder, and says what went wrong in words."""

from __future__ import annotations

import html
import os
import re
import shutil
import signal
import tempfile
import time
from pathlib import Path

from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from . import book, clean, kernel, paths
from .report import Failure

CELL_SECONDS = 600


def execute(path: Path, nb: NotebookNode) -> tuple[NotebookNode, list[Failure]]:
    """Runs a notebook's cells; returns it with fresh outputs, and the failure of the cell that stopped it.

    Nothing in the tree changes: the working folder is a copy whose last folders are those of the notebook (they tell
    the edition), inside the clone (so that `go doc` finds the module), and trained models go to a cache of its own.
    """
    nb = NotebookNode(nb)
    _sweep()
    work = Path(tempfile.mkdtemp(prefix="run-", dir=paths.cache()))
    try:
        below = Path(paths.label(path)).parent
        folder = work / "notebooks" / below
        _copy_folder(path.parent, folder)
        cache = work / "cache"
        cache.mkdir()
        with kernel.specs(paths.is_solution(path), cache) as specs, open(work / "kernel.log", "wb") as log:
            return nb, _run(path, nb, folder, specs, log)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _sweep() -> None:
    """Removes what runs that were killed left behind a day ago or earlier."""
    for old in paths.cache().glob("run-*"):
        if time.time() - old.stat().st_mtime > 86400:
            shutil.rmtree(old, ignore_errors=True)


def _copy_folder(source: Path, target: Path) -> None:
    """Copies the small files beside a notebook; other notebooks stay away."""
    target.mkdir(parents=True)
    for item in source.iterdir() if source.is_dir() else ():
        if item.is_file() and item.suffix != ".ipynb":
            shutil.copy2(item, target / item.name)


def _run(path: Path, nb: NotebookNode, folder: Path, specs, log) -> list[Failure]:
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    manager = AsyncKernelManager(kernel_name=kernel.NAME, kernel_spec_manager=specs)
    client = NotebookClient(nb, km=manager, timeout=CELL_SECONDS, kernel_name=kernel.NAME,
                            resources={"metadata": {"path": str(folder)}}, store_widget_state=False)
    env = {k: v for k, v in os.environ.items() if k not in kernel.UNSET}
    running: dict[str, object] = {}
    client.on_notebook_start = lambda notebook: running.update(group=manager.provisioner.pgid)
    client.on_cell_execute = lambda cell, cell_index: running.update(cell=cell, index=cell_index, since=time.monotonic())
    client.on_cell_executed = lambda cell, cell_index, execute_reply: _took(cell, running)
    try:
        client.execute(cwd=str(folder), env=env, stdout=log, stderr=log, cleanup_kc=True)
        return []
    except CellExecutionError as err:
        problem = explain(running["cell"]) or f"{err.ename}: {err.evalue}"
    except CellTimeoutError:
        problem = f"no end after {CELL_SECONDS} s"
    except DeadKernelError:
        problem = "the kernel died; its last words:\n" + last_words(Path(log.name))
    finally:
        _end(running.get("group"))
    cell = running.get("cell")
    if cell is None:
        return [Failure(path, "", "run", problem)]
    return [Failure(path, book.cell_id(cell, running["index"]), "run", problem, source=cell.source)]


def _end(group: object) -> None:
    """Ends what a kernel leaves running: its helper for completion, and a cell that takes no interrupt."""
    if group:
        try:
            os.killpg(group, signal.SIGKILL)
        except ProcessLookupError:
            pass


def _took(cell: NotebookNode, running: dict) -> None:
    cell.metadata["seconds"] = round(time.monotonic() - running["since"], 2)


def last_words(log: Path) -> str:
    """The end of a kernel's log."""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])


def explain(cell: NotebookNode) -> str:
    """What a failed cell says: GoNB shows a compiler's message as a page, and puts only the exit status in the error."""
    said = []
    for output in clean.clean_outputs(cell.outputs):
        if output.output_type == "stream":
            said.append(output.text.strip())
        elif output.output_type == "error":
            said.append(f"{output.ename}: {output.evalue}".strip())
        elif "gonb-err" in output.get("data", {}).get("text/html", ""):
            said.append(page_text(output.data["text/html"]))
        elif "<pre" in output.get("data", {}).get("text/html", ""):
            said.append(page_text(output.data["text/html"]))
    return "\n".join(text for text in said if text)


def page_text(page: str) -> str:
    """The words of a small HTML page, without its style sheet and the source that pops up under the mouse."""
    page = re.sub(r"<style>.*?</style>", "", page, flags=re.S)
    page = re.sub(r'<div class="gonb-err-context">.*?</div>(?=</div>)', "", page, flags=re.S)
    text = html.unescape(re.sub(r"<[^>]+>", "", page))
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())
