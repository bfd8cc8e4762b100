"""The comparison of two sites sees what readers would, and nothing that chance decides."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from benchmarks.same_site import compare

KEYS = "a" * 32, "b" * 32


def page(text="Text", clip="p0123456789", keys=KEYS, value=1, gap="\n", module="cells"):
    state = {
        keys[0]: {"children": [f"IPY_MODEL_{keys[1]}"]},
        keys[1]: {"value": value},
    }
    state = json.dumps({"state": dict(sorted(state.items()))})
    return (
        f'<a href="x.css?v={clip}"></a>{gap}<p>{text}</p>'
        f'<g clip-path="url(#figure-1-{clip})"></g><g id="figure-1-{clip}"></g>'
        f'<script type="application/vnd.jupyter.widget-state+json">{state}</script>'
        f'<script>{{"model_id": "{keys[0]}"}}</script><code>lstm_ref.{module}</code>'
    )


def site(folder: Path, **options) -> Path:
    (folder / "_images").mkdir(parents=True)
    (folder / "page.html").write_text(page(**options), encoding="utf-8")
    (folder / "_images" / f"{folder.name[-1] * 64}.svg").write_text('<g id="p0123456789"/>')
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.writestr("a.py", options.get("text", "1"))
    return folder


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"clip": "p9876543210"},
        {"keys": KEYS[::-1]},
        {"gap": "\n\n\n"},
        {"module": "layers.cells"},
    ],
)
def test_what_chance_or_a_move_decides_is_no_difference(tmp_path, options):
    assert compare(site(tmp_path / "site-a"), site(tmp_path / "site-b", **options)) == []


@pytest.mark.parametrize("options", [{"value": 2}, {"module": "gates"}, {"gap": "<br/>"}])
def test_what_a_page_says_is_compared(tmp_path, options, capsys):
    assert compare(site(tmp_path / "site-a"), site(tmp_path / "site-b", **options)) == ["page.html"]
    assert "different: page.html" in capsys.readouterr().out


def test_files_in_archives_and_missing_files_are_named(tmp_path):
    before, after = site(tmp_path / "site-a"), site(tmp_path / "site-b", text="Other text")
    (after / "new.txt").touch()
    assert compare(before, after) == ["new.txt", "a.zip!a.py", "page.html"]
