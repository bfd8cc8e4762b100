"""A folder or a server gives a file, or one sentence about why not, within seconds."""

from __future__ import annotations

import math

import pytest
from python_in_pages.runtime.failures import SourceError
from python_in_pages.runtime.locks import Pinned
from python_in_pages.runtime.sources import address, progress
from python_in_pages.runtime.sources.address import Address

from tests.helpers import odd_server

DATA = b"a wheel " * 1000
ONE, TWO = (Pinned(name, "1", f"{name}.whl", "0" * 64) for name in ("one", "two"))


@pytest.fixture
def ask(tmp_path, said):
    """Return a function that asks an address for wheels: their bytes, or the error."""

    def asked(where, *wheels):
        source = Address("there", str(where))
        found = source.give(wheels or [ONE], tmp_path, said.append)
        return [a if isinstance(a, SourceError) else a.read_bytes() for a in found.values()]

    return asked


def test_a_server_gives_a_file_also_from_another_place(ask):
    with odd_server.serving({"/files/one.whl": odd_server.whole(DATA)}) as (other, _):
        answers = {"/w/one.whl": odd_server.moved(f"{other}/files/one.whl")}
        with odd_server.serving(answers) as (here, _):
            assert ask(f"{here}/w", ONE) == [DATA]
            assert ask(f"{here}/w/", ONE) == [DATA]


def test_a_folder_gives_a_file(ask, tmp_path):
    folder = tmp_path / "a folder"
    folder.mkdir()
    (folder / "one.whl").write_bytes(DATA)
    assert ask(folder, ONE) == ask(folder.as_uri(), ONE) == [DATA]
    (error,) = ask(folder, TWO)
    assert (str(error), error.gone) == ("it has no file of this name", False)
    (error,) = ask(tmp_path / "elsewhere", ONE)
    assert (str(error), error.gone) == ("there is no such folder", True)


@pytest.mark.parametrize("status", [403, 404, 500])
def test_a_server_without_the_file_is_asked_for_the_next(ask, status):
    answers = {"/one.whl": odd_server.refused(status), "/two.whl": odd_server.whole(DATA)}
    with odd_server.serving(answers) as (here, asked):
        error, data = ask(here, ONE, TWO)
    assert str(error).startswith(f"it answered {status} ")
    assert data == DATA
    assert asked == ["/one.whl", "/two.whl"]


def test_a_torn_file_is_none(ask):
    with odd_server.serving({"/one.whl": odd_server.torn(DATA)}) as (here, _):
        (error,) = ask(here, ONE)
    assert str(error) == "the connection ended before the file did"


def test_a_silent_server_is_asked_once(ask, monkeypatch):
    monkeypatch.setattr(address, "SILENCE", 0.5)  # nothing is to come, so no machine is too slow
    with odd_server.silent() as here:
        first, second = ask(here, ONE, TWO)
    assert str(first) == "it was silent for 0.5 s"
    assert second is first


def test_where_nobody_listens_it_says_so(ask):
    first, second = ask(odd_server.closed(), ONE, TWO)
    assert str(first).startswith("it cannot be reached (")
    assert "refused" in str(first)
    assert second is first


def test_who_moves_in_circles_is_given_up(ask):
    with odd_server.serving({"/one.whl": odd_server.moved("/one.whl")}) as (here, _):
        (error,) = ask(here, ONE)
    assert "redirects" in str(error)


def test_pips_proxy_is_used(ask, monkeypatch):
    with odd_server.serving({"http://far.invalid/one.whl": odd_server.whole(DATA)}) as (proxy, _):
        monkeypatch.setenv("PIP_PROXY", proxy)
        assert ask("http://far.invalid", ONE) == [DATA]


def test_what_takes_long_is_said_in_bytes(ask, said, monkeypatch):
    monkeypatch.setattr(progress, "FIRST", -1)
    monkeypatch.setattr(progress, "NEXT", math.inf)  # one line, however long it takes
    with odd_server.serving({"/one.whl": odd_server.whole(DATA * 1000)}) as (here, _):
        ask(here, ONE)
    (line,) = said
    assert line.startswith("fetching one.whl: ")
    assert line.endswith(" of 8.0 MB")
