"""Volumes over the home folder, and what is kept in them from one start to the next."""

import json
import os
import shutil
from pathlib import Path

from ..cells import answers
from ..container import Container, Image
from ..lab import Lab
from ..registry import check
from ..volume import HOME, WORK, volume
from .start import comes_up

DOC = "go doc -src github.com/vaebook/vaebook/pkg/tutorial/elbo KLStandardNormal"


@check
def volume_over_home(image: Image):
    """An empty volume over the home folder hides neither kernel, venv nor caches."""
    with volume(1000) as folder:
        return comes_up(image, mounts=[(folder, HOME, "rw")])


@check
def volume_over_home_for_any_user(image: Image):
    """The same under a uid that the platform chose."""
    with volume(12345) as folder:
        return comes_up(image, user="12345:0", mounts=[(folder, HOME, "rw")])


@check
def read_only_chapters(image: Image):
    """A teacher's own copy of the chapters, mounted read-only over the work folder: cells run, and go doc finds the library."""
    with Container(image, mounts=[(image.root / "opt/vaebook/notebooks", WORK, "ro")]).start() as container:
        lab = Lab(container)
        lab.ready()
        listed = lab.json("GET", "/api/contents/vaebook/en")
        assert "00-start.ipynb" in {item["name"] for item in listed["content"]}, f"vaebook/en lists {listed['content']}"
        kernel = lab.kernel()
        answers(kernel)
        assert "func KLStandardNormal" in kernel.run("!" + DOC), f"`!{DOC}` in a cell does not show the source"
        assert trusted(lab) == "", trusted(lab)


@check
def read_only_root(image: Image):
    """The root file system read-only, a volume at home and a tmpfs at /tmp, as `docker run --read-only --tmpfs /tmp` gives it."""
    with volume(1000) as folder:
        return comes_up(image, read_only=True, mounts=[(folder, HOME, "rw"), ("tmpfs", "/tmp", "mode=1777")])


@check
def chapters_trusted(image: Image):
    """Outputs with scripts and figures are shown without a question, whoever runs it."""
    for user in ("1000", "12345:0"):
        with Container(image, user=user).start() as container:
            lab = Lab(container)
            lab.ready()
            problem = trusted(lab)
            assert not problem, f"as {user}: {problem}"


def trusted(lab: Lab) -> str:
    for edition in ("en", "zh"):
        listed = lab.json("GET", f"/api/contents/vaebook/{edition}")["content"]
        for name in (i["path"] for i in listed if i["type"] == "notebook"):
            cells = lab.json("GET", f"/api/contents/{name}")["content"]["cells"]
            if not all(c["metadata"].get("trusted") for c in cells if c["cell_type"] == "code"):
                return f"{name} is not trusted"
    return ""


@check
def work_is_kept(image: Image):
    """A start with a newer image and the same volume: one's own notebooks and changed chapters stay, others become the newer edition."""
    with volume(1000) as folder, volume(0) as newer:
        home = [(folder, HOME, "rw")]
        with Container(image, mounts=home).start() as container:
            lab = Lab(container)
            lab.ready()
            changed = edit(lab, "vaebook/en/00-start.ipynb", "a learner's note")
            lab.json("PUT", "/api/contents/vaebook/mine.ipynb", {"type": "notebook", "format": "json", "content": changed})
            container.stop(5)
        next_edition(image, newer)
        with Container(image, mounts=[*home, (newer / "notebooks", "/opt/vaebook/notebooks", "ro")]).start() as container:
            Lab(container).ready()
            said = container.output
        assert "a learner's note" in text(folder, "en/00-start.ipynb"), "the learner's change to chapter 00 is lost"
        assert "of the next edition" not in text(folder, "en/00-start.ipynb"), "chapter 00 was mixed with the next edition"
        assert "a learner's note" in text(folder, "mine.ipynb"), "the learner's own notebook is lost"
        assert "of the next edition" in text(folder, "en/08-vae.ipynb"), "chapter 08, which the learner left alone, is still the old edition"
        assert "00-start.ipynb" in said and "08-vae.ipynb" not in said, f"of what was kept, and only of that, a line should tell; it said: {said}"


def edit(lab: Lab, path: str, words: str) -> dict:
    """Adds a cell and saves, as the page does; returns the notebook."""
    notebook = lab.json("GET", f"/api/contents/{path}")["content"]
    notebook["cells"].append({"cell_type": "markdown", "id": "learner", "metadata": {}, "source": words})
    lab.json("PUT", f"/api/contents/{path}", {"type": "notebook", "format": "json", "content": notebook})
    return notebook


def next_edition(image: Image, folder: Path) -> None:
    """The chapters as a later image might have them: 00 and 08 changed."""
    shutil.copytree(image.root / "opt/vaebook/notebooks", folder / "notebooks")
    for name in ("00-start", "08-vae"):
        path = folder / f"notebooks/en/{name}.ipynb"
        notebook = json.loads(path.read_text())
        notebook["cells"][0]["metadata"]["note"] = "of the next edition"
        path.write_text(json.dumps(notebook))
    os.chmod(folder, 0o755)


def text(folder: Path, name: str) -> str:
    return (folder / "vaebook" / name).read_text()
