"""A build's log has colour codes in a terminal alone."""

from __future__ import annotations

import pytest
from lstm_book.site import plain_log


@pytest.mark.parametrize("terminal", [True, False], ids=["terminal", "file"])
def test_colour_is_turned_off_where_nobody_sees_it(terminal, monkeypatch):
    turned_off = []
    monkeypatch.setattr(plain_log, "color_terminal", lambda: terminal)
    monkeypatch.setattr(plain_log, "nocolor", lambda: turned_off.append(True))
    plain_log.setup(None)
    assert bool(turned_off) is not terminal
