"""The sources are asked in their order, for what is still missing, and a wrong file is no file."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from python_in_pages.runtime import sources
from python_in_pages.runtime.cache import Cache
from python_in_pages.runtime.failures import MissingError, SourceError
from python_in_pages.runtime.locks import Pinned

from tests.helpers import odd_server
from tests.helpers.made_wheels import BUILT, digest, wheel


class Made:
    """A source with some files, that notes for what it was asked."""

    def __init__(self, title: str, *names: str, gone: bool = False) -> None:
        self.title, self.names, self.gone = title, names, gone
        self.asked: list[str] = []

    def offers(self, wheel: Pinned) -> bool:
        return wheel.name != "refused"

    def give(self, wheels, folder: Path, say):
        self.asked += [each.name for each in wheels]
        found = {}
        for each in wheels:
            path = folder / each.file
            path.write_text(each.name if each.name in self.names else "wrong", encoding="utf-8")
            found[each] = SourceError("gone", gone=True) if self.gone else path
        return found


def pinned(name: str, tmp_path: Path) -> Pinned:
    path = tmp_path / name
    path.write_text(name, encoding="utf-8")
    return Pinned(name, "1", f"{name}-1.whl", digest(path))


def test_each_source_is_asked_for_what_is_missing(cache, tmp_path, said):
    wheels = [pinned(name, tmp_path) for name in ("a", "b", "c")]
    first, second = Made("first", "a", "b"), Made("second", "c")
    never = Made("never")
    found = sources.fetch(wheels, [first, second, never], cache, said.append)
    assert {name: path.read_text() for name, path in found.items()} == {n: n for n in "abc"}
    assert (first.asked, second.asked, never.asked) == (["a", "b", "c"], ["c"], [])
    again = Made("again")
    assert sources.fetch(wheels, [again], cache, said.append) == found
    assert again.asked == []


def test_two_builds_at_once_both_get_the_file(cache, tmp_path, said):
    wheels = [pinned("a", tmp_path)]
    meeting = threading.Barrier(2)

    class Slow(Made):
        def give(self, wheels, folder, say):
            meeting.wait(60)  # both have seen that it is not there
            return super().give(wheels, folder, say)

    def build(number: int) -> Path:
        return sources.fetch(wheels, [Slow("slow", "a")], Cache(), said.append)["a"]

    with ThreadPoolExecutor(2) as pool:
        one, two = pool.map(build, range(2))
    assert one == two == cache.file(wheels[0].sha256, "a-1.whl")
    assert [path.name for path in cache.folder.iterdir()] == ["files"]


def test_what_no_source_has_is_told_with_every_reason(cache, tmp_path, said):
    wheels = [pinned(name, tmp_path) for name in ("a", "b", "refused")]
    asked = [Made("the first place", "a"), Made("the second", gone=True)]
    with pytest.raises(MissingError) as caught:
        sources.fetch(wheels, asked, cache, said.append)
    b, refused = caught.value.missing
    assert (b.file, refused.file) == ("b-1.whl", "refused-1.whl")
    wrong = f"expected sha256 {wheels[1].sha256[:12]}..., got 8810ad581e59..."
    assert [each.source for each in b.tried] == ["the first place", "the second"]
    assert b.tried[0].reason == wrong
    assert refused.tried == ()
    assert caught.value.sentences == [
        "No source has b-1.whl, refused-1.whl. Tried:",
        f"  the first place: {wrong} (b-1.whl)",
        "  the second: gone (b-1.whl)",
    ]
    assert cache.file(wheels[0].sha256, "a-1.whl"), "what did come is kept for the next time"
    assert "wrong" not in [p.read_text() for p in cache.folder.rglob("*") if p.is_file()]


def test_the_order_of_the_sources(monkeypatch):
    monkeypatch.setenv(sources.FROM, "/mine")
    asked = sources.in_order("/of/the/book", "314.0.3")
    titles = [each.title for each in asked]
    assert titles[:2] == ["your own /mine", "your own /of/the/book"]
    assert titles[2].startswith("Pyodide's own distribution (https://")
    assert "v314.0.3/" in titles[2]
    assert titles[3] == "the package index"
    assert len(titles) == 5
    assert titles[4].startswith("open-webui==")
    monkeypatch.delenv(sources.FROM)
    assert len(sources.in_order("", "314.0.3")) == 3
    assert len(sources.in_order("", "999.0.0")) == 2, "what it carries is of one Pyodide alone"


def test_only_the_index_and_the_users_own_are_asked_for_pure_wheels(tmp_path):
    pure = pinned("pure", tmp_path)
    offers = [each.offers(pure) for each in sources.in_order("/mine", "314.0.3")]
    assert offers == [True, False, True, False]


def test_a_server_with_pyodides_files_is_enough(cache, tmp_path, said, monkeypatch):
    files = [wheel(tmp_path, name, tag=BUILT) for name in ("fast", "faster")]
    answers = {f"/full/{path.name}": odd_server.whole(path.read_bytes()) for path in files}
    wheels = [Pinned(p.name.split("-")[0], "1.0", p.name, digest(p), built=True) for p in files]
    with odd_server.serving(answers) as (address, asked):
        monkeypatch.setenv(sources.FROM, f"{address}/full")
        found = sources.fetch(wheels, sources.in_order("", "314.0.3"), cache, said.append)
    assert {name: digest(path) for name, path in found.items()} == {
        w.name: w.sha256 for w in wheels
    }
    assert asked == list(answers)
