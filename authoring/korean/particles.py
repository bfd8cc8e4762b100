"""Korean particles behind Latin letters, digits and formulas: do they fit how those are read?

The form of 은/는, 이/가, 을/를, 과/와 and (으)로 depends on the last sound. A name of the code is
read as a word (lstm_step ends like 스텝), a single letter or a digit by its own name (W_h like
에이치). A subscript such as t-1 is read in more than one way, so none of these may follow it.
"""

import re
from collections.abc import Iterator

VOWEL, RIEUL, OTHER = "vowel", "rieul", "other"
FITS = {
    "은": {RIEUL, OTHER}, "는": {VOWEL}, "이": {RIEUL, OTHER}, "가": {VOWEL},
    "을": {RIEUL, OTHER}, "를": {VOWEL}, "과": {RIEUL, OTHER}, "와": {VOWEL},
    "으로": {OTHER}, "로": {VOWEL, RIEUL},
}  # fmt: skip
DIGITS = {
    **dict.fromkeys("036", OTHER),  # 영, 삼, 육
    **dict.fromkeys("178", RIEUL),  # 일, 칠, 팔
    **dict.fromkeys("2459", VOWEL),
}
LETTERS = {"l": RIEUL, "r": RIEUL, "m": OTHER, "n": OTHER}  # 엘, 알, 엠, 엔
ENDING_OTHER = "step rnn simplernn lstm json time output input_dim nan none split einsum".split()  # noqa: SIM905
ENDING_VOWEL = """
    params prev tanh sigmoid keras onnx numpy dict sequences state gate forward checks py fixtures
    arguments norms bias return raise candidate directions shapes true false weights cells relu
""".split()  # noqa: SIM905, one word after the other
WORDS = {
    **dict.fromkeys(ENDING_OTHER, OTHER),
    **dict.fromkeys(["kernel", "bidirectional"], RIEUL),
    **dict.fromkeys(ENDING_VOWEL, VOWEL),
}
GATES = re.compile(r"[Wb]_[xh]?[ifgo]|[ifgo]{4}")  # letter by letter
BEHIND = re.compile(r"([A-Za-z0-9_.\])}$`*\"']+)(으로|은|는|이|가|을|를|과|와|로)(?![가-힣])")


def misfits(text: str) -> Iterator[str]:
    """Yield each place where a particle does not fit what stands before it."""
    for match in BEHIND.finditer(text):
        before = text[: match.end(1)]
        sound = ending(before)
        if sound is None or sound not in FITS[match[2]]:
            yield f"{before[-25:]}{match[2]}: read with {sound}"


def ending(text: str) -> str | None:
    """Return the last sound of a text; None where it is read in more than one way."""
    text = text.rstrip("`*$\"'")
    if text.endswith(")") and (gloss := re.search(r"([가-힣])\([^()]*\)$", text)):
        return of_hangul(gloss[1])  # 형태(shape)가
    if re.search(r"_\{[a-z]-1\}$", text):
        return None
    text = text.rstrip("])}'\"`")
    if text[-1].isdigit():
        return DIGITS[text[-1]]
    word = re.search(r"[A-Za-z_]+$", text)
    if word is None:
        return of_hangul(text[-1])
    if GATES.fullmatch(word[0]):
        return VOWEL
    for name in (word[0].lower(), word[0].lower().rpartition("_")[2]):
        if name in WORDS:
            return WORDS[name]
        if len(name) == 1:
            return LETTERS.get(name, VOWEL)
    raise KeyError(f"particles.py does not know how to read {word[0]!r}")


def of_hangul(letter: str) -> str:
    final = (ord(letter) - ord("가")) % 28
    return VOWEL if final == 0 else RIEUL if final == 8 else OTHER
