"""A table of refusals becomes a test: every message names the argument, expected, received."""

import re

import pytest


def error_cases(*table):
    """Each row: what is called, what is raised, and words of the message, in their order."""

    @pytest.mark.parametrize(
        ("call", "error", "words"), table, ids=[words for _, _, words in table]
    )
    def test(call, error, words):
        pattern = ".*".join(re.escape(word.rstrip(",")) for word in words.split())
        with pytest.raises(error, match=pattern) as refused:
            call()
        assert refused.type is error
        assert "expected" in str(refused.value)
        assert re.search("received|missing .* unknown", str(refused.value))

    return test
