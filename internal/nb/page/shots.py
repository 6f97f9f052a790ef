"""Pictures of a notebook as JupyterLab shows it page by page, not run and not trusted: what a fresh clone shows."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from .. import paths
from . import chromium, lab, settings

PAGE = 1500
SCROLLED = ".jp-WindowedPanel-outer"
BOTTOM = "Math.max(...[...document.querySelectorAll('.jp-Notebook .jp-Cell')].map(c => c.getBoundingClientRect().bottom))"
READY = """() => {
  const cells = document.querySelectorAll('.jp-Notebook .jp-Cell');
  const math = document.querySelectorAll('.jp-MarkdownOutput');
  return cells.length > 0 && math.length > 0 && !document.querySelector('.jp-Notebook .jp-mod-loading');
}"""


def shoot(notebook: Path, out: Path, theme: str, width: int, height: int) -> list[Path]:
    """Writes NAME-theme-01.png and so on; returns the files."""
    out.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix="nb-shots-"))
    try:
        place = copy_out(notebook, work / "root")
        app = settings.write(work / "settings", theme)
        env = dict(os.environ, JUPYTERLAB_SETTINGS_DIR=str(work / "user"), JUPYTER_DATA_DIR=str(work / "data"),
                   JUPYTER_CONFIG_DIR=str(work / "config"), JUPYTER_RUNTIME_DIR=str(work / "runtime"))
        command = [os.environ.get("NB_LAB_PYTHON", sys.executable), "-m", "jupyterlab", "--no-browser", "--allow-root",
                   "--ServerApp.port=0", f"--ServerApp.root_dir={work / 'root'}", "--ServerApp.ip=127.0.0.1",
                   f"--LabApp.app_settings_dir={app}", "--KernelSpecManager.ensure_native_kernel=False",
                   "--KernelSpecManager.allowed_kernelspecs=none"]
        with lab.running(command, work, env) as server, chromium.browser() as browser:
            base, token = server.address(60)
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(f"{base}doc/tree/{place}?token={token}")
            return pages(page, out, f"{notebook.stem}-{theme}", width)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def copy_out(notebook: Path, root: Path) -> str:
    """Copies a notebook, and the pictures its prose shows, to where nothing can change them; returns its place there."""
    place = Path(paths.label(notebook))
    target = root / "notebooks" / place
    target.parent.mkdir(parents=True)
    shutil.copy2(notebook, target)
    home = notebook.parents[len(place.parts) - 1]
    if (home / "images").is_dir():
        shutil.copytree(home / "images", root / "notebooks" / "images")
    return f"notebooks/{place.as_posix()}"


def pages(page, out: Path, stem: str, width: int) -> list[Path]:
    """Scrolls through the notebook by the height of the window."""
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
    decline_kernel(page)
    page.wait_for_function(READY, timeout=60_000)
    page.add_style_tag(content=".jp-cell-toolbar, .jp-Toolbar-micro { display: none !important; }")
    page.wait_for_timeout(1500)
    box = page.locator(SCROLLED).first.bounding_box()
    files, left = [], True
    while left:
        page.evaluate(f"document.querySelector('{SCROLLED}').scrollTop = {len(files) * int(box['height'])}")
        page.wait_for_timeout(400)
        files.append(out / f"{stem}-{len(files) + 1:02d}.png")
        page.screenshot(path=files[-1], clip=box)
        left = page.evaluate(BOTTOM) > box["y"] + box["height"]
    return files


def decline_kernel(page) -> None:
    """Answers the question for a kernel: none, nothing is run here."""
    button = page.locator(".jp-Dialog button", has_text="No Kernel")
    button.wait_for(timeout=30_000)
    button.click()
    page.locator(".jp-Dialog").wait_for(state="hidden")


def main() -> int:
    parser = argparse.ArgumentParser(prog="nb shots")
    parser.add_argument("notebook", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--theme", choices=tuple(settings.THEMES), default="light")
    parser.add_argument("--width", type=int, default=1100)
    args = parser.parse_args()
    for file in shoot(args.notebook.resolve(), args.out, args.theme, args.width, PAGE):
        print(file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
