"""Translations of what the theme and other extensions write in another language than the page's.

They have no translation for some of it, and a wrong one for some. For each language a table holds
their text, and the text that the pages get instead; scripts get the words that they lack.
"""

from __future__ import annotations

from typing import Any

from bs4 import Tag
from docutils import nodes
from sphinx.application import Sphinx

from ..assets.script_patches import Patches, patch_scripts
from .page import Page, page_pass

ATTRIBUTES = ("aria-label", "data-bs-title", "placeholder", "title")
OWN_TEXT = ("article section", ".bd-links", ".prev-next-area")  # written by the course

THEME: dict[str, dict[str, str]] = {
    "en": {},
    "ko": {
        "By": "지은이:",
        "© Copyright": "©",
        "Back to top": "맨 위로",
        "Collapse Sidebar": "사이드바 접기",
        "Color mode": "색상 모드",
        "Dark": "어둡게",
        "Expand Sidebar": "사이드바 펼치기",
        "Light": "밝게",
        "Link to this heading": "이 제목의 링크",
        "Link to this image": "이 그림의 링크",
        "Link to this table": "이 표의 링크",
        "Link to this term": "이 용어의 링크",
        "Main": "강좌 차례",
        "On this page": "이 페이지의 내용",
        "Page": "페이지 차례",
        "Please activate JavaScript to enable the search functionality": (
            "검색하려면 JavaScript를 켜 주세요"
        ),
        "Skip to main content": "본문으로 건너뛰기",
        "Version warning": "버전 경고",
        "next page": "다음 페이지",
        "previous page": "이전 페이지",
        "System Settings": "시스템 설정",
        "Toggle hidden content": "숨은 내용 열고 닫기",
        "Toggle primary sidebar": "왼쪽 사이드바 열고 닫기",
        "Toggle secondary sidebar": "이 페이지의 내용 열고 닫기",
        "전체 화면으로보기": "전체 화면으로 보기",
        "이 페이지 다운로드": "이 페이지 내려받기",
        "소스 파일 다운로드": "원본 파일 내려받기",
        # Headings of the index, as Unicode takes a syllable apart and as one writes a letter.
        **dict(zip("ᄀᄂᄃᄅᄆᄇᄉᄋᄌᄎᄏᄐᄑᄒ", "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ", strict=True)),
    },
}
YEAR = "0123456789., "  # what may follow, and stays
MESSAGES = "const messages = {\n"  # of the copy button, which has words in few languages
# Sphinx makes a function of a text for the plural, which a Content-Security-Policy can forbid.
PLURAL = """Documentation.PLURAL_EXPR = new Function(
      "n",
      `return (${catalog.plural_expr})`
    );"""
SCRIPTS: dict[str, Patches] = {
    "en": {},
    "ko": {
        "copybutton.js": (
            MESSAGES,
            f"{MESSAGES}  'ko': {{'copy': '복사', 'copy_to_clipboard': '클립보드에 복사',\n"
            "    'copy_success': '복사했습니다!', 'copy_failure': '복사하지 못했습니다'},\n",
        ),
        "togglebutton.js": (
            'aria-label="Toggle hidden content"',
            'aria-label="숨은 내용 열고 닫기"',
        ),
        "doctools.js": (PLURAL, "Documentation.PLURAL_EXPR = () => 0; // Korean has no plural"),
    },
}


def _is_own(tag: Tag) -> bool:
    return tag.css.match(", ".join([*OWN_TEXT, "head"]))


@page_pass(somewhere=OWN_TEXT)
def translate_theme_text(page: Page) -> None:
    """Translate the theme's texts and attributes."""
    right = THEME.get(page.language, {})
    for name in ATTRIBUTES if right else ():
        for tag in page.soup.select(f"[{name}]"):
            tag[name] = right.get(tag[name].strip(), tag[name])
    for text in page.soup.find_all(string=True) if right else ():
        words = text.strip().rstrip(YEAR)
        if words in right and not text.find_parent(_is_own):
            text.replace_with(text.replace(words, right[words]))


def prefer_own_translations(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Prefer our translations to the theme's: what its templates join is hard to change later."""
    theirs, ours = context["translate"], THEME.get(app.config.language, {})
    context["translate"] = lambda text: ours.get(text) or theirs(text)


def patch_theme_scripts(app: Sphinx, exception: Exception | None) -> None:
    """Patch the scripts that Sphinx has just copied."""
    if not exception and app.builder.format == "html":
        patch_scripts(app, SCRIPTS.get(app.config.language, {}))


def setup(app: Sphinx) -> dict[str, Any]:
    """Translate while pages are made (after the theme), patch scripts when they are done."""
    app.connect("html-page-context", prefer_own_translations, priority=600)
    app.connect("build-finished", patch_theme_scripts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
