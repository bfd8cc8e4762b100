"""The notebooks that the site offers: plain, valid, and they run with lstm_ref alone."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from lstm_book.downloads import notebooks as notebooks_module
from lstm_book.editions.edition import Edition
from lstm_book.paths import ROOT
from sphinx.errors import ExtensionError

NEEDED = {"lstm_ref", "numpy", "matplotlib", "matplotlib_inline", "IPython"}
RAW = re.compile(r"\{[a-z][\w:-]*\}`|^\s*:{3,}|^\s*[`~]{3,}\{|^\([\w.-]+\)=|^%\s", re.MULTILINE)


@pytest.fixture(scope="module")
def notebooks(site: Path, edition: Edition) -> list[Path]:
    return sorted((site / edition.site_folder).glob("*.ipynb"))


@pytest.fixture(scope="module")
def wheel(site: Path) -> Path:
    (wheel,) = (site / "downloads").glob("*.whl")
    return wheel


def test_a_theme_without_a_download_menu_fails_the_build(tmp_path):
    (tmp_path / "page.md").write_text("```{code-cell}\n1\n```\n", encoding="utf-8")
    env = SimpleNamespace(doc2path=lambda name: str(tmp_path / f"{name}.md"))
    app = SimpleNamespace(env=env, config=SimpleNamespace(language="en"))
    menu = {"label": notebooks_module.MENU, "buttons": [{}]}
    notebooks_module.add_download_button(app, "page", "", {"header_buttons": [menu]}, object())
    assert [button.get("text") for button in menu["buttons"]] == [".ipynb", None]
    with pytest.raises(ExtensionError, match="download-buttons"):
        notebooks_module.add_download_button(app, "page", "", {"header_buttons": []}, object())


def test_every_page_with_code_has_a_notebook_and_no_other_page(site, notebooks, edition):
    with_code = {
        Path(edition.address(path.stem)).with_suffix(".ipynb")
        for path in edition.source.glob("*.md")
        if "```{code-cell}" in path.read_text(encoding="utf-8")
        and (site / edition.address(path.stem)).exists()
    }
    assert {path.relative_to(site) for path in notebooks} == with_code
    assert len(with_code) >= 10


def test_notebooks_are_valid_and_without_outputs(notebooks):
    for path in notebooks:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        ids = [cell.id for cell in notebook.cells]
        assert len(set(ids)) == len(ids)
        for cell in notebook.cells:
            assert cell.cell_type == "markdown" or cell.outputs == [], path.name


def test_no_myst_is_left_in_the_text(notebooks):
    for path in notebooks:
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "markdown":
                outside = re.sub(r"^```python.*?^```$", "", cell.source, flags=re.S | re.M)
                assert not RAW.search(outside), f"{path.name}: {cell.source}"


def test_aligned_lines_have_an_environment_to_stand_in(notebooks):
    """Jupyter's MathJax needs one; the site's KaTeX gets one while the book is built."""
    for path in notebooks:
        for cell in nbformat.read(path, as_version=4).cells:
            for formula in re.findall(r"\$\$(.+?)\$\$", cell.source, flags=re.DOTALL):
                if cell.cell_type == "markdown" and ("&" in formula or r"\\" in formula):
                    assert r"\begin{" in formula, f"{path.name}: {formula}"


def test_links_between_notebooks_lead_to_notebooks(notebooks):
    for path in notebooks:
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "markdown":
                for target in re.findall(r"\]\(([^):]+)\)", cell.source):
                    assert (path.parent / target).is_file(), f"{path.name}: {target}"


def test_the_first_cell_says_where_it_is_from_and_what_it_needs(notebooks, wheel, edition):
    for path in notebooks:
        notebook = nbformat.read(path, as_version=4)
        first = notebook.cells[0].source
        assert f"`{edition.address(path.stem)}`" in first
        if any("lstm_ref.widgets" in cell.source for cell in notebook.cells):
            assert f'pip install "{wheel.name}[widgets]" matplotlib' in first
            assert 'pip install ".[widgets]" matplotlib' in first
        else:
            assert f"pip install {wheel.name} matplotlib" in first
            assert "pip install . matplotlib" in first


def test_code_imports_only_what_the_first_cell_names(notebooks):
    for path in notebooks:
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type != "code":
                continue
            for node in ast.walk(ast.parse(cell.source)):
                names = []
                if isinstance(node, ast.Import):
                    names = [alias.name for alias in node.names]
                elif isinstance(node, ast.ImportFrom):
                    names = [node.module or ""]
                top = {name.partition(".")[0] for name in names}
                assert top <= NEEDED | sys.stdlib_module_names, f"{path.name}: {cell.source}"


def test_the_wheel_is_the_package(wheel):
    with zipfile.ZipFile(wheel) as archive:
        packed = {name: archive.read(name) for name in archive.namelist()}
    for path in (ROOT / "lstm_ref").rglob("*"):
        if path.is_dir() or path.parent.name == "__pycache__":
            continue
        assert packed.get(path.relative_to(ROOT).as_posix()) == path.read_bytes(), path.name


def run(notebooks: list[Path], wheel: Path, folder: Path, *options: str) -> None:
    """Run notebooks, each in an empty folder, with the package from the offered file."""
    environment = os.environ | {
        "PYTHONPATH": str(wheel),
        "IPYTHONDIR": str(folder / "ipython"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    check = f"import lstm_ref\nassert {wheel.name!r} in lstm_ref.__file__, lstm_ref.__file__"
    for path in notebooks:
        notebook = nbformat.read(path, as_version=4)
        notebook.cells.insert(0, nbformat.v4.new_code_cell(check, id="where-from"))
        (folder / path.stem).mkdir()
        nbformat.write(notebook, folder / path.stem / path.name)
    script = ROOT / "tests" / "helpers" / "run_notebooks.py"
    command = [sys.executable, str(script), str(folder), *options]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_notebooks_run_from_top_to_bottom_with_the_wheel(notebooks, wheel, tmp_path):
    run(notebooks, wheel, tmp_path)


@pytest.mark.slow
def test_notebooks_run_in_kernels_of_their_own_with_the_wheel(notebooks, wheel, tmp_path):
    run(notebooks, wheel, tmp_path, "--kernels")
