"""The register of the Korean that learners read: 합니다체, questions in -ㄹ까요?, 반환하다.

CONTRIBUTING.md says it in words.
"""

import re
from collections.abc import Iterator

PLAIN = re.compile(r"(?<![니시])다[.!]|해요|이에요|예요|나요|십시오|니까|돌려(?=[주줍준줄줘받])")
QUESTION = re.compile(r"(.?)까요\?")
RIEUL, SSANG_SIOT = 8, 20  # finals, as Unicode counts them
YOURS = re.compile(r"\byou(r|rs)?\b", re.IGNORECASE)


def slips(text: str) -> Iterator[str]:
    """Yield what of a Korean text is in another register."""
    yield from PLAIN.findall(text)
    polite = [match for match in QUESTION.finditer(text) if final(match[1]) == RIEUL]
    if len(polite) != text.count("?"):
        yield f"{text.count('?')} question marks, {len(polite)} of them behind -ㄹ까요"


def says_whose(english: str, korean: str) -> bool:
    """Tell whether Korean says as clearly as English that it is about the learner's own code.

    It does so by 여러분, by the past tense, by -고 있습니다 and by asking to do something.
    """
    if not YOURS.search(english):
        return True
    return "여러분" in korean or "고 있" in korean or "세요" in korean or _past(korean)


def _past(text: str) -> bool:
    behind = re.findall(r"(.)습니다", text)
    return any(final(letter) == SSANG_SIOT and letter not in "있겠" for letter in behind)


def final(letter: str) -> int:
    """Return the number of a syllable's final consonant; 0: it has none."""
    return (ord(letter) - ord("가")) % 28 if "가" <= letter <= "힣" else 0
