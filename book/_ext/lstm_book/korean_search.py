"""Search in Korean: a noun is found with whatever particle sticks to it.

Sphinx has no Korean. A word such as 게이트를 goes into the index with all its beginnings, so that
게이트 finds it. The browser takes a particle off what is searched for, so that 게이트를 finds
게이트와. A foreign word is apart from the particle behind it: LSTM은 is LSTM and 은. It keeps its
English stem.
"""

from __future__ import annotations

import json
import re
from typing import Any

from sphinx.application import Sphinx
from sphinx.search import SearchLanguage
from sphinx.search.en import SearchEnglish

from .static_scripts import mend_all

HANGUL = "\uac00-\ud7a3"
WORD = re.compile(rf"[{HANGUL}]+|[^\W{HANGUL}]+")
LONGEST = 8  # syllables; no noun of the course is longer

# Particles, longer ones first where one ends in another. What is left has two syllables at least.
PARTICLES = (
    *("에서는", "으로는", "이라는", "에서", "에게", "까지", "부터", "으로"),
    *("처럼", "보다", "마다", "라는", "이나", "이란", "하고"),
    *("은", "는", "이", "가", "을", "를", "의", "에", "로", "와", "과", "도", "만", "란"),
)

OTHER = rf"(?![{HANGUL}])[\p{{L}}\p{{N}}_]"
SPLITTER = f"""
function splitQuery(query) {{
  // A particle behind a foreign word is nothing to search for.
  const bare = /(?<={OTHER})(?:{"|".join(PARTICLES)})(?![{HANGUL}\\p{{L}}\\p{{N}}_])/gu;
  return query.replace(bare, "").match(/[{HANGUL}]+|(?:{OTHER})+/gu) || [];
}}
"""
STEMMER = """
var Stemmer = function () {
  const english = new EnglishStemmer();
  const particles = %s;
  this.stemWord = (word) => {
    if (!/[%s]/.test(word)) return english.stemWord(word);
    const found = particles.find((each) => word.endsWith(each) && word.length >= each.length + 2);
    return (found ? word.slice(0, -found.length) : word).slice(0, %d);
  };
};
"""
# Sphinx lets a page lack words of one or two letters: in Korean those are words like any other.
LONG = "(term) => term.length > 2"
MENDS = {"searchtools.js": (LONG, f"{LONG} || /[{HANGUL}]/.test(term)")}


class SearchKorean(SearchLanguage):
    """Splits, filters and stems; the browser does the same with ``js_*``."""

    lang = "ko"
    language_name = "Korean"
    stopwords = SearchEnglish.stopwords
    js_splitter_code = SPLITTER
    js_stemmer_code = SearchEnglish.js_stemmer_code.replace(
        "var Stemmer", "var EnglishStemmer"
    ) + STEMMER % (json.dumps(PARTICLES, ensure_ascii=False), HANGUL, LONGEST)

    def init(self, options: dict[str, str]) -> None:
        """Prepare the stemmer for the English terms."""
        self.english = SearchEnglish(options)

    def split(self, input: str) -> list[str]:
        """Return the words of a text, Korean ones with all their beginnings."""
        return [part for word in WORD.findall(input) for part in beginnings(word)]

    def stem(self, word: str) -> str:
        """Return what the index holds for a word."""
        return word if re.match(f"[{HANGUL}]", word) else self.english.stem(word)


def beginnings(word: str) -> list[str]:
    """Return a Korean word's beginnings, the whole word included; any other word alone."""
    if not re.match(f"[{HANGUL}]", word):
        return [word]
    return [word[:length] for length in range(1, min(len(word), LONGEST) + 1)]


def provide(app: Sphinx, exception: Exception | None) -> None:
    """Mend the script that compares, in the Korean edition."""
    if not exception and app.builder.format == "html" and app.config.language == SearchKorean.lang:
        mend_all(app, MENDS)


def setup(app: Sphinx) -> dict[str, Any]:
    """Give Sphinx the language."""
    app.add_search_language(SearchKorean)
    app.connect("build-finished", provide)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
