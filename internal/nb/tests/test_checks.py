"""Each static check fails on a sample spoilt in one way, and on nothing else."""

from __future__ import annotations

import copy
import json

import pytest
from conftest import cell, img, only, printed, shown
from nbformat.v4 import new_markdown_cell, new_output

from nb import book


def test_the_good_sample_passes(pair):
    assert pair.failures() == []


def both(pair, name, change):
    """Spoils the same cell in both editions, so that only the named check can find it; what zh finds is dropped."""
    for language in ("en", "zh"):
        change(pair.at(name, language))
    pair.restamp()
    return [f for f in pair.failures() if "/en/" in str(f.path)]


def test_error_output(pair):
    bad = new_output("error", ename="ERROR", evalue="exit status 2", traceback=["panic: boom"])
    only(both(pair, "07-use", lambda c: c.outputs.append(copy.deepcopy(bad))), "error", "07-use")


def test_text_on_standard_error(pair):
    found = only(both(pair, "07-use", lambda c: setattr(c, "outputs", [printed("warning 2.000\n", "stderr")])), "error", "07-use")
    assert "standard error" in found.problem and "warning" in found.output


@pytest.mark.parametrize("trace", ["/home/learner/vaebook/data", "/tmp/gonb_1a2b3c4d/main.go:12", "/Users/ann/x", "C:\\Users\\ann",
                                   "gonb_1a2b3c4d", "pointer 0xc0001a2b30"])
def test_machine_path_in_an_output(pair, trace):
    only(both(pair, "07-clock", lambda c: setattr(c, "outputs", [printed(f"read {trace}\n")])), "machine", "07-clock")


def test_machine_path_in_a_cell(pair):
    only(both(pair, "07-square", lambda c: setattr(c, "source", 'const where = "/home/learner/data"')), "machine", "07-square")


@pytest.mark.parametrize("harmless", ["https://example.org/home/page", "and/or", "1/2", "~/.cache", "x / data / y"])
def test_no_machine_path(pair, harmless):
    assert both(pair, "07-clock", lambda c: setattr(c, "outputs", [printed(harmless + "\n")])) == []


def test_long_cell(pair):
    lines = "\n".join(f"const c{i} = {i}" for i in range(26))
    assert "26 lines" in only(both(pair, "07-square", lambda c: setattr(c, "source", lines)), "length", "07-square").problem
    assert both(pair, "07-square", lambda c: setattr(c, "source", "\n".join(lines.splitlines()[:25]))) == []


def test_sentence_in_the_code(pair):
    source = "func f() {} // this function does nothing at all"
    only(both(pair, "07-square", lambda c: setattr(c, "source", source)), "comments", "07-square")
    assert both(pair, "07-square", lambda c: setattr(c, "source", 'var u = "http://a b c d e f" // [B, D]')) == []


def test_cell_never_executed(pair):
    pair.write()
    raw = json.loads(pair.en_path.read_text(encoding="utf-8"))
    raw["cells"][5]["execution_count"] = None
    pair.en_path.write_text(json.dumps(raw, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    assert [(f.check, f.cell) for f in pair.failures(write=False)] == [("executed", "07-use"), ("clean", "")]


def test_cell_executed_out_of_order(pair):
    pair.write()
    text = pair.en_path.read_text(encoding="utf-8")
    pair.en_path.write_text(text.replace('"execution_count": 4', '"execution_count": 9'), encoding="utf-8")
    assert [f.check for f in pair.failures(write=False)] == ["executed", "clean"]


def test_empty_code_cell(pair):
    only(both(pair, "07-square", lambda c: setattr(c, "source", "")), "executed", "07-square")


def test_traces_of_an_editor(pair):
    pair.write()
    nb = book.read(pair.en_path)
    nb.cells[0].metadata["jp-MarkdownHeadingCollapsed"] = True
    book.write(pair.en_path, nb)
    only(pair.failures(write=False), "clean")


def test_too_big(pair):
    def grow(c):
        c.outputs = [printed("x" * (3 << 20) + "\n")]
    only(both(pair, "07-clock", grow), "size")


def test_figure_without_alt(pair):
    only(both(pair, "07-draw", lambda c: setattr(c, "outputs", [shown(img(" "))])), "alt", "07-draw")


def test_bare_png_has_no_alt(pair):
    from conftest import png
    output = new_output("display_data", data={"image/png": png(4, 3)})
    only(both(pair, "07-draw", lambda c: setattr(c, "outputs", [copy.deepcopy(output)])), "alt", "07-draw")


def test_prose_picture_without_alt(pair):
    picture(pair)
    only(both(pair, "07-formula", lambda c: setattr(c, "source", c.source + "\n\n![](../images/a.svg)")), "alt", "07-formula")


def picture(pair):
    images = pair.base / "notebooks" / "images"
    images.mkdir(parents=True)
    (images / "a.svg").write_text("<svg/>")


def test_pointing_to_what_is_not_there(pair):
    picture(pair)
    good = "\n\n![a plot](../images/a.svg) [next](07-sample.ipynb#part) [site](https://example.org) [here](#top) `[x](y)`"
    assert both(pair, "07-formula", lambda c: setattr(c, "source", c.source + good)) == []
    only(both(pair, "07-formula", lambda c: setattr(c, "source", c.source + "\n\n[next](08-none.ipynb)")), "links", "07-formula")


@pytest.mark.parametrize("page", ["<svg width='4'><path/></svg>", "<script>draw()</script>", '<p onclick="f()">x</p>',
                                  '<link href="//cdn.example.org/x.css">', "<style>@import 'https://example.org/a.css';</style>"])
def test_what_a_fresh_clone_would_not_show(pair, page):
    only(both(pair, "07-clock", lambda c: setattr(c, "outputs", [shown(page)])), "survives", "07-clock")


def test_picture_from_the_network(pair):
    spoil = lambda c: setattr(c, "source", c.source + "\n\n![a plot](https://example.org/a.png)")  # noqa: E731
    only(both(pair, "07-formula", spoil), "survives", "07-formula")


def test_links_in_prose_are_free(pair):
    assert both(pair, "07-formula", lambda c: setattr(c, "source", c.source + '\n\n<a href="https://example.org">x</a>')) == []


def test_text_beside_a_figure(pair):
    only(both(pair, "07-draw", lambda c: c.outputs.append(printed("and 4\n"))), "order", "07-draw")


def test_unknown_tag(pair):
    only(both(pair, "07-use", lambda c: c.metadata.update(tags=["hard"])), "metadata", "07-use")


@pytest.mark.parametrize("slide", [{}, {"slide_type": "page"}])
def test_slide_type(pair, slide):
    only(both(pair, "07-use", lambda c: c.metadata.update(slideshow=slide)), "metadata", "07-use")


@pytest.mark.parametrize("given", [{"xla:cpu": {"abs": 1}}, {"abs": "0.5"}, {"abs": -1}, {}, 0.5, {"xla": {"abs": 1}, "go": "loose"}])
def test_tolerance_that_cannot_be_read(pair, given):
    only(both(pair, "07-train", lambda c: c.metadata.update(vaebook={"tolerance": given})), "metadata", "07-train")


def test_unknown_key_of_ours(pair):
    only(both(pair, "07-train", lambda c: c.metadata.update(vaebook={"tolerence": {"abs": 1}})), "metadata", "07-train")


def test_first_cell_asks_the_network(pair):
    only(both(pair, "07-quiet", lambda c: setattr(c, "source", "%autoget")), "opening", "07-quiet")


def test_other_kernel(pair):
    pair.write()
    text = pair.en_path.read_text(encoding="utf-8")
    pair.en_path.write_text(text.replace('"name": "gonb"', '"name": "python3"'), encoding="utf-8")
    assert [f.check for f in pair.failures(write=False)] == ["opening", "clean"]


def test_meaningless_id(pair):
    for nb in (pair.en, pair.zh):
        nb.cells[4].id = "1f0a9c2e"
    assert {(f.check, f.cell) for f in pair.failures()} == {("ids", "1f0a9c2e")}


def test_exercise_without_solution(pair):
    found = only(both(pair, "07-square", lambda c: c.metadata.update(tags=["exercise"])), "solved")
    assert "solutions/07-sample.ipynb" in found.problem


def test_exercise_left_unsolved(pair):
    found = solutions(pair, "func square(x float64) float64 { return 0 }")
    only(found, "solved", "07-square")
    assert solutions(pair, "func square(x float64) float64 { return x * x }") == []


def solutions(pair, filled: str) -> list:
    """Failures of the chapter in English where its stub is solved in this way."""
    for language in ("en", "zh"):
        pair.at("07-square", language).metadata["tags"] = ["exercise"]
        pair.at("07-square", language).source = "func square(x float64) float64 { return 0 }"
    pair.write()
    answers = copy.deepcopy(pair.en)
    book.by_id(answers)["07-square"].source = filled
    book.write(pair.en_path.parent / "solutions" / pair.en_path.name, answers)
    return [f for f in pair.failures() if f.path == pair.en_path]


def test_missing_chinese_edition(pair):
    pair.write()
    pair.zh_path.unlink()
    only(pair.failures(write=False), "cells")


def test_chinese_cell_missing(pair):
    del pair.zh.cells[3]
    only(pair.failures(), "cells", "07-formula")


def test_chinese_cell_too_many(pair):
    pair.zh.cells.append(cell(new_markdown_cell, "07-more", "更多"))
    only(pair.failures(), "cells", "07-more")


def test_chinese_order(pair):
    pair.zh.cells[3], pair.zh.cells[4] = pair.zh.cells[4], pair.zh.cells[3]
    only(pair.failures(), "cells", "07-square")


def test_code_differs(pair):
    pair.at("07-square", "zh").source += "\n"
    assert pair.failures() == []
    pair.at("07-square", "zh").source = "func square(x float64) float64 { return x + x }"
    found = only(pair.failures(), "code", "07-square")
    assert "x * x" in found.expected and "x + x" in found.source


def test_tags_differ(pair):
    pair.at("07-square", "zh").metadata["tags"] = []
    only(pair.failures(), "code", "07-square")


def test_displayed_formula_differs(pair):
    pair.at("07-formula", "zh").source = "$$x^2 = x + x \\tag{7.1}$$"
    only(pair.failures(), "formulas", "07-formula")


def test_macro_that_the_page_cannot_draw(pair):
    for lang in ("en", "zh"):
        pair.at("07-formula", lang).source = "$$x^2 = x \\cdot x,\\qquade = 1 \\tag{7.1}$$"
    pair.restamp()
    assert {f.check for f in pair.failures()} == {"formula"}


def test_words_in_a_formula_may_be_translated(pair):
    pair.at("07-formula").source = "$$x^2 = x \\cdot x \\quad\\text{for all } x \\tag{7.1}$$"
    pair.at("07-formula", "zh").source = "$$x^2 = x\\cdot x \\quad \\text{对所有 } x \\tag{7.1}$$"
    pair.restamp()
    assert pair.failures() == []


def test_statement_in_the_text_differs(pair):
    pair.at("07-title", "zh").source = "# 平方\n\n设 $x$ 为一个数,则 $x^2 > 0$。"
    only(pair.failures(), "formulas", "07-title")


def test_a_name_may_stand_twice_but_not_be_new(pair):
    pair.at("07-title", "zh").source = "# 平方\n\n设 $x$ 为一个数,则 $x^2 \\ge 0$,$x$ 任意。"
    assert pair.failures() == []
    pair.at("07-title", "zh").source = "# 平方\n\n设 $y$ 为一个数,则 $x^2 \\ge 0$。"
    only(pair.failures(), "formulas", "07-title")


def test_figure_counts_differ(pair):
    pair.at("07-draw", "zh").outputs = [shown(img("一") + img("二"))]
    only(pair.failures(), "figures", "07-draw")


def test_stale_prose(pair):
    pair.at("07-title").source += " It is never negative."
    found = only(pair.failures(), "stale", "07-title")
    assert "nb stamp" in found.problem


def test_unmarked_prose(pair):
    del pair.at("07-title", "zh").metadata["vaebook"]
    only(pair.failures(), "stale", "07-title")


def test_formula_without_check(pair):
    only(pair.failures(ledger=set()), "ledger", "07-formula")


def test_check_without_formula(pair):
    assert "7.2" in only(pair.failures(ledger={"7.1", "7.2", "8.1"}), "ledger").problem


def test_formula_without_tag(pair):
    only(both(pair, "07-formula", lambda c: setattr(c, "source", c.source + "\n\n$$y = x$$")), "formula", "07-formula")


@pytest.mark.parametrize("tag", ["D8.1", "seven", "7.1"])
def test_formula_with_a_wrong_tag(pair, tag):
    only(both(pair, "07-formula", lambda c: setattr(c, "source", c.source + f"\n\n$$y = x \\tag{{{tag}}}$$")), "formula", "07-formula")


def test_definition_needs_no_check(pair):
    assert both(pair, "07-formula", lambda c: setattr(c, "source", c.source + "\n\n$$y := x \\tag{D7.1}$$")) == []


def test_code_may_hold_dollars(pair):
    assert both(pair, "07-formula", lambda c: setattr(c, "source", c.source + "\n\n`$$a$$` and\n\n```\n$$b$$\n```")) == []
