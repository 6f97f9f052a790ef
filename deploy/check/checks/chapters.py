"""What a learner waits for, and the two chapters from end to end with no network."""

import re
import time

from ..cells import gomlx
from ..container import Container, Image
from ..lab import Lab
from ..registry import check
from ..volume import volume

RUNNER = "/opt/vaebook/.cache/nb"  # where the notebook runner works; in the image nobody may write there
EXECUTE = """
import sys
sys.path.insert(0, "/opt/vaebook/internal")
from nb import paths, test
chapters = [p for p in paths.select(paths.notebooks("en"), ["00", "08"]) if not paths.is_solution(p)]
failures = [f for path in chapters for f in test.fresh(path)]
print(*failures, sep="\\n")
sys.exit(bool(failures))
"""


@check
def first_gomlx_cell(image: Image):
    """In a fresh home the first cell that imports GoMLX takes about as long as the second: build caches are warm."""
    with Container(image).start() as container:
        lab = Lab(container)
        lab.ready()
        kernel = lab.kernel()
        kernel.run("%noautoget")
        seconds = []
        for factor in (2, 3, 4):
            started = time.monotonic()
            gomlx(kernel, factor)
            seconds.append(time.monotonic() - started)
    figures = "first, second and third: " + ", ".join(f"{s:.1f}" for s in seconds) + " s"
    assert seconds[0] <= 2 * seconds[1] + 1, figures
    return figures


@check
def chapters_without_network(image: Image):
    """Chapters 00 and 08 execute and give their stored outputs, by the book's own runner and as any user."""
    with volume(12345) as folder:
        with Container(image, user="12345:0", mounts=[(folder, RUNNER, "rw")], command=["python", "-c", EXECUTE]) as container:
            status, said = container.run(900)
    assert status == 0, said[-3000:]
    return "; ".join(re.findall(r"(\S+: executed in \d+ s)", said))
