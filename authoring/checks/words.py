"""Sentences: findings in the words of a language. The phrases stand in fixtures.json."""

import os
import re
import textwrap
from typing import Any

from .examples import DATA
from .findings import Finding, Series

# Code holds spaces at which no line may end. The expressions find it in a sentence.
GLUE = "\N{NO-BREAK SPACE}"
CODE = (
    r"[(\[](?:[^()\[\]가-힣]|[(\[][^()\[\]가-힣]*[)\]]){0,60}[)\]]",  # (2, 4, 3), [(2, 3)]
    r"(?<![\w.])[A-Za-z_][\w.]* (?=[(\[](?:\d|[A-Z][,)]))",  # h_prev (2, 4), In [3]
    r"(?<=[\w\])}]) (?:[-+*/@=<>]|[*/<>=!]{2}) (?=[-\w(\[{])",  # t + 1
    r"(?<!\w)(?:\w, )+\w(?!\w)",  # i, f, g, o
)


def language() -> str:
    """Return the language to speak: the one that whoever runs this wants, or this folder's."""
    wanted = os.environ.get("EXERCISES_LANGUAGE", DATA["language"])
    return wanted if wanted in DATA["words"] else "en"


def say(key: str, way: str, **names: Any) -> str:
    """Return a phrase in a language, with names filled in."""
    phrase: str = DATA["words"][way][key]
    return phrase.format(**names)


def sentence(finding: Finding, way: str) -> str:
    """Return a finding, and what follows it, in a language."""
    text = finding.words[way] if finding.words else _filled(finding, way)
    for each in finding.then:
        gap = " " if each.words and not text.endswith(" ") else ""
        text += gap + sentence(each, way)
    return text


def _filled(finding: Finding, way: str) -> str:
    values = {name: spoken(value, way) for name, value in finding.values.items()}
    if finding.key == "stopped":
        values["line"] = say("line", way, line=finding.line) if finding.line else ""
        values["hint"] = values["hint"].lstrip()  # what follows other words begins with a space
        return say(finding.key, way, **values).rstrip()  # it may end in an empty hint
    return say(finding.key, way, **values)


def spoken(value: Any, way: str) -> Any:
    """Return a value as it stands in a phrase: a finding, a series, words, a number, a name."""
    if isinstance(value, Finding):
        return sentence(value, way)
    if isinstance(value, Series):
        between = say(value.by, way) if value.by else ", "
        return between.join(spoken(each, way) for each in value.items)
    return value.get(way, "") if isinstance(value, dict) else value


def wrapped(text: str, way: str) -> str:
    """Return a text in lines of the width that a language reads well; no code is broken."""
    width, code = int(say("width", way)), say("line", way, line="").rstrip()
    lines = text.splitlines()
    return "\n".join(line if line.startswith(code) else _filled_up(line, width) for line in lines)


def _filled_up(line: str, width: int) -> str:
    for code in CODE:
        line = re.sub(code, lambda found: found[0].replace(" ", GLUE), line)
    filled = textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False)
    return filled.replace(GLUE, " ")
