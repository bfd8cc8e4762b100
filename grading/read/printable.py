"""Words of unknown origin, made fit for a terminal, a table, a database, a journal and a page.

Names, notes and errors come from what students handed in. All of them pass through `shown`: when a
result is made (judge/results.py) and when a record is (record/records.py).
"""

import hashlib
import os
import re
import unicodedata

from .encodings import korean

MOST = 300  # characters of one note or one error
MOST_TOGETHER = 2000
MOST_OF_A_NAME = 128  # as the gradebook's columns have it
BOXES = re.compile("[\u2500-\u259f]")  # nobody's name; in code page 437, where 949 has syllables


def shown(text: str, most: int = MOST) -> str:
    """Return a text without control characters and half characters, cut to a length."""
    if len(text) > most:
        text = f"{text[: most - 4]} ..."
    return "".join(c if c.isprintable() else "?" for c in text)


def legible(name: str) -> str:
    """Return a path with the names of Korean Windows read as Korean, all others as they are."""
    return os.sep.join(map(_read, name.split(os.sep)))


def _read(name: str) -> str:
    """Return a name whose bytes are no UTF-8, or were unpacked as code page 437, in Korean."""
    try:
        raw = name.encode("cp437") if BOXES.search(name) else os.fsencode(name)
    except UnicodeEncodeError:
        return name
    is_text = not any(unicodedata.category(c) == "Cs" for c in name)
    return name if is_text and not BOXES.search(name) else korean(raw) or name


def is_legible(name: str) -> bool:
    """Say whether a file's name is text, without control characters."""
    return not any(unicodedata.category(c) in ("Cc", "Cs") for c in name)


def is_storable(name: str) -> bool:
    """Say whether a student's or an assignment's name can be stored as it is."""
    composed = unicodedata.normalize("NFC", legible(name))
    return len(composed) <= MOST_OF_A_NAME and shown(composed) == composed


def key(name: str) -> str:
    """Return a name as the gradebook has it: in one form of Unicode, each name another.

    macOS writes a Korean name in letters, other systems in syllables, Korean Windows in a code of
    its own: all are one student. A name that cannot be stored is shown as far as possible, with a
    hash of it.
    """
    composed = unicodedata.normalize("NFC", legible(name))
    if is_storable(name):
        return composed
    digest = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:8]
    return f"{shown(composed, MOST_OF_A_NAME - 9)}~{digest}"
