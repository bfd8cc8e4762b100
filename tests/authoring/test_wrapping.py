"""Messages come in lines that end between words, never inside a tuple or other code."""

import re
import textwrap

import pytest
import yaml

from authoring import fixtures
from authoring.assignments import ASSIGNMENTS
from tests.helpers.contract import NOTEBOOKS

PHRASES = yaml.safe_load(fixtures.PHRASES.read_text(encoding="utf-8"))
FILLED = {  # what stands in the gaps of phrases, as long as it may be
    **dict.fromkeys(("arguments", "own", "given"), "h_prev (2, 4), W_hi (4, 4), b_i (4,)"),
    **dict.fromkeys(("left", "right"), "W_hi (4, 4)"),
    **dict.fromkeys(("expected", "got", "order", "sizes"), "(2, 4, 3)"),
    **dict.fromkeys(("index", "number", "steps"), "t + 1"),
}
BRACKETS = re.compile(r"[(\[][^()\[\]가-힣\n]{1,40}[)\]]")
PLACES = range(100)  # at which column of a line the text begins


class Filled(dict):
    def __missing__(self, key):
        return FILLED.get(key, "forward_h")


def messages():
    """Yield every phrase and every message of a function, in both languages."""
    for key, both in PHRASES.items():
        if key not in ("width", "line"):
            yield from ((way, both[way].format_map(Filled())) for way in ("en", "ko"))
    for assignment in ASSIGNMENTS.values():
        for function in assignment.functions:
            said = [function.hint, *(m.says for m in function.mistakes if m.says)]
            yield from ((way, getattr(text, way)) for text in said for way in ("en", "ko"))


@pytest.fixture
def checks(load_checks):
    return load_checks(NOTEBOOKS[0])


def beginning_at(column, text):
    return f"{'가 ' * (column // 2)}{'가가 ' * (column % 2)}{text}"


def broken(wrapped, inside):
    """Return the pieces of code of which the text has some, and no line has the whole."""
    lines = wrapped.splitlines()
    return [piece for piece in inside if not any(piece in line for line in lines)]


def test_no_message_is_broken_inside_brackets(checks):
    seen = 0
    for way, text in dict.fromkeys(messages()):
        for inside in {tuple(BRACKETS.findall(line)) for line in text.splitlines()} - {()}:
            for column in PLACES:
                assert broken(checks.wrapped(beginning_at(column, text), way), inside) == []
            seen += 1
    assert seen > 100


@pytest.mark.parametrize("way", ["en", "ko"])
@pytest.mark.parametrize(
    "code",
    [
        "(2, 4, 3)", "t + 1", "1 - f_t", "h_prev (2, 4)", "x[:, t]", "[output, h, C]", "In [3]",
        "x_t (2, 3) @ W_hi (4, 4)", "[(2, 4, 3), (2, 3)]", "i, f, g, o", "x (B, T, D)",
        "clip(0.2 z + 0.5, 0, 1)", "1 - h**2", "params['W_xi']", "return_state=True",
    ],
)  # fmt: skip
def test_code_stays_in_one_line(checks, code, way):
    texts = [beginning_at(column, f"{code} and then some more words.") for column in PLACES]
    assert [text for text in texts if broken(checks.wrapped(text, way), [code])] == []
    if " " in code:  # else this would say nothing
        width = int(PHRASES["width"][way])
        assert any(broken(textwrap.fill(text, width), [code]) for text in texts)


@pytest.mark.parametrize("way", ["en", "ko"])
def test_a_learners_line_stays_as_it_was_written(checks, way):
    written = "return sigmoid(x_t @ W_xi  +  h_prev @ W_hi + b_i) # " + "a long comment " * 9
    line = PHRASES["line"][way].format(line=written).rstrip("\n")
    text = f"Some words.\n{line}\nMore words."
    assert checks.wrapped(text, way) == text


@pytest.mark.parametrize("way", ["en", "ko"])
def test_lines_are_as_long_as_the_language_reads_well(checks, way):
    width = int(PHRASES["width"][way])
    lines = checks.wrapped("word " * 200, way).splitlines()
    assert {len(line) for line in lines[:-1]} == {(width + 1) // 5 * 5 - 1}
