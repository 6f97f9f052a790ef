"""JupyterLab's settings for a page that a program looks at."""

from __future__ import annotations

import json
from pathlib import Path

THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}


def write(folder: Path, theme: str = "light", whole_page: bool = True, language: str | None = None) -> Path:
    """Writes an overrides file into a settings folder: theme, every cell drawn at once, no news, no survey."""
    overrides = {
        "@jupyterlab/apputils-extension:themes": {"theme": THEMES[theme]},
        "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
        "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none" if whole_page else "full"},
    }
    if language:
        overrides["@jupyterlab/translation-extension:plugin"] = {"locale": language}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "overrides.json").write_text(json.dumps(overrides), encoding="utf-8")
    return folder
