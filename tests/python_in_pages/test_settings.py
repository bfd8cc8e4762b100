"""What a book sets in `_config.yml`: read with its paths, or refused with what was expected."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from python_in_pages import settings
from python_in_pages.settings import ExtraFile, Later, Settings, SettingsError

BOOK = Path("/books/primes")
FONT = {"file": "a.ttf", "place": "/f/a.ttf", "licence": "OFL-1.1", "licence_file": "../OFL"}
RULE = {"name": "figures", "when": "matplotlib|pyplot"}


def test_nothing_is_required():
    assert settings.read({}, BOOK) == Settings()


def test_each_setting_is_read_and_paths_start_at_the_books_folder():
    rule = RULE | {"packages": ["matplotlib"], "files": [FONT], "run": "x = 1", "languages": ["ko"]}
    given = {"start": ["numpy"], "later": [rule], "wheels": ["dist/a.whl"], "before": "y = 2"}
    given |= {"lock": "../a.json", "source": "wheels/", "laid": "/laid", "site_root": "../../"}
    font = ExtraFile(BOOK / "a.ttf", "/f/a.ttf", "OFL-1.1", Path("/books/OFL"))
    assert settings.read(given | {"words": {"en": {"run": "Go"}}}, BOOK) == Settings(
        start=("numpy",),
        later=(
            Later(**RULE, packages=("matplotlib",), files=(font,), run="x = 1", languages=("ko",)),
        ),
        wheels=(BOOK / "dist/a.whl",),
        before="y = 2",
        lock=Path("/books/a.json"),
        source=str(BOOK / "wheels"),
        laid=Path("/laid"),
        site_root="../../",
        words={"en": {"run": "Go"}},
    )


@pytest.mark.parametrize(
    "source", ["", "https://wheels.example/a/", "http://wheels.example", "file:///a/wheels", "/a"]
)
def test_an_address_of_wheels_is_kept_and_so_is_a_whole_path(source):
    assert settings.read({"source": source}, BOOK).source == source


@pytest.mark.parametrize(
    "when",
    [
        r"a\(?i\)?",
        r"[(?P<]x+y",
        r"(?:a|b)+?(?=c)(?!d)(?<=e)(?<!f)g*?h??",
        r"\++\\A",
        r"^import (numpy|matplotlib\.pyplot)\b.{1,3}?$",
    ],
)
def test_an_expression_that_python_and_javascript_share_is_taken(when):
    (rule,) = settings.read({"later": [RULE | {"when": when}]}, BOOK).later
    assert rule.when == when


@pytest.mark.parametrize(
    ("when", "what"),
    [
        ("(?P<name>numpy)", "(?P"),
        ("(?i)numpy", "(?i"),
        ("(?i:numpy)", "(?i"),
        (r"[\]]\\(?P<name>a)(?P=name)", "(?P"),
        ("(?>a)", "(?>"),
        ("(a)(?(1)b)", "(?(1"),
        ("(?#said)a", "(?#said"),
        ("a++", "++"),
        ("a{2}+", "}+"),
        (r"\Aimport", r"\A"),
        (r"numpy\Z", r"\Z"),
    ],
)
def test_an_expression_that_a_browser_may_not_know_is_refused(when, what):
    said = re.escape(f"got {when!r}: a browser may not know {what}")
    with pytest.raises(SettingsError, match=rf"later\[0\]\.when: expected .* JavaScript .*{said}"):
        settings.read({"later": [RULE | {"when": when}]}, BOOK)


WRONG = {
    "no mapping": (["numpy"], "python_in_pages: expected a mapping, got ['numpy']"),
    "unknown": ({"packages": []}, "python_in_pages: unknown: packages; there are before, laid, "),
    "no list": ({"start": "numpy"}, "python_in_pages.start: expected a list, got 'numpy'"),
    "no text": ({"start": [1]}, "python_in_pages.start: expected a list of texts, got 1"),
    "no path": ({"lock": 1}, "python_in_pages.lock: expected text, got 1"),
    "a rule without": ({"later": [{"name": "a"}]}, "python_in_pages.later[0]: expected when too"),
    "a rule's typo": (
        {"later": [RULE | {"language": []}]},
        "later[0]: unknown: language; there are",
    ),
    "no expression": (
        {"later": [RULE, RULE | {"when": "("}]},
        "later[1].when: expected a regular expression, got '(': missing )",
    ),
    "a place": (
        {"later": [RULE | {"files": [FONT | {"place": "a.ttf"}]}]},
        "later[0].files[0].place: expected a path like /fonts/letters.ttf, got 'a.ttf'",
    ),
    "no root": ({"site_root": "/"}, 'python_in_pages.site_root: expected "" or "../"'),
    "no words": ({"words": {"en": "a"}}, "python_in_pages.words.en: expected a mapping of keys"),
    "a number": (
        {"words": {"en": {"run": 1}}},
        "python_in_pages.words.en.run: expected text, got 1",
    ),
}


@pytest.mark.parametrize(("given", "said"), WRONG.values(), ids=WRONG)
def test_what_is_written_wrong_is_refused_with_what_was_expected(given, said):
    with pytest.raises(SettingsError) as caught:
        settings.read(given, BOOK)
    assert said in str(caught.value)


@pytest.mark.parametrize("value", ["", "no", "required"])
def test_the_switch_is_read_from_the_environment(monkeypatch, value):
    monkeypatch.setenv(settings.SWITCH, value)
    assert settings.switch() == value


def test_without_a_variable_python_is_served_if_it_can_be_had(monkeypatch):
    monkeypatch.delenv(settings.SWITCH, raising=False)
    assert settings.switch() == ""


def test_another_value_of_the_switch_is_refused(monkeypatch):
    monkeypatch.setenv(settings.SWITCH, "off")
    with pytest.raises(SettingsError, match="expected no, required or nothing, got 'off'"):
        settings.switch()
