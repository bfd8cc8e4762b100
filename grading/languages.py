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
        "not_run_here": "a text that a submission may have written is not run here. What can: a "
        "value, or a call of its own functions and classes with values",
        "no_points": "the last line of this test is the number of points, and it is {value}.",
        "not_run": "the notebook took more than {seconds:g} s",
        "unavailable": "not graded yet, your instructor will look at it: {why}",
        "no_module": "the module {module} is not there where this is graded.",
        "platform": "{name} is there on {platform} alone.",
        "newer_syntax": "line {line} of the cell is written for Python {python}, "
        "and this is graded with Python {here}.",
        "disabled": "{function} never ends, or ends everything",
        "nested": "functions call each other without an end",
        "left_out": "... this notebook has shown more than {most} characters: left out ...",
        "large": "expected arguments of at most {most} bytes, received more",
        "not_asked": "expected plain data, received an object of the class {received}; in the "
        "assignment's own solution no object is asked for {name} here",
        "other_kind": "expected {expected}, received an object of the class {received}",
        "undecided": "an object of the class {received} does not decide {shown} here: it does not "
        "in the assignment's own solution",
        "ended_object": "this object was lost with the process that it was in; a fresh one has "
        "taken its place",
        "cannot_cross": "a {kind} cannot be handed to the submission's process. What can: plain "
        "data, arrays, tables, functions, iterators, and objects of classes that cells define",
        "too_much": "this cannot be handed to the submission's process: {why}",
        "many_questions": "the test asks the submission's process more than {most} times: does "
        "something never end?",
        "many_objects": "the test hands over more than {most} objects",
        "no_response": "No response.",
        "missing_answer": "(This cell was missing in what was handed in.)",
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
        "not_run_here": "제출물이 만들었을 수 있는 문자열은 여기에서 코드로 실행하지 않습니다. "
        "실행하는 것은 값, 그리고 제출물의 함수나 클래스를 값으로 호출하는 식입니다",
        "no_points": "이 테스트의 마지막 줄은 점수여야 하는데 {value}입니다.",
        "not_run": "노트북을 실행하는 데 {seconds:g}초가 넘게 걸렸습니다",
        "unavailable": "아직 채점하지 않았습니다. 강사가 직접 확인합니다. {why}",
        "no_module": "채점하는 곳에 {module} 모듈이 없습니다.",
        "platform": "{platform}에만 있는 것을 씁니다: {name}.",
        "newer_syntax": "셀의 {line}번째 줄은 파이썬 {python} 문법인데, "
        "채점에는 파이썬 {here} 버전을 씁니다.",
        "disabled": "{function} 함수가 끝나지 않거나 모든 것을 끝내 버립니다",
        "nested": "함수들이 끝없이 서로를 호출합니다",
        "left_out": "... 이 노트북의 출력이 모두 {most}자를 넘어서, 이 출력은 뺐습니다 ...",
        "large": "인수는 모두 합쳐 {most}바이트까지 받을 수 있는데, 그보다 큽니다",
        "not_asked": "일반 값이 와야 하는데 {received} 클래스의 객체가 왔습니다. "
        "이 과제의 정답에서는 여기에서 객체의 {name}을(를) 쓰지 않습니다",
        "other_kind": "{expected} 형의 값이 와야 하는데 {received} 클래스의 객체가 왔습니다",
        "undecided": "{received} 클래스의 객체는 여기에서 {shown}의 결과를 정하지 못합니다. "
        "이 과제의 정답에서도 그렇지 않습니다",
        "ended_object": "이 객체는 프로세스가 끝나면서 사라졌고, 새 프로세스가 시작되었습니다",
        "cannot_cross": "{kind} 형의 값은 제출물의 프로세스로 넘길 수 없습니다. "
        "넘길 수 있는 것은 숫자, 문자열, 리스트 같은 값, 배열, 표, 함수, 반복자, "
        "그리고 셀에서 정의한 클래스의 객체입니다",
        "too_much": "이 값은 제출물의 프로세스로 넘길 수 없습니다: {why}",
        "many_questions": "테스트가 제출물의 프로세스에 {most}번 넘게 물었습니다. "
        "끝나지 않는 것이 있을까요?",
        "many_objects": "테스트가 넘긴 객체가 {most}개를 넘습니다",
        "no_response": "답이 없습니다.",
        "missing_answer": "(제출한 노트북에는 이 셀이 없었습니다.)",
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
