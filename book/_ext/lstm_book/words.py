"""The words that this extension writes on the pages and in the notebooks, in each language.

``WORDS[language][module][key]``; a test sees to it that all languages have the same keys. What the
theme writes is in ``pages.theme_translations``.
"""

from __future__ import annotations

from typing import Any

from sphinx.errors import ExtensionError

WORDS: dict[str, dict[str, dict[str, Any]]] = {
    "en": {
        "accessibility": {
            "course": "Course",
            "pages": "Pages of {chapter}",
            "library": "Library",
        },
        "language_switch": {
            "languages": "Languages",
            "offer": "This course is in English, too.",
            "read": "Read it in English",
            "close": "Stay here",
        },
        "katex_renderer": {
            "link": "Link to this equation",
        },
        "library_tabs": {
            "by": "Printed by {versions}.",
        },
        "notebooks": {
            "run": "On your own computer: ",
            "notebook": "notebook",
            "package": " (the package it needs; pip installs the file)",
            "tooltip": "Download this page as a notebook",
            "first_cell": """\
This notebook is the page *{title}* of the course *{course}*, `{page}.html` on its site.

It needs `lstm_ref`, which brings NumPy, and Matplotlib. Download `{wheel}` from the same site
(the link *lstm_ref* under the page's title) and run `pip install {needed} matplotlib`. In a copy of
the project, run `pip install {here} matplotlib` in its folder.\
""",
        },
        "plain_markdown": {
            "library": "The same in {library}",
            "prints": "It prints:",
            "more": "More",
        },
        "grader_proof": {
            "head": ["function", "wrong", "seen at once", "by hidden tests", "slips", "right"],
            "all": "all",
            "box_head": ["the mistake", "costs", "what the learner reads"],
            "box": "`{function}`, {points}: {wrong} wrong solutions",
            "points": "{points:g} points",
            "right": "Right solutions that get all {points}: {right}.",
            "hidden": "nothing at once: the hidden tests catch it",
        },
        "post": {
            "title": "If you come from the Korean post",
            "head": ["§", "the post", "right", "here"],
        },
    },
    "ko": {
        "accessibility": {
            "course": "강좌",
            "pages": "{chapter}의 하위 페이지",
            "library": "라이브러리",
        },
        "language_switch": {
            "languages": "언어",
            "offer": "이 강좌는 한국어로도 읽을 수 있습니다.",
            "read": "한국어로 읽기",
            "close": "이대로 보기",
        },
        "katex_renderer": {
            "link": "이 수식의 링크",
        },
        "library_tabs": {
            "by": "출력한 버전: {versions}",
        },
        "notebooks": {
            "run": "내 컴퓨터에서 실행하기: ",
            "notebook": "노트북",
            "package": " (노트북에 필요한 패키지이며, 파일을 pip로 설치합니다)",
            "tooltip": "이 페이지를 노트북으로 내려받기",
            "first_cell": """\
이 노트북은 강좌 *{course}*의 *{title}* 페이지이며, 사이트에서는 `{page}.html`입니다.

실행하려면 `lstm_ref`(NumPy가 함께 설치됩니다)와 Matplotlib이 필요합니다. 같은 사이트에서
`{wheel}` 파일을 내려받아(페이지 제목 아래의 *lstm_ref* 링크)
`pip install {needed} matplotlib`을 실행합니다. 프로젝트의 사본이 있으면 그 폴더에서
`pip install {here} matplotlib`을 실행합니다. 그림에 한글이 있으면 나눔고딕 같은 한글 글꼴도
필요합니다.\
""",
        },
        "plain_markdown": {
            "library": "같은 일을 하는 코드: {library}",
            "prints": "출력은 다음과 같습니다.",
            "more": "더 보기",
        },
        "grader_proof": {
            "head": ["함수", "틀린 풀이", "바로 보임", "숨은 테스트", "작은 실수", "맞는 풀이"],
            "all": "전체",
            "box_head": ["실수", "감점", "학습자가 읽는 글"],
            "box": "`{function}`, {points}: 틀린 풀이 {wrong}개",
            "points": "{points:g}점",
            "right": "{points}을 모두 받는 맞는 풀이: {right}.",
            "hidden": "바로 나오는 글은 없습니다. 숨은 테스트가 찾아냅니다.",
        },
        "post": {
            "title": "블로그 글을 읽고 오셨다면",
            "head": ["절", "블로그 글", "바른 것", "이 강좌"],
        },
    },
}


def words(language: str, module: str) -> dict[str, Any]:
    """Return the words of a module in a language."""
    if language not in WORDS:
        raise ExtensionError(f"lstm_book.words has no words in {language!r}")
    return WORDS[language][module]
