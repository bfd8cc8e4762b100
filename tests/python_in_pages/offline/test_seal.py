"""The list of a site's files: a changed file anywhere is a new version, and a new worker."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from python_in_pages import offline

from tests.helpers import kept_site

WORKER = "/* the worker */"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    kept_site.lay(tmp_path, scripts=lambda name, form: "")  # nothing here runs them
    return tmp_path


def test_it_lists_every_file_that_a_page_may_load_with_its_hash(root: Path) -> None:
    for name in (".buildinfo", ".doctrees/a.html", "_static/book.css.map", "글.html"):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(name, encoding="utf-8")
    version = offline.seal(root, WORKER)
    text = (root / "python" / f"site-{version}.json").read_bytes()
    assert hashlib.sha256(text).hexdigest().startswith(version)
    listed = json.loads(text)
    for name, found in listed.items():
        assert hashlib.sha256((root / name).read_bytes()).hexdigest().startswith(found)
    assert {"index.html", "ko/index.html", "_static/book.css", "글.html"} <= set(listed)
    assert {name.rpartition("/")[2] for name in listed} >= {"runtime.json", "numpy.whl", "page.js"}
    left_out = (".buildinfo", ".doctrees", ".map", "site-", offline.WORKER)
    assert [name for name in listed if any(part in name for part in left_out)] == []


def test_the_worker_names_the_list_and_changes_with_any_file(root: Path) -> None:
    first = offline.seal(root, WORKER)
    worker = (root / offline.WORKER).read_text(encoding="utf-8")
    assert worker == f'self.PYTHON_IN_PAGES_SITE="{first}";\n{WORKER}'
    assert offline.seal(root, worker) == first
    assert (root / offline.WORKER).read_text(encoding="utf-8") == worker
    (root / "other.html").write_text("changed", encoding="utf-8")
    second = offline.seal(root, worker)
    assert second != first
    assert [path.name for path in root.glob("python/site-*")] == [f"site-{second}.json"]
    assert (root / offline.WORKER).read_text(encoding="utf-8") == worker.replace(first, second)


def test_a_site_must_hold_one_python(root: Path) -> None:
    (root / "python" / "older").mkdir()
    (root / "python" / "older" / "runtime.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ValueError, match=r"expected one runtime\.json .* got .*older"):
        offline.seal(root, WORKER)


def test_a_retired_site_has_a_worker_that_ends(root: Path) -> None:
    offline.retire(root)
    text = (root / offline.WORKER).read_text(encoding="utf-8")
    assert "unregister" in text
    assert "fetch" not in text
