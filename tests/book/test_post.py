"""What the post says otherwise than it means: said once at its place, and once in the table."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from lstm_book.directives import post
from lstm_book.downloads.plain_markdown import convert
from lstm_book.paths import BOOK

RECORDS = post.read()
LANGUAGES = ("en", "ko")


def boxes(language: str) -> Counter[tuple[str, str]]:
    """Count the boxes of an edition: (page, key)."""
    found: Counter[tuple[str, str]] = Counter()
    for path in (BOOK / language).glob("*.md"):
        for keys in re.findall(r"^```\{post-note\} (.+)$", path.read_text("utf-8"), re.MULTILINE):
            found.update((path.stem, key) for key in keys.split())
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_record_has_one_box_on_its_page(language):
    wanted = {(r["page"], r["key"]): 1 for r in RECORDS.values() if not r.get("in_text")}
    assert boxes(language) == wanted
    assert len(wanted) > 15


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_run_of_the_table_is_on_its_page_and_no_other(language):
    text = (BOOK / language / "the-post.md").read_text(encoding="utf-8")
    shown = re.findall(r"\bshow\(\"([\w-]+)\"", text)
    assert set(shown) == {record["key"] for record in RECORDS.values() if record.get("run")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_has_both_sentences_of_every_record(language):
    lines = post.table(language).splitlines()[2:]
    for record, line in zip(RECORDS.values(), lines, strict=True):
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        assert cells[:2] == [record["section"], record[language]["says"]]
        assert cells[2].startswith(record[language]["right"])
        assert (f"(`{record['key']}`)" in cells[2]) == bool(record.get("run"))
        assert (BOOK / language / f"{record['page']}.md").is_file()


def test_the_link_to_a_page_is_its_number():
    assert post.link("03-4-output-gate") == "[3.4](03-4-output-gate.md)"
    assert post.link("01-long-term-dependencies") == "[1](01-long-term-dependencies.md)"


def test_a_note_of_several_records_is_a_list_and_an_unknown_key_is_refused():
    one, two = post.note(["b-zero"], "ko"), post.note(["b-zero", "small-c"], "ko")
    assert "\n- " not in one
    assert two.count("\n- ") == 2
    for key in ("b-zero", "small-c"):
        assert post.sentences(RECORDS[key], "ko") in two
    with pytest.raises(ValueError, match=r"expected keys of fades-always, .*received 'b-null'"):
        post.note(["b-null"])


def test_a_notebook_has_the_box_as_a_quotation(fake_references):
    text = convert("```{post-note} b-zero\n```", fake_references)
    assert text.startswith("> **If you come from the Korean post**\n>\n> In the equation of $o_t$")
    table = convert("```{post-table}\n```", fake_references)
    assert table.count("\n") == len(RECORDS) + 1


@pytest.fixture
def fake_references():
    """A book of which only the language is known, and whose links stay as they are."""

    class References:
        language = "en"

        def link(self, target: str, text: str) -> str:
            return f"[{text}]({target})"

    return References()
