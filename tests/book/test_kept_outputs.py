"""The outputs of Keras and PyTorch that the pages show are those of the code as it is now.

Neither library is needed here: ``test_library_tabs.py`` runs the code again.
"""

from __future__ import annotations

import re

import pytest
from lstm_book.outputs import __main__ as command
from lstm_book.outputs import kept, running
from lstm_book.outputs.libraries import LIBRARIES, Library
from lstm_book.paths import BOOK, ROOT

PAGES = sorted({path.stem for path in BOOK.glob("*/*.md")})
NO_LIBRARY = Library("keras", "Nothing", {"NumPy": "numpy"})


def codes_of(library: str, page: str) -> list[list[str]]:
    """Return the blocks of a library on a page, in each edition."""
    directive = LIBRARIES[library].directive
    editions = sorted(BOOK.glob(f"*/{page}.md"))
    return [[block.code for block in running.blocks_of(path, directive)] for path in editions]


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("page", PAGES)
def test_each_output_is_of_the_code_on_the_page(library, page):
    editions = [codes for codes in codes_of(library, page) if codes]
    found = kept.read(library, page)
    assert set(found.pages) == {kept.code_hash(*codes) for codes in editions}, "run `make outputs`"
    assert found.printed.keys() == {kept.code_hash(code) for codes in editions for code in codes}


@pytest.mark.parametrize("library", LIBRARIES)
def test_nothing_is_kept_of_pages_that_are_gone(library):
    assert command.pages_kept(LIBRARIES[library]) <= set(PAGES)


@pytest.mark.parametrize("library", LIBRARIES)
def test_the_versions_on_the_pages_are_one_and_those_of_the_lock(library):
    found = {kept.read(library, page).by for page in command.pages_kept(LIBRARIES[library])}
    assert len(found) == 1
    shown = dict(part.split() for part in found.pop().split(", "))
    packages = LIBRARIES[library].packages
    assert shown.keys() == packages.keys()
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for name, package in packages.items():
        pins = re.findall(rf"(?m)^{package}==(\S+)", lock)  # one for each Python; PyTorch has none
        assert not pins or shown[name] in pins


def test_comments_and_empty_lines_make_no_other_code():
    code = "x = 1  # one\n\n# two\nprint('# three', x)\n"
    assert kept.code_hash(code) == kept.code_hash("x = 1\nprint('# three', x)")
    for other in ("x = 2\nprint('# three', x)", "x = 1\nprint('# 3', x)", "x = 1"):
        assert kept.code_hash(code) != kept.code_hash(other)
    assert kept.code_hash("x = 1", "y = 2") != kept.code_hash("x = 1", "y = 3")


def write_pages(folder, english: str, korean: str) -> None:
    for language, text in {"en": english, "ko": korean}.items():
        (folder / language).mkdir(exist_ok=True)
        (folder / language / "page.md").write_text(text, encoding="utf-8")


@pytest.fixture
def small(tmp_path, monkeypatch):
    monkeypatch.setattr(command, "BOOK", tmp_path)
    monkeypatch.setattr(kept, "OUTPUTS", tmp_path / "outputs")
    return tmp_path


def block(*lines: str) -> str:
    return "```{in-keras}\n" + "\n".join(lines) + "\n```\n\n"


def test_editions_that_differ_in_comments_share_their_outputs(small):
    first, second = block("x = 1  # one", "print('a ')"), block("x += 1", "print(x)")
    write_pages(small, first + second, first.replace("one", "하나") + second)
    command.make(NO_LIBRARY)
    found = kept.read("keras", "page")
    assert len(found.pages) == 1
    assert list(found.printed.values()) == ["a\n", "2\n"]
    assert found.by.startswith("NumPy ")
    write_pages(small, first + second, first + second.replace("x)", "'둘', x)"))
    command.make(NO_LIBRARY)
    assert list(kept.read("keras", "page").printed.values()) == ["a\n", "2\n", "둘 2\n"]


def test_the_outputs_of_a_page_without_tabs_are_removed(small):
    write_pages(small, block("print(1)"), block("print(1)"))
    command.make(NO_LIBRARY)
    assert command.pages_kept(NO_LIBRARY) == {"page"}
    write_pages(small, "text", "text")
    command.make(NO_LIBRARY)
    assert command.pages_kept(NO_LIBRARY) == set()


def test_code_that_prints_two_things_on_a_page_is_refused(small):
    text = block("x = 1") + block("print(x)") + block("x = 2") + block("print(x)")
    write_pages(small, text, text)
    with pytest.raises(running.TwiceError, match=r"page\.md: this code prints two things"):
        command.make(NO_LIBRARY)


def test_an_unknown_library_is_refused(capsys):
    assert command.main(["keras", "tensorflow"]) == 1
    assert capsys.readouterr().out == "expected some of keras, pytorch, received tensorflow.\n"


def test_a_library_that_is_not_here_is_left_as_it_is(small, monkeypatch, capsys):
    absent = Library("pytorch", "PyTorch", {"PyTorch": "no_such_package"})
    monkeypatch.setattr(command, "LIBRARIES", {"pytorch": absent})
    kept.write("pytorch", "gone", kept.Kept("PyTorch 1", ["a"], {"b": "c\n"}))
    assert command.main([]) == 0
    assert command.main(["pytorch"]) == 1
    assert "pytorch: is not installed; what is kept of it stays" in capsys.readouterr().out
    assert kept.read("pytorch", "gone") == kept.Kept("PyTorch 1", ["a"], {"b": "c\n"})
