"""``python -m lstm_book.parity``: what differs between a Korean page and its English one.

python -m lstm_book.parity 03-2-forget-gate          # shows what differs
python -m lstm_book.parity --seen 03-2-forget-gate   # notes that the page is up to date
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import yaml

from ..paths import BOOK
from .code import differences
from .page import ENGLISH, KOREAN, OF_ONE_LANGUAGE, Page, Section, read

KEY = "english"  # in the front matter of a Korean page: the hash of what it translates
TERMS = yaml.safe_load((BOOK / "terms.yml").read_text(encoding="utf-8"))
TO_KOREAN = {term["english"]: term["korean"] for term in TERMS}
EXACT = (
    "level",
    "labels",
    "equations",
    "directives",
    "tables",
    "links",
    "numbers",
    "code",
    "maths",
)


def fingerprint(path: Path) -> str:
    """Return the hash of a page."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def compare(name: str) -> list[str]:
    """Return what a Korean page lacks, has too much, or has otherwise."""
    english, korean = read(ENGLISH / f"{name}.md"), read(KOREAN / f"{name}.md")
    found = _front(english, korean)
    levels = [[s.level for s in page.sections] for page in (english, korean)]
    if levels[0] != levels[1]:
        return [*found, f"levels of headings: English {levels[0]}, Korean {levels[1]}"]
    for pair in zip(english.sections, korean.sections, strict=True):
        found += [f"{pair[1].title or 'top'}: {text}" for text in _sections(*pair)]
    return found


def is_stale(name: str) -> bool:
    """Say whether the English page has changed since the Korean one was brought up to date."""
    found = read(KOREAN / f"{name}.md").front.get(KEY)
    return found != fingerprint(ENGLISH / f"{name}.md")


def _front(english: Page, korean: Page) -> list[str]:
    fronts = [{k: v for k, v in page.front.items() if k != KEY} for page in (english, korean)]
    return [] if fronts[0] == fronts[1] else [f"front matter: {fronts}"]


def _sections(english: Section, korean: Section) -> list[str]:
    found = []
    for name in EXACT:
        pair = getattr(english, name), getattr(korean, name)
        if pair[0] != pair[1]:
            found.append(f"{name}: {_difference(*pair)}")
    wanted = _roles(english, TO_KOREAN)
    if wanted != (came := _roles(korean, {})):
        found.append(f"roles: {_difference(wanted, came)}")
    return found + _blocks(english, korean)


def _roles(section: Section, terms: dict[str, str]) -> dict[tuple[str, str], int]:
    """Return the roles of a section; terms are those of the Korean glossary."""
    found: dict[tuple[str, str], int] = {}
    for (role, target), count in section.roles.items():
        key = (role, terms.get(target, target) if role == "term" else target)
        found[key] = found.get(key, 0) + count
    return found


def _difference(english: Any, korean: Any) -> str:
    """Show what only one of the two has, where that is shorter."""
    if isinstance(english, set):
        return f"only English {sorted(english - korean)}, only Korean {sorted(korean - english)}"
    if hasattr(english, "items"):
        only = [
            sorted(f"{k}" for k, n in a.items() if b.get(k) != n)
            for a, b in ((english, korean), (korean, english))
        ]
        return f"only English or more often {only[0]}, only Korean or more often {only[1]}"
    return f"English {english}, Korean {korean}"


def _blocks(english: Section, korean: Section) -> list[str]:
    kinds = [[block.kind for block in s.blocks] for s in (english, korean)]
    if kinds[0] != kinds[1]:
        return [f"blocks of code: English {kinds[0]}, Korean {kinds[1]}"]
    found = []
    for a, b in zip(english.blocks, korean.blocks, strict=True):
        found += [f"code: {text}" for text in differences(a.code, b.code)]
        if _without_text(a.options) != _without_text(b.options):
            found.append(f"options of code: English {a.options}, Korean {b.options}")
    return found


def _without_text(options: Any) -> Any:
    """Leave out what is text, but not that it is there."""
    if not isinstance(options, dict):
        return options
    return {k: "text" if k in OF_ONE_LANGUAGE else _without_text(v) for k, v in options.items()}


def mark_seen(name: str) -> None:
    """Write the hash of the English page into the Korean one's front matter."""
    path, line = KOREAN / f"{name}.md", f"{KEY}: {fingerprint(ENGLISH / f'{name}.md')}"
    text = path.read_text(encoding="utf-8")
    if not text.startswith("---\n"):
        text = f"---\n{line}\n---\n\n{text}"
    elif re.search(rf"(?m)^{KEY}: .*$", text.partition("\n---\n")[0]):
        text = re.sub(rf"(?m)^{KEY}: .*$", line, text, count=1)
    else:
        text = text.replace("---\n", f"---\n{line}\n", 1)
    path.write_text(text, encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Compare pages, or mark them as up to date; return how many differ."""
    seen = arguments[:1] == ["--seen"]
    known = sorted(path.stem for path in ENGLISH.glob("*.md"))
    bad = 0
    if seen and not arguments[1:]:
        print("expected the name of a page, as in `make ko-seen PAGE=03-2-forget-gate`.")
        return 1
    for name in arguments[seen:] or known:
        if name not in known or not (KOREAN / f"{name}.md").exists():
            print(f"{name}: expected a page that is in book/en and in book/ko.")
            bad += 1
            continue
        found = compare(name)
        bad += bool(found)
        print(f"{name}: {'as the English page' if not found else ''}", *found, sep="\n  ")
        if seen and not found:
            mark_seen(name)
    return bad
