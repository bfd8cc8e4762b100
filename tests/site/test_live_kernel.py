"""In JupyterLab and Notebook 7: widgets tell Python their values, exercises say what is wrong."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator

import nbformat
import pytest
from conftest import ROOT

SHOW = """
from lstm_ref.widgets import cell_explorer
explorer = cell_explorer("forget")
explorer
"""
TELL = """
print("seen", [explorer.view.f, explorer.view.i, explorer.children[1].value])
"""


@pytest.fixture(scope="module")
def jupyter(tmp_path_factory) -> Iterator[str]:
    """Start a server of one's own on a free port of this machine; return its address."""
    folder = tmp_path_factory.mktemp("live")
    for name in ("lab", "notebook"):
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(source.strip()) for source in (SHOW, TELL)],
            metadata={"kernelspec": {"name": "python3", "display_name": "", "language": "python"}},
        )
        nbformat.write(notebook, folder / f"{name}.ipynb")
    shutil.copytree(ROOT / "exercises" / "03-lstm-gates", folder / "03-lstm-gates")
    settings = folder / "settings" / "@jupyterlab" / "notebook-extension"
    settings.mkdir(parents=True)
    # Otherwise JupyterLab takes cells that are out of sight off the page.
    (settings / "tracker.jupyterlab-settings").write_text('{"windowingMode": "none"}')
    places = {f"JUPYTER_{kind}_DIR": str(folder / kind) for kind in ("CONFIG", "DATA", "RUNTIME")}
    places["JUPYTERLAB_SETTINGS_DIR"] = str(folder / "settings")
    options = {"allow_root": True, "open_browser": False, "port": 0, "root_dir": str(folder)}
    flags = [f"--ServerApp.{name}={value}" for name, value in options.items()]
    command = [sys.executable, "-m", "jupyterlab", *flags, "--IdentityProvider.token="]
    environment = os.environ | places | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True
    ) as server:
        for line in server.stderr:
            found = re.search(r"http://(?:localhost|127\.0\.0\.1):(\d+)/lab", line)
            if found:
                break
        else:
            pytest.fail("the Jupyter server did not start", pytrace=False)
        yield f"http://127.0.0.1:{found[1]}"
        server.terminate()
        server.stderr.read()


@pytest.mark.parametrize("place", ["lab/tree/lab.ipynb", "notebooks/notebook.ipynb"])
def test_python_sees_what_is_set_in_the_browser(browser, jupyter, place):
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{jupyter}/{place}")
    cells = page.locator(".jp-Notebook .jp-CodeCell")
    cells.nth(0).locator(".cm-content").click()
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for()
    page.keyboard.press("Shift+Enter")
    page.locator(".lw .lw-said", has_text="The new cell state is").wait_for()
    page.get_by_role("button", name="overwrite", exact=True).click()
    page.locator(".lw .lw-said", has_text="takes the place of").wait_for()
    box = page.locator(".noUi-target").first.bounding_box()  # the forget gate's slider
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.locator(".widget-readout", has_text="0.50").first.wait_for()
    page.locator(".lw .lw-spot", has_text="0.50").first.wait_for()
    cells.nth(1).locator(".cm-content").click()
    page.keyboard.press("Shift+Enter")
    output = cells.nth(1).locator(".jp-OutputArea-output", has_text="seen")
    output.wait_for()
    seen = json.loads(output.inner_text().removeprefix("seen").strip())
    assert seen == [0.5, 1.0, 0.5]
    context.close()


@pytest.mark.parametrize("place", ["lab/workspaces/exercise/tree", "notebooks"])
def test_an_exercise_as_handed_out_runs_from_top_to_bottom(browser, jupyter, place):
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{jupyter}/{place}/03-lstm-gates/lstm_gates.ipynb")
    page.locator(".jp-Notebook .jp-CodeCell .cm-content").first.click()
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for()
    for _ in range(page.locator(".jp-Notebook .jp-Cell").count()):
        page.keyboard.press("Shift+Enter")
    said = page.locator(".jp-OutputArea-output", has_text="lstm_step is not written yet")
    said.wait_for(state="attached")
    texts = page.locator(".jp-OutputArea-output").all_text_contents()
    assert any("input_gate is not written yet" in text for text in texts)
    assert any("0 of 10 points" in text for text in texts)
    assert not any("Traceback" in text for text in texts)
    context.close()
