"""How checks are chosen, counted and told of."""

import pytest

from check import checks, registry  # noqa: F401  (importing checks enters them)
from check.registry import Check
from check.tools import Unusable


def held(_image):
    """It holds."""
    return "3 MB"


def broken(_image):
    """It does not."""
    raise AssertionError("two tokens are the same")


def crashes(_image):
    """It dies."""
    raise KeyError("Config")


def run(*functions):
    return registry.run([Check(f.__name__, f, f.__doc__) for f in functions], None)


def test_lines_and_status(capsys):
    assert run(held) == 0 and run(held, broken, crashes) == 1
    said = capsys.readouterr().out
    assert "ok held (0.0 s)  3 MB" in said and "1 passed, 0 failed" in said
    assert "FAILED broken: two tokens are the same" in said and "FAILED crashes: KeyError: 'Config'" in said and "1 passed, 2 failed" in said


def test_names_and_patterns():
    every = registry.select([])
    assert len(every) > 30 and len({c.name for c in every}) == len(every) and all(c.about for c in every)
    assert [c.name for c in registry.select(["health", "own-user"])] == ["own-user", "health"]
    assert {"volume-full", "volume-over-home"} <= {c.name for c in registry.select(["volume-*"])}


def test_an_unknown_name_is_named():
    with pytest.raises(Unusable, match="no check is called nosuch; there are: own-user"):
        registry.select(["health", "nosuch"])
