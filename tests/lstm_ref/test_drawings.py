"""The drawings are well-formed SVG, say what they show, and light what they are asked to."""

from xml.etree import ElementTree

import pytest

from lstm_ref.figures import drawings

SVG = "{http://www.w3.org/2000/svg}"
ALL = {
    "rnn": drawings.rnn_cell(),
    "lstm": drawings.lstm_cell(),
    **{part: drawings.lstm_cell(part) for part in drawings.LSTM_PARTS},
    "ends": drawings.bidirectional(return_sequences=False),
    "steps": drawings.bidirectional(return_sequences=True),
}


def lit_words(svg: str) -> list[str]:
    """What a drawing writes in bold: letters, indices, signs and functions."""
    texts = ElementTree.fromstring(svg).iter(f"{SVG}text")
    return sorted("".join(text.itertext()) for text in texts if text.get("font-weight") == "700")


@pytest.mark.parametrize("name", ALL)
def test_a_drawing_has_a_role_a_title_and_nothing_outside_its_frame(name):
    root = ElementTree.fromstring(ALL[name])
    assert root.get("role") == "img"
    assert len(root.find(f"{SVG}title").text.split()) > 20
    _, top, width, height = map(float, root.get("viewBox").split())
    for text in root.iter(f"{SVG}text"):
        assert 20 <= float(text.get("x")) <= width - 20
        assert top + 10 <= float(text.get("y")) <= top + height - 4


def test_each_part_lights_its_own_letters():
    assert lit_words(drawings.lstm_cell()) == []
    assert lit_words(drawings.lstm_cell("input")) == sorted(
        ["σ", "tanh", "it", "gt", "×", "xt", "ht-1"]
    )
    assert lit_words(drawings.lstm_cell("forget")) == sorted(["σ", "ft", "×", "xt", "ht-1", "Ct-1"])
    assert lit_words(drawings.lstm_cell("cell-line")) == sorted(["×", "+", "Ct-1", "Ct"])
    assert lit_words(drawings.lstm_cell("cell")) == sorted(["×", "×", "+", "Ct-1", "Ct"])
    assert lit_words(drawings.lstm_cell("output")) == sorted(
        ["σ", "tanh", "×", "ot", "xt", "ht-1", "ht", "ht"]
    )


def test_without_sequences_the_last_forward_and_the_first_backward_state_are_joined():
    assert lit_words(ALL["ends"]) == sorted(["LSTM →", "← LSTM", "h4", "h1", "→", "←"])
    assert lit_words(ALL["steps"]) == []


def test_lit_is_thicker_and_not_only_another_colour():
    assert f'stroke-width="{drawings.THICK}"' not in ALL["lstm"]
    assert f'stroke-width="{drawings.THICK}"' in ALL["forget"]


def test_a_title_in_another_language_replaces_the_english_one():
    assert "<title>망각 게이트</title>" in drawings.lstm_cell("forget", "망각 게이트")


@pytest.mark.parametrize("part", drawings.LSTM_PARTS)
def test_every_part_is_named_in_every_language(part):
    titles = [drawings.lstm_cell(part, language=language) for language in drawings.WORDS]
    for title, words in zip(titles, drawings.WORDS.values(), strict=True):
        assert f"{words['parts'][part]}.</title>" in title


@pytest.mark.parametrize(
    "draw",
    [
        drawings.rnn_cell,
        drawings.lstm_cell,
        lambda **words: drawings.bidirectional(True, **words),
        lambda **words: drawings.bidirectional(False, **words),
    ],
)
def test_a_drawing_differs_between_languages_in_its_title_alone(draw):
    english, korean = ElementTree.fromstring(draw()), ElementTree.fromstring(draw(language="ko"))
    titles = [root.find(f"{SVG}title") for root in (english, korean)]
    assert not titles[0].text.startswith(titles[1].text[:10])
    for title in titles:
        title.text = ""
    assert ElementTree.tostring(english) == ElementTree.tostring(korean)
    with pytest.raises(ValueError, match="language: expected one of 'en'"):
        draw(language="xx")


def test_an_unknown_part_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match=r"expected one of 'cell-line', 'input'.*received 'gate'"):
        drawings.lstm_cell("gate")
