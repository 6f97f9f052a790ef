"""Where things are. Nothing is written outside CACHE; VAEBOOK_IMAGE_CACHE puts it elsewhere."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CACHE = Path(os.environ.get("VAEBOOK_IMAGE_CACHE") or ROOT / ".cache" / "image").resolve()
BASES = CACHE / "bases"  # root file systems that stand for the Dockerfile's base images
STORAGE = CACHE / "storage"  # buildah's images and layers
RUNS = CACHE / "run"  # a folder for each container
RUNC = CACHE / "runc"  # runc's own state
LOGS = CACHE / "log"
