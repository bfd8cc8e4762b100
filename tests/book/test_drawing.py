"""The drawing directive, in the page and in the notebook."""

import base64
import re
from xml.etree import ElementTree

import pytest
from lstm_book.directives import drawing


def test_every_name_gives_a_drawing_and_no_other_does():
    for name in drawing.NAMES:
        assert drawing.svg(name).startswith("<svg")
    with pytest.raises(ValueError, match=r"expected one of rnn-cell.*received 'gru-cell'"):
        drawing.svg("gru-cell")


def test_only_the_lstm_cell_has_parts_to_light():
    assert drawing.svg("lstm-cell", "forget") != drawing.svg("lstm-cell")
    with pytest.raises(ValueError, match="only with lstm-cell"):
        drawing.svg("rnn-cell", "forget")


def test_a_drawing_speaks_the_language_of_the_edition():
    for name in drawing.NAMES:
        assert drawing.svg(name, language="ko") != drawing.svg(name)
    assert drawing.as_image("rnn-cell", {}, "ko").startswith("![바닐라 RNN 셀입니다.")
    assert drawing.as_image("rnn-cell", {"alt": "그림"}, "ko").startswith("![그림](data:")


def test_a_notebook_holds_the_picture_itself_on_white():
    image = drawing.as_image("lstm-cell", {"lit": "forget"})
    alt, data = re.fullmatch(r"!\[(.*)\]\(data:image/svg\+xml;base64,(.*)\)", image).groups()
    assert "Drawn thick: the forget gate" in alt
    root = ElementTree.fromstring(base64.b64decode(data))
    assert root.get("style") == "background: white"
