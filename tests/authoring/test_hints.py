"""Hints show in every front end: folded text is marked in words, formulas and code show in it.

JupyterLab with jupyterlab-myst draws no triangle beside a summary and no formula inside of details;
older versions of VS Code draw no formula there either. And VS Code may show the code of another
cell in the place of a block whose language is named: it colours such blocks later, by a number that
two cells can share.
"""

import json
import re
from pathlib import Path

import pytest

from tests.helpers.contract import NOTEBOOKS

ROOT = Path(__file__).parents[2]
FOLDERS = ("solutions", "exercises", "exercises/ko")
KINDS = {  # the ends of the three summaries, with the words that say: there is something to open
    "en": ("a question (click)", "the formula (click)", "with gaps (click)"),
    "ko": ("질문 (클릭)", "공식 (클릭)", "빈칸이 있는 코드 (클릭)"),
}
# Markdown inside of HTML is Markdown only behind an empty line.
HINT = re.compile(r"^<details>\n<summary>([^<>\n]+)</summary>\n\n(.+?)\n\n</details>$", re.M | re.S)
TAG = re.compile(r"</?[A-Za-z][^>\n]*>")
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)


def markdown_cells(folder, notebook):
    cells = json.loads((ROOT / folder / f"{notebook}.ipynb").read_text(encoding="utf-8"))["cells"]
    return {c["id"]: "".join(c["source"]) for c in cells if c["cell_type"] == "markdown"}


def faults(text, kinds):
    """Yield what of a cell's hints would not show somewhere."""
    hints = HINT.findall(text)
    if text.count("<details") != len(hints) or text.count("<summary") != len(hints):
        yield "a hint of another form"
    titles = [title for title, _ in hints]
    if not all(title.endswith(kind) for title, kind in zip(titles, kinds, strict=False)):
        yield f"summaries: {titles}"
    if len(hints) not in (0, 3):
        yield f"{len(hints)} hints"
    for title, body in hints:
        if re.search(r"^```\w", body, re.MULTILINE):
            yield f"{title}: code with the name of a language"
        prose = CODE.sub("", body)
        if set("$\\^") & set(prose) or re.search(r"\w_\w", prose):
            yield f"{title}: a formula that is no code"
        if TAG.search(prose):
            yield f"{title}: HTML"


@pytest.mark.parametrize("notebook", NOTEBOOKS)
@pytest.mark.parametrize("folder", FOLDERS)
def test_hints_show_in_every_front_end(folder, notebook):
    cells = markdown_cells(folder, notebook)
    kinds = KINDS["ko" if folder.endswith("ko") else "en"]
    assert any("<details>" in text for text in cells.values())
    for cell_id, text in cells.items():
        assert list(faults(text, kinds)) == [], cell_id


GOOD = "\n\n".join(
    f"<details>\n<summary>Hint {n}: {kind}</summary>\n\n{body}\n\n</details>"
    for n, kind, body in zip(
        (1, 2, 3), KINDS["en"], ("Which?", "```\nh_t = tanh(C_t)\n```", "`x`"), strict=True
    )
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (" (click)</summary>\n\nWhich?", "</summary>\n\nWhich?"),
        ("Which?", "Which of $h_t$?"),
        ("Which?", "Which of h_t?"),
        ("Which?", "Which <sub>t</sub>?"),
        ("Which?", r"\(h\)?"),
        ("```\nh_t", "```python\nh_t"),
        ("</summary>\n\nWhich?", "</summary>\nWhich?"),
        ("Which?\n\n</details>", "Which?\n</details>"),
        ("<details>\n<summary>Hint 2", "<details open>\n<summary>Hint 2"),
        ("<details>\n<summary>Hint 2", "<details><summary>Hint 2"),
    ],
)
def test_a_hint_that_would_not_show_is_found(old, new):
    assert list(faults(GOOD, KINDS["en"])) == []
    assert old in GOOD
    assert list(faults(GOOD.replace(old, new), KINDS["en"])) != []
