"""The GoNB kernel as the notebooks are run with it: the installed one, plus the environment of a run without a reader."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

from . import paths

NAME = "gonb"
# What a reader may have set for himself and a run for the record must not see.
UNSET = ("VAEBOOK_LANG", "VAEBOOK_BATCH", "VAEBOOK_STRICT")


@contextmanager
def specs(strict: bool, cache: Path) -> Iterator[KernelSpecManager]:
    """A kernel spec for one run: no sliders that wait, strict graders for solutions, a cache of its own, the repo's data.

    The variables go into a copy of the spec, because those of the installed spec win over the process's.
    """
    try:
        installed = Path(KernelSpecManager().get_kernel_spec(NAME).resource_dir)
    except NoSuchKernel:
        raise SystemExit("nb: the kernel gonb is not installed; run: make setup") from None
    spec = json.loads((installed / "kernel.json").read_text(encoding="utf-8"))
    env = {k: v for k, v in spec.get("env", {}).items() if k not in UNSET}
    env["VAEBOOK_BATCH"] = "1"
    env["VAEBOOK_ROOT"] = str(paths.root())
    env["VAEBOOK_CACHE"] = str(cache)
    env["VAEBOOK_DATA"] = ""
    env["GOPROXY"] = "off"
    if strict:
        env["VAEBOOK_STRICT"] = "1"
    if "VAEBOOK_BACKEND" in os.environ:
        env["VAEBOOK_BACKEND"] = os.environ["VAEBOOK_BACKEND"]
    folder = Path(tempfile.mkdtemp(prefix="nb-kernel-"))
    try:
        env["TMPDIR"] = str(folder)  # the kernel leaves its compiled cells behind
        spec["env"] = env
        home = folder / "kernels" / NAME
        home.mkdir(parents=True)
        (home / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
        yield KernelSpecManager(kernel_dirs=[str(folder / "kernels")], ensure_native_kernel=False)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
