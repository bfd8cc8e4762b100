"""No loop of a chapter solves an exercise when it is pasted, as it stands or turned round."""

import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NORMS = "01-long-term-dependencies/long_term_dependencies"
PAGES = ["book/en/01-long-term-dependencies.md", "book/ko/01-long-term-dependencies.md"]
ENDS = ["np.array(norms)", "np.array(norms)[::-1]"]
FROM_THE_END = """
jacobian = np.eye(H)
norms = [1.0]
for t in reversed(range(T - 1)):
    jacobian = W_h @ np.diag(1 - h[t + 1] ** 2) @ jacobian
    norms.append(np.linalg.norm(jacobian, 2))
"""


def loop(page):
    """Return the lines of a chapter that measure the norms, up to the first empty one."""
    text = (ROOT / page).read_text(encoding="utf-8")
    start = text.index("jacobian = np.eye(H)")
    return text[start : text.index("\n\n", start)]


def points(book, lines, end):
    body = f"T, H = h.shape\n{lines}\nreturn {end}\n"
    code = f"def jacobian_norms(W_h, h):\n{textwrap.indent(body, '    ')}"
    return book.grade({"jacobian_norms": code})["test_jacobian_norms"].points


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("page", PAGES)
def test_a_pasted_loop_of_chapter_1_does_not_solve_its_exercise(solutions, page, end):
    lines = loop(page)
    assert "norms.append" in lines
    assert points(solutions[NORMS], lines, end) <= 1  # the shape


def test_a_loop_from_the_end_would_solve_it(solutions):
    assert points(solutions[NORMS], FROM_THE_END, ENDS[1]) == 10
