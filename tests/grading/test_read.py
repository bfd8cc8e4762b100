"""A submission is read once: what is hashed is what is graded."""

import json
import os

import pytest

from grading.read import submissions
from grading.read.notebook import parse_notebook
from grading.read.submissions import NotGradedError, Submission, fingerprint, read_files
from grading.stage.notebook_spec import NotebookSpec
from grading.stage.select import stage

CELL = {"cell_type": "code", "source": "def f():\n    return 1\n", "metadata": {}, "id": "f"}
NOTEBOOK = json.dumps({"cells": [CELL], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
SPEC = NotebookSpec("n", ("f", "test_f"), ("f",), ("test_f",))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "n.ipynb").write_text(NOTEBOOK)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "more.txt").write_text("one")
    return tmp_path


def staged(folder, found):
    return stage(Submission("anna", "a", folder), found, [SPEC], [])


def change(folder):
    (folder / "n.ipynb").write_text(NOTEBOOK.replace("return 1", "return 2"))
    (folder / "data" / "more.txt").write_text("two")


def test_what_changes_after_the_hash_is_not_graded(folder):
    found = read_files(folder)
    before = fingerprint(found)
    change(folder)
    taken = staged(folder, found)
    assert "return 1" in taken.notebooks["n"].cells[0].source
    assert taken.files == {os.path.join("data", "more.txt"): b"one"}
    assert fingerprint(read_files(folder)) != before


def test_a_file_that_is_too_large_to_keep_is_compared_when_it_is_read_again(folder, monkeypatch):
    whole = fingerprint(read_files(folder))
    monkeypatch.setattr(submissions, "MAX_KEPT", 1)
    found = read_files(folder)
    assert [file.kept for file in found] == [None, None]
    assert fingerprint(found) == whole
    assert staged(folder, found).files == {os.path.join("data", "more.txt"): b"one"}
    change(folder)
    with pytest.raises(NotGradedError, match=r"n\.ipynb changed while it was being read"):
        staged(folder, found)


def test_the_hash_is_of_names_and_contents(folder):
    """Written out, as gradebooks hold it: another one would grade every course again."""
    due = "b2d3954dbed7891de29d9019e5454abd"
    assert fingerprint(read_files(folder)).startswith(due)


@pytest.mark.parametrize(
    ("text", "hour", "notes"),
    [("2030-05-02 10:00:00 UTC", 10, 0), ("", None, 0), ("at noon, I think", None, 1)],
)
def test_the_time_is_read_once(folder, text, hour, notes):
    (folder / "timestamp.txt").write_text(text)
    taken = staged(folder, read_files(folder))
    assert (taken.timestamp.hour if taken.timestamp else None) == hour
    assert len(taken.notes) == notes
    assert ("timestamp.txt" in taken.files) == (not notes)


def test_the_time_of_a_folder_below_is_not_that_of_the_submission(folder):
    (folder / "data" / "timestamp.txt").write_text("2030-05-02 10:00:00 UTC")
    assert staged(folder, read_files(folder)).timestamp is None


def test_a_notebook_that_is_too_large_is_not_parsed(folder, monkeypatch):
    monkeypatch.setattr("grading.read.notebook.MAX_BYTES", 10)
    with pytest.raises(NotGradedError, match=r"n\.ipynb is too large: 0 MB"):
        parse_notebook(read_files(folder)[1])
