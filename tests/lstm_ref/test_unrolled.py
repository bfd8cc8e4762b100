"""The unrolled RNN shows the shares it is given: as colour, as numbers, and in its title."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from lstm_ref.figures.unrolled import FIRST, SMALL, percent, unrolled_rnn

SVG = "{http://www.w3.org/2000/svg}"
SHARES = [1, 0.5, 0.25, 0.13, 0.06, 0.03, 0.01, 0.00004]
WORDS = ["Moscow", "on", "Friday", "the", "old", "streets", "are", "in"]


def texts(svg: str) -> list[str]:
    found = ElementTree.fromstring(svg).iter(f"{SVG}text")
    return ["".join(text.itertext()) for text in found]


def test_the_colour_of_a_square_is_its_share_and_the_number_stands_under_it():
    svg = unrolled_rnn(SHARES, WORDS)
    drawn = [*SHARES[:FIRST], SHARES[-1]]
    opacities = re.findall(r"fill-opacity: ([\d.]+)", svg)
    np.testing.assert_allclose([float(opacity) for opacity in opacities], drawn, atol=5e-5)
    shown = [text for text in texts(svg) if text.endswith("%")]
    assert shown == ["100%", "50%", "25%", "13%", "6%", "0.004%"]


def test_the_title_says_the_numbers_and_their_steps():
    title = ElementTree.fromstring(unrolled_rnn(SHARES, WORDS)).find(f"{SVG}title").text
    assert "unrolled over 8 time steps" in title
    assert "100% at step 1, 50% at step 2" in title
    assert "0.004% at step 8" in title


def test_only_the_drawn_steps_have_their_words_and_the_last_state_leads_to_the_answer():
    found = texts(unrolled_rnn(SHARES, WORDS))
    assert [word for word in WORDS if word in found] == [*WORDS[:FIRST], "in"]
    assert {"h1", "x1", "h8", "x8", "?"} <= set(found)
    assert "h6" not in found


def test_letters_are_large_enough_for_a_phone_and_inside_the_frame():
    root = ElementTree.fromstring(unrolled_rnn(SHARES, WORDS))
    _, _, width, height = map(float, root.get("viewBox").split())
    sizes = [float(node.get("font-size")) for node in root.iter() if node.get("font-size")]
    assert min(sizes) == SMALL
    assert SMALL * 358 / width >= 11  # pixels, where a page of 390 pixels leaves 358
    for text in root.iter(f"{SVG}text"):
        assert 10 <= float(text.get("x")) <= width - 10
        assert 10 <= float(text.get("y")) <= height - 4


def test_the_languages_differ_in_the_title_alone():
    drawn = [unrolled_rnn(SHARES, WORDS, language=language) for language in ("en", "ko")]
    titles = [re.search("<title>(.*?)</title>", svg)[1] for svg in drawn]
    assert "시점 8에서 0.004%" in titles[1]
    assert drawn[0].replace(titles[0], "") == drawn[1].replace(titles[1], "")


@pytest.mark.parametrize(
    ("share", "shown"),
    [(1, "100%"), (0.714, "71%"), (0.0949, "9.5%"), (0.0021, "0.21%"), (0, "0%"), (0.00996, "1%")],
)
def test_a_share_is_written_with_two_digits(share, shown):
    assert percent(share) == shown


@pytest.mark.parametrize(
    ("shares", "inputs", "message"),
    [
        (SHARES[:6], WORDS[:6], r"shares: expected shape \(T,\) with T of at least 7"),
        (np.ones((8, 1)), WORDS, r"shares: expected shape \(T,\).*received \(8, 1\)"),
        ([*SHARES[:7], 1.5], WORDS, "shares: expected numbers from 0 to 1, received 0.01 to 1.5"),
        ([*SHARES[:7], -0.1], WORDS, "shares: expected numbers from 0 to 1, received -0.1 to 1.0"),
        ([*SHARES[:7], np.nan], WORDS, "shares: expected numbers from 0 to 1"),
        (SHARES, WORDS[:7], "inputs: expected 8 names, one for each share, received 7"),
    ],
)
def test_shares_that_cannot_be_drawn_are_refused(shares, inputs, message):
    with pytest.raises(ValueError, match=message):
        unrolled_rnn(shares, inputs)
