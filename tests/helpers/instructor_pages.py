"""The pages for instructors, and what stands on them."""

import re

from tests.helpers.course_folder import ROOT

TERM, REFERENCE = (
    (ROOT / f"book/en/{name}.md").read_text(encoding="utf-8")
    for name in ("instructors", "grading-reference")
)
PAGE = TERM + REFERENCE


def blocks(kind: str, page: str = PAGE) -> list[str]:
    """Return the text of each block of a kind; a line that goes on, with an indent of 4, as one."""
    found = re.findall(rf"^```{kind}\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    return [text.replace("\n    ", " ") for text in found]


def quoted(start: str) -> str:
    """Return the command or setting on the pages that begins like this."""
    inline = re.findall(r"`([^`\n]+)`", PAGE)
    lines = [line.strip() for line in PAGE.splitlines()]
    (found,) = {text for text in [*inline, *lines] if text.startswith(start)}
    return found
