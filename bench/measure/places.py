"""Where the bench finds and puts things; everything it writes is below .cache/bench."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BENCH = ROOT / "bench"
CACHE = ROOT / ".cache" / "bench"
VENV = ROOT / ".cache" / "bench-venv"
JAX = BENCH / "python" / "bench_jax.py"
PROGRAM = CACHE / "go-side"
MODELS = BENCH / "models"
MODELS_VENV = ROOT / ".cache" / "bench-models-venv"
MODELS_PROGRAM = CACHE / "models-go-side"
MODELS_DATA = CACHE / "models"
FASHION = ROOT / "data" / "fashion-mnist"


def clean_environment() -> dict:
    """The caller's environment without anything that this clone's set-up put there."""
    ours = ("VAEBOOK_", "GO", "CGO_", "PJRT_", "JUPYTER", "PYTHON", "VIRTUAL_ENV", "MAKE", "MFLAGS")
    keep = ("GOPROXY", "GOSUMDB", "GONOSUMDB", "GOPRIVATE", "GOTOOLCHAIN")
    env = {k: v for k, v in os.environ.items() if not k.startswith(ours) or k in keep}
    path = [p for p in env.get("PATH", os.defpath).split(os.pathsep) if not p.startswith(str(ROOT))]
    return env | {"PATH": os.pathsep.join(path)}
