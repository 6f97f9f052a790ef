"""The learner's changes stay; what the learner left alone follows the image."""

import os

import pytest
from nbformat import read, sign
from nbformat.v4 import new_code_cell, new_notebook, new_output
from nbformat import write

import chapters
from machine import Missing


@pytest.fixture(autouse=True)
def own_jupyter(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))


@pytest.fixture
def root(tmp_path):
    """A tree with one notebook and one picture."""
    root = tmp_path / "root"
    (root / "notebooks" / "en").mkdir(parents=True)
    (root / "notebooks" / "images").mkdir()
    (root / "go.mod").write_text("module m\n\ngo 1.26.5\n")
    (root / "notebooks" / "images" / "a.svg").write_text("<svg/>")
    edition(root, "first")
    return root


def edition(root, text):
    output = new_output("display_data", {"text/html": f"<b>{text}</b>"})
    cell = new_code_cell(f'fmt.Println("{text}")', outputs=[output], execution_count=1)
    write(new_notebook(cells=[cell]), root / "notebooks" / "en" / "00.ipynb")


def test_everything_is_put_into_an_empty_home(root, tmp_path):
    work = tmp_path / "home" / "vaebook"
    work.parent.mkdir()
    assert chapters.put(root, work) == []
    assert (work / "en" / "00.ipynb").read_bytes() == (root / "notebooks" / "en" / "00.ipynb").read_bytes()
    assert (work / "images" / "a.svg").exists()
    assert str(root) in (work / "go.work").read_text() and "go 1.26.5" in (work / "go.mod").read_text()


def test_the_notebooks_are_trusted_but_not_those_of_others(root, tmp_path):
    chapters.put(root, tmp_path / "vaebook")
    notary = sign.NotebookNotary()
    book = read(tmp_path / "vaebook" / "en" / "00.ipynb", as_version=4)
    assert notary.check_signature(book)
    book.cells[0].outputs[0].data["text/html"] = "<script>alert(1)</script>"
    assert not notary.check_signature(book)


def test_an_unchanged_notebook_is_brought_up_to_date(root, tmp_path):
    work = tmp_path / "vaebook"
    chapters.put(root, work)
    edition(root, "second")
    assert chapters.put(root, work) == []
    assert "second" in (work / "en" / "00.ipynb").read_text()


def test_a_changed_notebook_stays_and_is_named_once_a_newer_one_comes(root, tmp_path):
    work = tmp_path / "vaebook"
    chapters.put(root, work)
    mine = work / "en" / "00.ipynb"
    mine.write_text("my work")
    assert chapters.put(root, work) == [] and mine.read_text() == "my work"
    edition(root, "second")
    for _ in range(2):  # at this start and at the next one
        lines = chapters.put(root, work)
        assert len(lines) == 1 and str(mine) in lines[0] and mine.read_text() == "my work"


def test_a_deleted_notebook_comes_back(root, tmp_path):
    work = tmp_path / "vaebook"
    chapters.put(root, work)
    (work / "en" / "00.ipynb").unlink()
    chapters.put(root, work)
    assert "first" in (work / "en" / "00.ipynb").read_text()


def test_files_of_the_learner_are_left_alone(root, tmp_path):
    work = tmp_path / "vaebook"
    chapters.put(root, work)
    (work / "en" / "mine.ipynb").write_text("mine")
    chapters.put(root, work)
    assert (work / "en" / "mine.ipynb").read_text() == "mine"


def test_a_damaged_record_loses_nothing(root, tmp_path):
    work = tmp_path / "vaebook"
    chapters.put(root, work)
    (work / "en" / "00.ipynb").write_text("my work")
    (work / chapters.RECORD).write_text("{")
    assert len(chapters.put(root, work)) == 1
    assert (work / "en" / "00.ipynb").read_text() == "my work"


@pytest.fixture
def closed(tmp_path, monkeypatch):
    """A work folder that cannot be written; for root, who can write everywhere, by the answer of access."""
    work = tmp_path / "home" / "vaebook"
    work.mkdir(parents=True)
    monkeypatch.setattr(os, "access", lambda path, mode: path != work)
    return work


def test_a_mount_that_cannot_be_written_is_used_as_it_is(root, closed):
    write(new_notebook(), closed / "class.ipynb")
    lines = chapters.put(root, closed)
    assert len(lines) == 1 and "not saved" in lines[0]
    assert [p.name for p in closed.iterdir()] == ["class.ipynb"]
    assert (closed.parent / "go.work").exists()


def test_an_empty_mount_that_cannot_be_written_is_refused(root, closed):
    with pytest.raises(Missing, match="holds no notebook"):
        chapters.put(root, closed)
