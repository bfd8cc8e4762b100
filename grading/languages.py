"""The language of a submission, and the words of grading in each language.

The language changes words and nothing else: the tests, the points and what an instructor reads are
the same in all of them.
"""

import contextlib
import os
import re
from collections.abc import Iterator, Mapping
from typing import Any

ENGLISH = "en"
KEY = "natural_language"  # of a notebook's metadata
VARIABLE = "EXERCISES_LANGUAGE"  # what the helper files of an assignment read
LETTERS = {"ko": re.compile("[가-힣]")}

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "too_long": "not done after {seconds:g} seconds. Is there a loop that never ends?",
        "waited": "not done after {seconds:g} seconds, in which it hardly computed. "
        "Does it sleep, or wait for something that never comes?",
        "died": "the kernel died in this cell.",
        "broke": "the process broke the rules of the conversation.",
        "no_evidence": "the test ended, but {function} never answered it.",
        "not_run": "the notebook took more than {seconds:g} s",
        "disabled": "{function} never ends, or ends everything",
        "nested": "functions call each other without an end",
        "left_out": "... this notebook has shown more than {most} characters: left out ...",
        "large": "expected arguments of at most {most} bytes, received more",
        "no_response": "No response.",
        "hidden": "# hidden tests ran here",
    },
    "ko": {
        "too_long": "{seconds:g}초가 지나도 끝나지 않았습니다. "
        "끝나지 않는 반복문이 없는지 확인하세요.",
        "waited": "{seconds:g}초가 지나도 끝나지 않았고, 계산은 거의 하지 않았습니다. "
        "sleep으로 쉬고 있거나, 오지 않을 것을 기다리고 있지 않은지 확인하세요.",
        "died": "이 셀에서 커널이 종료되었습니다.",
        "broke": "프로세스가 채점기와 약속한 통신 규칙을 어겼습니다.",
        "no_evidence": "테스트는 끝났지만 {function} 함수가 한 번도 답하지 않았습니다.",
        "not_run": "노트북을 실행하는 데 {seconds:g}초가 넘게 걸렸습니다",
        "disabled": "{function} 함수가 끝나지 않거나 모든 것을 끝내 버립니다",
        "nested": "함수들이 끝없이 서로를 호출합니다",
        "left_out": "... 이 노트북의 출력이 모두 {most}자를 넘어서, 이 출력은 뺐습니다 ...",
        "large": "인수는 모두 합쳐 {most}바이트까지 받을 수 있는데, 그보다 큽니다",
        "no_response": "답이 없습니다.",
        "hidden": "# 여기에서 숨은 테스트를 실행했습니다",
    },
}

# What nbgrader and the sandbox put into outputs, in the languages that are not theirs.
OUTPUT_LINES = {
    "ko": {
        "... cut ...": "... 출력이 길어서 잘랐습니다 ...",
        "... Output truncated ...": "... 출력이 길어서 잘랐습니다 ...",
        "... Traceback truncated ...": "... 오류 추적이 길어서 잘랐습니다 ...",
        "not run while grading: ": "채점하는 동안에는 실행하지 않습니다: ",
    }
}


def say(language: str, key: str, **names: Any) -> str:
    """Return a phrase with names filled in."""
    return WORDS[language][key].format(**names)


def language_of(metadata: Any, cells: Any) -> str:
    """Return the language of a notebook: the one it names, or else that of its first heading."""
    named = metadata.get(KEY) if isinstance(metadata, Mapping) else None
    if isinstance(named, str) and named in WORDS:
        return named
    texts = (cell["source"] for cell in cells if cell["cell_type"] == "markdown")
    heading = next((text for text in texts if text.startswith("#")), "").split("\n")[0]
    return next((k for k, letters in LETTERS.items() if letters.search(heading)), ENGLISH)


@contextlib.contextmanager
def spoken(language: str) -> Iterator[None]:
    """Set the language of an assignment's helper files for a while."""
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = language
    try:
        yield
    finally:
        del os.environ[VARIABLE]
        if before is not None:
            os.environ[VARIABLE] = before
