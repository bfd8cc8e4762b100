"""In JupyterLab and Notebook 7: widgets tell Python their values, exercises say what is wrong."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import nbformat
import pytest
from jupyter_server.serverapp import list_running_servers
from lstm_book.paths import ROOT
from playwright.sync_api import Page

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
    options = {"allow_root": True, "open_browser": False, "ip": "127.0.0.1", "port": 0}
    flags = [f"--ServerApp.{name}={value}" for name, value in options.items()]
    command = [sys.executable, "-m", "jupyterlab", *flags, "--IdentityProvider.token="]
    environment = os.environ | places | {"PYTHONPATH": str(ROOT)}
    log = folder / "server.log"
    with (
        log.open("wb") as stream,
        subprocess.Popen(command, cwd=folder, env=environment, stderr=stream) as server,
    ):
        try:
            yield until(lambda: answering(folder / "RUNTIME"), lambda: log.read_text()[-2000:])
        finally:
            server.terminate()


def until(found: Callable[[], Any], otherwise: Callable[[], Any], seconds: int = 60) -> Any:
    """Ask again and again until something true is found; fail with what is there otherwise."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if result := found():
            return result
        time.sleep(0.1)
    pytest.fail(f"waited {seconds} seconds, and found: {otherwise()}", pytrace=False)


def answering(runtime: Path) -> str | None:
    """Return the address of the server once it answers; it names its port before it listens."""
    for server in list_running_servers(str(runtime)):
        with suppress(OSError), urlopen(server["url"] + "api/status", timeout=10):
            return server["url"].rstrip("/")
    return None


def wait_for_kernel(page: Page, jupyter: str, path: str) -> None:
    """Wait until one kernel is there for the page, and idle.

    Jupyter may start two while a page opens. It then stops one, and what was run there is lost.
    """

    def states() -> list[tuple]:
        sessions = page.request.get(f"{jupyter}/api/sessions").json()
        own = [(one["path"], one["kernel"]) for one in sessions if one["path"].startswith(path)]
        return [(name, kernel["execution_state"], kernel["connections"]) for name, kernel in own]

    until(lambda: states() == [(path, "idle", 1)], states)
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for()


@pytest.mark.parametrize("place", ["lab/tree/lab.ipynb", "notebooks/notebook.ipynb"])
def test_python_sees_what_is_set_in_the_browser(browser, jupyter, place):
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{jupyter}/{place}")
    wait_for_kernel(page, jupyter, place.rpartition("/")[2])
    cells = page.locator(".jp-Notebook .jp-CodeCell")
    cells.nth(0).locator(".cm-content").click()
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
    path = "03-lstm-gates/lstm_gates.ipynb"
    page.goto(f"{jupyter}/{place}/{path}")
    wait_for_kernel(page, jupyter, path)
    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.get_by_role("menuitem", name=re.compile("^Restart Kernel and Run All Cells")).click()
    page.get_by_role("button", name="Confirm Kernel Restart").click()
    outputs = page.locator(".jp-OutputArea-output")
    for said in ("input_gate is not written yet", "lstm_step is not written yet", "0 of 10 points"):
        outputs.filter(has_text=said).first.wait_for(state="attached")
    assert not any("Traceback" in text for text in outputs.all_text_contents())
    context.close()
