"""Korean for Sphinx's search: a noun is found with any particle behind it.

Sphinx has no Korean. Before the first search the browser adds to each word of the index, such as
게이트를, all its beginnings, so that 게이트 finds it. (In the file they would weigh on every page.)
It takes a particle off what is searched for, so that 게이트를 finds 게이트와. A foreign word is
apart from the particle behind it: LSTM은 is LSTM and 은. It keeps its English stem.
"""

from __future__ import annotations

import json
import re
from typing import Any

from sphinx.application import Sphinx
from sphinx.search import SearchLanguage
from sphinx.search.en import SearchEnglish

from ..assets.script_patches import Patches, patch_scripts, patched

HANGUL = "\uac00-\ud7a3"
WORD = re.compile(rf"[{HANGUL}]+|[^\W{HANGUL}]+")

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
const hangul = /[%(hangul)s]/;

function addBeginnings(terms) {
  const found = new Map();
  for (const [term, pages] of Object.entries(terms))
    for (let length = hangul.test(term) ? 1 : term.length; length <= term.length; length++) {
      const beginning = term.slice(0, length);
      if (!found.has(beginning)) found.set(beginning, new Set());
      for (const page of [pages].flat()) found.get(beginning).add(page);
    }
  for (const [beginning, pages] of found) terms[beginning] = [...pages];
}

// Sphinx makes one for each query, when the index is there.
var Stemmer = function () {
  const english = new EnglishStemmer();
  const particles = %(particles)s;
  this.stemWord = (word) => {
    if (!hangul.test(word)) return english.stemWord(word);
    const found = particles.find((each) => word.endsWith(each) && word.length >= each.length + 2);
    return found ? word.slice(0, -found.length) : word;
  };
  if (!Search._index.hasBeginnings) {
    addBeginnings(Search._index.terms);
    addBeginnings(Search._index.titleterms);
    Search._index.hasBeginnings = true;
  }
};
"""

# Sphinx lets a page lack words of one or two letters: in Korean those are words like any other.
LONG = "(term) => term.length > 2"
PATCHES: Patches = {"searchtools.js": (LONG, f"{LONG} || /[{HANGUL}]/.test(term)")}


class SearchKorean(SearchLanguage):
    """Splits, filters and stems; the browser does the same with ``js_*``."""

    lang = "ko"
    language_name = "Korean"
    stopwords = SearchEnglish.stopwords
    js_splitter_code = SPLITTER
    js_stemmer_code = patched(
        SearchEnglish.js_stemmer_code, "var Stemmer", "var EnglishStemmer"
    ) + STEMMER % {"hangul": HANGUL, "particles": json.dumps(PARTICLES, ensure_ascii=False)}

    def init(self, options: dict[str, str]) -> None:
        """Prepare the stemmer for the English terms."""
        self.english = SearchEnglish(options)

    def split(self, input: str) -> list[str]:
        """Return the words of a text, Korean ones apart from foreign ones."""
        return WORD.findall(input)

    def stem(self, word: str) -> str:
        """Return what the index holds for a word."""
        return word if re.match(f"[{HANGUL}]", word) else self.english.stem(word)


def patch_search(app: Sphinx, exception: Exception | None) -> None:
    """Patch the script that compares, in the Korean edition."""
    if not exception and app.builder.format == "html" and app.config.language == SearchKorean.lang:
        patch_scripts(app, PATCHES)


def setup(app: Sphinx) -> dict[str, Any]:
    """Give Sphinx the language."""
    app.add_search_language(SearchKorean)
    app.connect("build-finished", patch_search)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
