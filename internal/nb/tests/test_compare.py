"""Fresh outputs against stored ones, and the Chinese edition's against the English ones."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from conftest import cell, img, printed, shown
from nbformat.v4 import new_code_cell

from nb import compare, numbers, test as runner

PATH = Path("notebooks/en/07-sample.ipynb")


def code(*outputs, tags=(), **own):
    return cell(new_code_cell, "07-x", "%%\nf()", outputs, tags, **own)


def differs(fresh, stored, backend="xla:cpu"):
    found = compare.cell(PATH, fresh, stored, backend)
    return found[0].problem if found else ""


def test_text_exactly():
    assert differs(code(printed("a 1.0\n")), code(printed("a 1.0\n"))) == ""
    assert "line 2" in differs(code(printed("a\nb 1.0\n")), code(printed("a\nb 1.1\n")))
    assert differs(code(printed("a\n")), code(printed("a")))


def test_report_names_everything():
    found = compare.cell(PATH, code(printed("a 1.0\n")), code(printed("a 1.1\n")), "go")[0]
    report = str(found)
    for part in ("en/07-sample.ipynb", "07-x", "f()", "a 1.0", "a 1.1", "expected", "source", "output"):
        assert part in report


def test_number_and_kind_of_outputs():
    assert differs(code(printed("a")), code())
    assert differs(code(printed("a")), code(shown("a")))
    assert differs(code(printed("a"), tags=["volatile"]), code(shown("a"), tags=["volatile"]))


def test_volatile_by_shape_only():
    assert differs(code(printed("0.31 s\n"), tags=["volatile"]), code(printed("7 m\n"), tags=["volatile"])) == ""
    assert differs(code(shown(img("a") + img("b")), tags=["volatile"]), code(shown(img("a")), tags=["volatile"]))


@pytest.mark.parametrize("fresh, near", [("-105.2", True), ("-105.69", True), ("-105.8", False), ("-104.8", True), ("105.2", False)])
def test_trained_number_to_its_tolerance(fresh, near):
    stored = code(printed("ELBO   -105.2 after 3 epochs\n"), tolerance={"abs": 0.5})
    problem = differs(code(printed(f"ELBO {fresh} after 3 epochs\n"), tolerance={"abs": 0.5}), stored)
    assert (problem == "") == near
    assert near or "-105.2" in problem


def test_words_beside_a_trained_number_exactly():
    stored = code(printed("ELBO -105.2 after 3 epochs\n"), tolerance={"abs": 0.5})
    assert differs(code(printed("bound -105.2 after 3 epochs\n"), tolerance={"abs": 0.5}), stored)
    assert differs(code(printed("ELBO -105.2 after 4 epochs\n"), tolerance={"abs": 0.5}), stored)


def test_tolerance_of_this_backend():
    table = {"xla": {"abs": 0.1}, "go": {"rel": 0.1}}
    stored, fresh = code(printed("100.0\n"), tolerance=table), code(printed("105.0\n"), tolerance=table)
    assert differs(fresh, stored, "go") == ""
    assert "100" in differs(fresh, stored, "xla:cpu")
    assert "not cuda" in differs(fresh, stored, "cuda")
    table = {"xla:cpu": {"abs": 0.1}, "go": "shape"}
    assert differs(code(printed("5 and 6\n"), tolerance=table), code(printed("7\n"), tolerance=table), "go") == ""


def test_without_tolerance_numbers_are_text():
    assert differs(code(printed("100.0\n")), code(printed("100.00\n")))


def test_figures_by_kind_size_and_alt():
    assert differs(code(shown(img("a"))), code(shown(img("a")))) == ""
    assert "stored" in differs(code(shown(img("a", 5, 3))), code(shown(img("a", 4, 3))))
    assert "alt" in differs(code(shown(img("a"))), code(shown(img("b"))))
    svg = '<img alt="a" src="data:image/svg+xml;utf8,<svg width=\'4\' height=\'3\'></svg>">'
    assert "image/svg" in differs(code(shown(svg.replace("<svg", "%3Csvg").replace("'>", "'%3E").replace("</svg>", ""))), code(shown(img("a"))))


def test_alt_text_to_the_tolerance():
    fresh, stored = (code(shown(img(f"the bound rises to {v}")), tolerance={"abs": 0.5}) for v in ("-105.1", "-105.3"))
    assert differs(fresh, stored) == ""


def test_pixels_are_not_compared():
    from conftest import png
    one, other = img("a"), img("a").replace(png(4, 3)[-30:-20], png(4, 3)[-30:-20].swapcase())
    assert one != other and differs(code(shown(one)), code(shown(other))) == ""


def chinese(zh, en, backend="xla:cpu"):
    found = compare.editions(Path("notebooks/zh/07-sample.ipynb"), zh, en, backend)
    return found[0].problem if found else ""


def test_labels_may_be_translated_numbers_may_not_differ():
    en = code(printed("step 3 of 10: 2.50 nats\n"))
    assert chinese(code(printed("共 10 步,第3步:2.50 奈特\n")), en) == ""
    assert "2.6" in chinese(code(printed("共 10 步,第 3 步:2.60 奈特\n")), en)
    assert "2 numbers" in chinese(code(printed("第 3 步:2.50 奈特\n")), en)


def test_editions_trained_numbers_to_the_tolerance():
    en = code(printed("ELBO -105.2\n"), tolerance={"abs": 0.5})
    assert chinese(code(printed("下界 -105.6\n"), tolerance={"abs": 0.5}), en) == ""
    assert chinese(code(printed("下界 -105.9\n"), tolerance={"abs": 0.5}), en)


def test_editions_figures():
    en = code(shown(img("a square", 4, 3)))
    assert chinese(code(shown(img("正方形", 4, 3))), en) == ""
    assert chinese(code(shown(img("两个正方形", 4, 3))), code(shown(img("2 squares", 4, 3)))) == ""
    assert chinese(code(shown(img("正方形", 5, 3))), en)
    assert chinese(code(printed("正方形")), en)


def test_editions_by_shape_where_volatile():
    en = code(printed("0.31 s\n"), tags=["volatile"])
    assert chinese(code(printed("0.2 秒 1\n"), tags=["volatile"]), en) == ""
    assert chinese(code(shown("0.2"), tags=["volatile"]), en)


def test_stored_editions_are_compared(pair):
    pair.write()
    assert runner.editions(pair.en_path, pair.zh_path) == []
    pair.at("07-use", "zh").outputs = [printed("平方等于 2.001\n")]
    pair.write()
    assert [(f.check, f.cell) for f in runner.editions(pair.en_path, pair.zh_path)] == [("editions", "07-use")]


@pytest.mark.parametrize("text, values", [
    ("784-400-20", [784, 400, 20]), ("a -3.5, b: +2e-3", [-3.5, 0.002]), ("60,000 images", [60000]), ("float32 v0.28.1 x2", []),
    ("共3步", [3]), ("(1.5±0.2)", [1.5, 0.2]), ("\u22121.5", [-1.5]), ("1,2,3", [1, 2, 3]), ("5.", [5]), ("3x", []), ("7%", [7])])
def test_numbers_in_a_text(text, values):
    assert numbers.split(text)[1] == values


def test_fresh_run_is_not_altered(pair):
    fresh = copy.deepcopy(pair.at("07-train"))
    assert compare.cell(pair.en_path, fresh, pair.at("07-train"), "go") == [] and fresh == pair.at("07-train")
