"""The directive and the bookkeeping of the Sphinx extension, on small books."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from lstm_book import digests
from lstm_book.downloads import exercise_zips
from lstm_book.execution import kernel_profile, result_cache
from lstm_book.outputs import kept as kept_outputs
from lstm_book.paths import ROOT
from lstm_book.site import rebuild

from tests.helpers.small_book import CELL, SETTINGS, build


@pytest.fixture
def outputs(tmp_path, monkeypatch):
    """Keep outputs for the page of the small book; return what does."""
    monkeypatch.setattr(kept_outputs, "OUTPUTS", tmp_path / "outputs")

    def keep(library: str, printed: dict[str, str]) -> None:
        hashed = {kept_outputs.code_hash(code): text for code, text in printed.items()}
        found = kept_outputs.Kept(f"{library} 1.2", [], hashed)
        kept_outputs.write(library, "index", found)

    return keep


def test_a_cell_and_its_libraries_become_tabs_that_show_what_was_printed(tmp_path, outputs):
    outputs("keras", {"x = keras.ops.ones(1)\nprint(x)": "[1.]\n"})
    outputs("pytorch", {"x = torch.ones(1)": ""})
    keras = "```{in-keras}\n:compare: value\n\nx = keras.ops.ones(1)\nprint(x)  # shown\n```\n\n"
    page, warnings = build(tmp_path, CELL + keras + "```{in-pytorch}\nx = torch.ones(1)\n```\n")
    assert warnings == ""
    (tabs,) = page.select(".sd-tab-set")
    labels = tabs.select("label")
    assert [label.text.strip() for label in labels] == ["lstm_ref", "Keras 3", "PyTorch"]
    assert [label["data-sync-id"] for label in labels] == ["lstm_ref", "keras", "pytorch"]
    ours, keras, pytorch = tabs.select(".sd-tab-content")
    assert "x = 1" in ours.select_one(".cell_input").text
    assert "keras.ops.ones(1)" in keras.select_one(".highlight-python").text
    assert keras.select_one(".cell_output pre").text == "[1.]\n"
    assert keras.select_one(".printed-by").text == "Printed by keras 1.2."
    assert "torch.ones(1)" in pytorch.select_one(".highlight-python").text
    assert pytorch.select(".cell_output, .printed-by") == []
    assert len(page.select(".cell")) == 1


def test_code_whose_output_is_not_kept_is_named(tmp_path, outputs):
    outputs("keras", {"y = 1": ""})
    _, warnings = build(tmp_path, CELL + "```{in-keras}\ny = 2\n```\n")
    assert "index.md:19: WARNING: in-keras: nothing is kept of what this code prints" in warnings


@pytest.mark.parametrize("between", ["Words between.\n\n", "```{in-keras}\ny = 2\n```\n\n"])
def test_the_code_cell_may_not_be_missing(tmp_path, outputs, between):
    outputs("keras", {"y = 2": ""})
    page, warnings = build(tmp_path, CELL + between + "```{in-keras}\ny = 2\n```\n")
    line = 19 + between.count("\n")
    assert f"index.md:{line}: WARNING: in-keras must follow a code cell" in warnings
    assert "y = 2" in page.text


def test_an_unknown_way_to_compare_is_refused(tmp_path):
    _, warnings = build(tmp_path, CELL + "```{in-keras}\n:compare: roughly\ny = 2\n```\n")
    assert "roughly" in warnings


def test_maths_stands_in_titles_tables_and_numbered_blocks(tmp_path):
    table = "| $a$ | b |\n|---|---|\n| $c$ | d |\n\n"
    text = "## The $h_t$\n\n" + table + "$$\nx = y\n$$ (eq)\n\nSee {eq}`eq`.\n"
    page, warnings = build(tmp_path, text)
    assert warnings == ""
    assert len(page.select("section .math")) == len(page.select("section .katex")) == 4
    assert "(1)" in page.select_one("#equation-eq .eqno").text
    assert page.select_one('p a[href="#equation-eq"]').text == "(1)"
    assert not page.select("script[src*=mathjax]")


def test_a_bad_formula_is_a_warning_with_its_place(tmp_path):
    _, warnings = build(tmp_path, "A\n\n$\\nonsense$\n")
    place, _, message = warnings.partition(" WARNING: ")
    assert "index.md:1" in place
    assert message.startswith(r"KaTeX cannot read the formula '\\nonsense': KaTeX parse error: ")


RESULTS_DEPEND_ON = (
    *("lstm_ref/cells.py", "lstm_ref/learning/experiments.json", "lstm_ref/widgets/cell.css"),
    *("lstm_ref/data.of-any-kind", "requirements.lock", "book/_ext/npm/package-lock.json"),
    "book/_ext/lstm_book/execution/kernel_profile.py",
)


@pytest.mark.parametrize("changed", RESULTS_DEPEND_ON)
def test_the_state_changes_with_what_results_depend_on(tmp_path, changed):
    for name in RESULTS_DEPEND_ON:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1", encoding="utf-8")

    def state() -> str:
        return digests.digest_of(result_cache.result_files(tmp_path), tmp_path)

    before = state()
    assert state() == before
    (tmp_path / changed).write_text("2", encoding="utf-8")
    assert state() != before


def test_every_file_that_the_state_names_is_there():
    assert [path for path in result_cache.result_files(ROOT) if not path.is_file()] == []
    assert any(path.name == "experiments.json" for path in result_cache.result_files(ROOT))


def test_what_a_cell_prints_slowly_stays_on_one_line(tmp_path):
    code = "import time\nprint('a', end='')\ntime.sleep(0.5)\nprint('b')"
    settings = SETTINGS | {
        "extensions": ["myst_nb", "lstm_book.execution.kernel_profile"],
        "nb_execution_mode": "force",
        "nb_merge_streams": True,
    }
    del settings["html_math_renderer"]
    page, warnings = build(tmp_path, f"```{{code-cell}} ipython3\n{code}\n```\n", settings)
    assert warnings == ""
    assert page.select_one(".cell_output").text.strip() == "ab"


def test_cells_run_without_the_reader_s_settings(monkeypatch, tmp_path):
    for name in ("IPYTHONDIR", "MPLCONFIGDIR", "MATPLOTLIBRC"):
        monkeypatch.setenv(name, "/home/reader")
    monkeypatch.setattr(kernel_profile, "BUILD", tmp_path)
    kernel_profile.use_profile()
    assert Path(os.environ["IPYTHONDIR"]).is_relative_to(tmp_path)
    assert Path(os.environ["MPLCONFIGDIR"]).is_relative_to(tmp_path)
    assert "MATPLOTLIBRC" not in os.environ


def test_pruning_keeps_the_present_state_alone(tmp_path):
    for name in ("old", "present"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").touch()
    (tmp_path / "global.db").touch()
    digests.remove_all_but("present", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["present"]


def test_the_site_is_emptied_when_its_makers_have_changed(tmp_path):
    site = tmp_path / "html"
    for state, kept in (("1", False), ("1", True), ("2", False)):
        site.mkdir(exist_ok=True)
        (site / "page.html").touch()
        rebuild.empty_site_if_changed(site, state)
        assert (site / "page.html").exists() == kept


def test_an_unchanged_zip_keeps_its_date(tmp_path):
    folder, target = tmp_path / "01-name", tmp_path / "out" / "01-name.zip"
    folder.mkdir()
    (folder / "a.txt").write_text("1", encoding="utf-8")
    exercise_zips.write_zip(folder, target)
    before = target.stat().st_mtime_ns
    exercise_zips.write_zip(folder, target)
    assert target.stat().st_mtime_ns == before
