"""The package is imported as `check`, as make image-check imports it."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


@pytest.fixture
def root(tmp_path):
    """A small root file system with Debian's two tables."""
    etc = tmp_path / "etc"
    etc.mkdir()
    (etc / "passwd").write_text("root:x:0:0:root:/root:/bin/bash\njovyan:x:1000:100::/home/jovyan:/bin/bash\n")
    (etc / "group").write_text("root:x:0:\nusers:x:100:\nstaff:x:50:jovyan,other\n")
    return tmp_path
