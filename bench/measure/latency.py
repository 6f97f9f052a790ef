"""From editing a cell to seeing its output, on the kernel that the lab installs, as JupyterLab drives it.

Each cell is run once to warm up and then RUNS times, a constant in it changed each time as an edit would.
The clock runs from sending the cell to the arrival of its first output.
"""

import re
import statistics
import tempfile
import time
from pathlib import Path

from jupyter_client.manager import start_new_kernel

from . import places
from .figures import Figure, spread

RUNS = 5
IMPORTS = {
    "plain": ("import \"fmt\"\n", 'fmt.Println("edit", EDIT)'),
    "viz": (
        'import "github.com/vaebook/vaebook/pkg/viz"\n',
        'viz.Show(viz.Lines{Title: "edit EDIT", Alt: "edit EDIT", '
        'Lines: []viz.Line{{Label: "edit", X: []float64{0, 1, 2}, Y: []float64{0, 1, EDIT}}}})',
    ),
    "GoMLX on XLA": (
        'import (\n"fmt"\n"github.com/gomlx/gomlx/core/graph"\n"github.com/vaebook/vaebook/pkg/tutorial/backend"\n)\n',
        "fmt.Println(graph.MustExecOnce(backend.Default(), func(x *graph.Node) *graph.Node {\n"
        "return graph.AddScalar(x, EDIT)\n}, float32(1)))",
    ),
}
GOALS = {"plain": 0.3, "viz": 0.5, "GoMLX on XLA": 1.0}


def measure() -> list[Figure]:
    rows = []
    for name, (imports, statement) in IMPORTS.items():
        times = latencies(imports, statement)
        rows.append(Figure(f"latency: cell edit → output, {name}", statistics.median(times), "s", GOALS[name], spread(times)))
    return rows


def latencies(imports: str, statement: str) -> list[float]:
    """The seconds of RUNS edits of one cell, in a kernel of its own whose working folder lies in the clone."""
    places.CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=places.CACHE) as folder:
        notebooks = Path(folder) / "notebooks" / "en"
        notebooks.mkdir(parents=True)
        manager, client = start_new_kernel(kernel_name="gonb", cwd=str(notebooks), startup_timeout=60)
        try:
            run(client, "%noautoget", output=False)
            return [run(client, f"{imports}%%\n{statement.replace('EDIT', str(i))}") for i in range(RUNS + 1)][1:]
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)


def run(client, code: str, output: bool = True) -> float:
    """Executes a cell; returns the seconds until its first output, and waits until it has ended."""
    start, first, said = time.perf_counter(), None, ""
    request = client.execute(code, store_history=False)
    while True:
        message = client.get_iopub_msg(timeout=120)
        if message["parent_header"].get("msg_id") != request:
            continue
        kind, content = message["msg_type"], message["content"]
        if kind in ("stream", "display_data", "update_display_data", "error"):
            first = first or time.perf_counter() - start
            said += content.get("text", "") or " ".join(map(str, content.get("data", {}).values())) + content.get("evalue", "")
        if kind == "status" and content["execution_state"] == "idle":
            break
    reply = client.get_shell_msg(timeout=120)["content"]
    if reply["status"] != "ok" or (output and first is None):
        said = re.sub(r"<style>.*?</style>|<[^>]+>", "", said, flags=re.S)
        raise RuntimeError(f"bench: the cell ended with {reply['status']} and said: {said.strip()[:2000]}\n{code}")
    return first or 0.0
