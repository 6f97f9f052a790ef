"""Cleaning, carrying code from one edition to the other, marks, names, writing."""

from __future__ import annotations

import copy
import os

import pytest
from nbformat import ValidationError as NotebookValidationError
from conftest import cell, printed, shown
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from nb import book, clean, edition, paths


def test_clean_keeps_what_is_ours_and_no_more():
    nb = new_notebook(cells=[cell(new_code_cell, "07-a", "f()", tags=["core"], tolerance={"abs": 1})])
    nb.cells[0].metadata.update(execution={"iopub": "2026"}, collapsed=True)
    nb.metadata.update(kernelspec={"name": "x", "argv": "/home/learner"}, language_info={"version": "go1.26.8"}, signature="1", rise={"theme": "serif"})
    clean.clean(nb)
    assert set(nb.cells[0].metadata) == {"tags", "slideshow", "vaebook"}
    assert set(nb.metadata) == {"kernelspec", "language_info", "rise"}
    assert nb.metadata.kernelspec.name == "gonb" and "version" not in nb.metadata.language_info


def test_clean_numbers_from_one_and_is_at_rest():
    nb = new_notebook(cells=[cell(new_code_cell, f"07-{c}", "f()") for c in "abc"])
    for i, c in enumerate(nb.cells):
        c.execution_count = 40 + i
    clean.clean(nb)
    assert [c.execution_count for c in nb.cells] == [1, 2, 3]
    assert clean.clean(copy.deepcopy(nb)) == nb


def test_clean_joins_pieces_of_a_stream_and_keeps_order():
    outputs = clean.clean_outputs([printed("a"), printed("b\n"), shown("<p>x</p>"), printed("c"), printed("d", "stderr")])
    assert [o.get("text") for o in outputs] == ["ab\n", None, "c", "d"]


def test_clean_drops_emptied_displays():
    assert clean.clean_outputs([shown(""), shown(" \n")]) == []


def test_clean_renames_transient_ids():
    nb = new_notebook(cells=[cell(new_code_cell, "07-a", "f()", [shown('<i id="gonb_slider_1a2b3c4d"></i><i for="gonb_slider_1a2b3c4d">')]),
                             cell(new_code_cell, "07-b", "f()", [shown('<i id="gonb_update_00112233"></i>')])])
    clean.clean(nb)
    assert nb.cells[0].outputs[0].data["text/html"] == '<i id="gonb_id_1"></i><i for="gonb_id_1">'
    assert nb.cells[1].outputs[0].data["text/html"] == '<i id="gonb_id_2"></i>'


def test_carry_takes_code_and_metadata_and_leaves_prose(pair):
    pair.at("07-square").source = "func square(x float64) float64 { return math.Pow(x, 2) }"
    pair.at("07-square").metadata["tags"] = ["core", "slow"]
    pair.en.cells.insert(5, cell(new_code_cell, "07-new", "f()"))
    built, failures = edition.carry(pair.zh_path, pair.en, pair.zh)
    assert failures == [] and [c.id for c in built.cells] == [c.id for c in pair.en.cells]
    assert book.by_id(built)["07-square"] == pair.at("07-square")
    assert book.by_id(built)["07-title"].source == pair.at("07-title", "zh").source
    assert book.by_id(built)["07-title"].metadata.vaebook.en_sha256 == edition.digest(pair.at("07-title").source)


def test_carry_does_not_renew_a_mark(pair):
    old = edition.digest(pair.at("07-title").source)
    pair.at("07-title").source += " More."
    built, _ = edition.carry(pair.zh_path, pair.en, pair.zh)
    assert book.by_id(built)["07-title"].metadata.vaebook.en_sha256 == old


def test_carry_reports_prose_without_a_partner(pair):
    pair.en.cells.append(cell(new_markdown_cell, "07-next", "Next."))
    pair.zh.cells.append(cell(new_markdown_cell, "07-old", "旧的。"))
    _, failures = edition.carry(pair.zh_path, pair.en, pair.zh)
    assert [f.cell for f in failures] == ["07-next", "07-old"]


def test_stamp_only_what_is_named(pair):
    pair.at("07-title").source += " More."
    pair.at("07-formula").source += "\n\nMore."
    assert edition.stamp(pair.en, pair.zh, ["07-title"]) == ["07-title"]
    assert edition.stamp(pair.en, pair.zh, None) == ["07-formula"]


def test_write_is_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "07-a.ipynb"
    nb = clean.clean(new_notebook(cells=[cell(new_code_cell, "07-a", "f()")]))
    book.write(path, nb)
    before = path.read_bytes()

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    nb.cells[0].source = "g()"
    with pytest.raises(OSError):
        book.write(path, nb)
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]


def test_write_refuses_what_is_no_notebook(tmp_path):
    nb = new_notebook(cells=[cell(new_code_cell, "07-a", "f()")])
    nb.cells[0].outputs = [{"output_type": "nonsense"}]
    with pytest.raises(NotebookValidationError):
        book.write(tmp_path / "07-a.ipynb", nb)
    assert list(tmp_path.iterdir()) == []


def test_written_form_is_that_of_nbformat(tmp_path):
    import nbformat
    nb = clean.clean(new_notebook(cells=[cell(new_code_cell, "07-a", "f(1)\ng()", [printed("啊\nb\n"), new_output(
        "display_data", data={"text/html": "<p>\n</p>"})])]))
    assert book.dumps(nb) == nbformat.writes(nb) + "\n"


def test_names_of_chapters(tmp_path):
    for name in ("00-start.ipynb", "08-vae.ipynb", "solutions/08-vae.ipynb", "README.ipynb"):
        book.write(tmp_path / "notebooks" / "en" / name, new_notebook())
    found = paths.notebooks("en", tmp_path)
    assert [paths.label(p) for p in found] == ["en/00-start.ipynb", "en/08-vae.ipynb", "en/solutions/08-vae.ipynb"]
    pick = lambda *names: [paths.label(p)[3:] for p in paths.select(found, list(names))]  # noqa: E731
    assert pick("08") == pick("08-vae.ipynb") == ["08-vae.ipynb", "solutions/08-vae.ipynb"]
    assert pick("solutions/08") == ["solutions/08-vae.ipynb"] and len(pick()) == 3
    with pytest.raises(SystemExit):
        pick("09")


def test_other_edition_and_solution():
    path = paths.Path("/en/notebooks/en/solutions/08-vae.ipynb")
    assert str(paths.other_edition(path, "zh")) == "/en/notebooks/zh/solutions/08-vae.ipynb"
    assert paths.is_solution(path) and paths.edition_of(path) == "en"
