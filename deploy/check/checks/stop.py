"""docker stop: a clean end in time, and what was trained is whole."""

import re
import time
from pathlib import Path

from ..cells import of_chapter
from ..container import Container, Image
from ..lab import Kernel, Lab
from ..registry import check
from ..volume import HOME, volume

LIMIT = 5  # seconds
DEFINITIONS = ["08-noautoget", "08-imports", "08-encoder", "08-reparameterize", "08-decoder-code", "08-terms-code", "08-elbo-code", "08-new", "08-train-code"]
LOAD = """\
%%
m := New(20)
must.M(m.Load(must.M1(vae.Folder("fashion-20"))))
_, test := must.M2(dataset.FashionMNIST())
recon, kl := must.M1(m.ELBO(test.Head(500), 1, 42)).Means()
fmt.Printf("loaded, ELBO %.1f nats\\n", recon-kl)"""


def ends_in_time(container: Container) -> float:
    seconds = container.stop(LIMIT)
    assert not container.killed, f"still there after {LIMIT} s of SIGTERM; it was killed"
    assert container.exit_code in (0, 143), f"exit status {container.exit_code} after SIGTERM:\n{container.output[-1500:]}"
    assert "Traceback" not in container.output, f"a traceback at the end:\n{container.output[-1500:]}"
    return seconds


@check
def stops(image: Image):
    """Idle, and with an idle kernel."""
    times = []
    for with_kernel in (False, True):
        with Container(image).start() as container:
            lab = Lab(container)
            lab.ready()
            if with_kernel:
                lab.kernel().run("%noautoget")
            times.append(ends_in_time(container))
    return f"idle in {times[0]:.1f} s, with a kernel in {times[1]:.1f} s"


@check
def stops_while_it_trains(image: Image):
    """Chapter 08 is stopped while it trains: a checkpoint is there, and the newest whole one loads after the next start."""
    with volume(1000) as folder:
        mounts = [(folder, HOME, "rw")]
        with Container(image, mounts=mounts).start() as container:
            kernel = prepared(container, image)
            kernel.send("%%\nTrain(20, 15)")
            wait_for_checkpoint(folder)
            seconds = ends_in_time(container)
        cut = any(folder.rglob("models/**/*.tmp"))
        with Container(image, mounts=mounts).start() as container:
            said = prepared(container, image).run(LOAD)
        found = re.search(r"loaded, ELBO (-[\d.]+) nats", said)
        assert found, f"the checkpoint does not load: {said[-1000:]}"
        assert -600 < float(found.group(1)) < -80, f"the loaded model's ELBO is {found.group(1)} nats"
        return f"in {seconds:.1f} s; loaded after a new start with an ELBO of {found.group(1)} nats" + "; its last save was cut short" * cut


def prepared(container: Container, image: Image) -> Kernel:
    """A kernel that knows chapter 08's model."""
    lab = Lab(container)
    lab.ready()
    kernel, cells = lab.kernel("vaebook/en/08-vae.ipynb"), of_chapter(image, "08")
    for name in DEFINITIONS:
        kernel.run(cells[name])
    return kernel


def wait_for_checkpoint(home: Path, seconds: float = 120) -> None:
    """Until training has saved once; then a moment, so that the signal meets it between two saves."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if any(home.rglob("models/fashion-20/*.vbk")):
            time.sleep(0.7)
            return
        time.sleep(0.1)
    raise AssertionError(f"no checkpoint after {seconds:.0f} s of training; files: {[str(p.relative_to(home)) for p in home.rglob('models/*')]}")
