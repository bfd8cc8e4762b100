"""Bytes that should be text: UTF-8, what Excel and Windows write, and Korean Windows' own code."""

import codecs

MARKS = {  # the longer ones first: the mark of UTF-16 begins that of UTF-32
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def decoded(raw: bytes) -> str:
    """Return the text of a small file; raise UnicodeDecodeError where it is none."""
    for mark, encoding in MARKS.items():
        if raw.startswith(mark):
            return raw.decode(encoding)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        if (text := korean(raw)) is None:
            raise
        return text


def korean(raw: bytes) -> str | None:
    """Return bytes that are no UTF-8 as Korean Windows reads them, where that makes Korean of them.

    Its code page 949 takes nearly any two bytes for a rare syllable. So at least half of what is
    not ASCII must be syllables of EUC-KR: of a text in latin-1 it makes others, or Chinese letters.
    """
    try:
        text = raw.decode("cp949")
    except UnicodeDecodeError:
        return None
    other = [letter for letter in text if not letter.isascii()]
    usual = [letter for letter in other if _is_usual(letter)]
    return text if other and 2 * len(usual) >= len(other) else None


def _is_usual(letter: str) -> bool:
    if not "가" <= letter <= "힣":
        return False
    try:
        return len(letter.encode("euc_kr")) == 2  # rare syllables are spelt in eight bytes
    except UnicodeEncodeError:
        return False


def unix_lines(text: str) -> str:
    """Return a text with the ends of lines that Python itself makes of all others."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
