"""KaTeX at build time, and the files it needs."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from lstm_book.assets import katex_files
from lstm_book.directives import katex_renderer
from lstm_book.paths import ROOT


def test_a_formula_becomes_html_and_mathml():
    html = katex_renderer.render(r"h_t = \tanh(z)", display=False)
    assert '<span class="katex">' in html
    assert "<math" in html
    assert "katex-display" not in html


def test_korean_text_in_a_formula_is_read():
    assert "망각" in katex_renderer.render(r"f_t \text{ 망각 게이트}", display=True)


@pytest.mark.parametrize("latex", [r"\nonsense", r"\frac{1}", r"a & b", r"\begin{align} a"])
def test_a_bad_formula_is_refused_with_the_reason(latex):
    with pytest.raises(katex_renderer.FormulaError, match=r"^KaTeX parse error: "):
        katex_renderer.render(latex, display=True)


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        ("a = b", "a = b"),
        (r"a &= b \\ c &= d", r"\begin{split}a &= b \\ c &= d\end{split}"),
        (r"\begin{aligned} a \\ b \end{aligned}", r"\begin{aligned} a \\ b \end{aligned}"),
        ("a\n\nb", r"\begin{aligned}a\\ b\end{aligned}"),
    ],
)
def test_several_lines_get_an_environment(latex, shown):
    assert katex_renderer.display_source(latex) == shown
    katex_renderer.render(shown, display=True)


def test_the_style_sheet_names_only_woff2_fonts():
    kept = 'src:url(fonts/A.woff2) format("woff2")'
    older = ',url(fonts/A.woff) format("woff"),url(fonts/A.ttf) format("truetype")'
    assert katex_files.woff2_only(f"@font-face{{{kept}{older}}}") == f"@font-face{{{kept}}}"


def test_the_site_holds_the_fonts_and_their_licence(site):
    folder = site / "_static" / "katex"
    assert "MIT" in (folder / "LICENSE").read_text(encoding="utf-8")
    assert len(list((folder / "fonts").glob("*.woff2"))) == 20
    css = (folder / "katex.min.css").read_text(encoding="utf-8")
    assert css.count("url(") == css.count(".woff2)") == 20


def test_a_process_that_rendered_a_formula_ends():
    """Under Python 3.13 it did not, where the engine was left to the interpreter's own end."""
    code = (
        "from lstm_book.directives.katex_renderer import render; "
        "print(render('x', display=False)[:5])"
    )
    command = [sys.executable, "-c", code]
    env = os.environ | {"PYTHONPATH": str(ROOT / "book" / "_ext")}
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout) == (0, "<span\n"), done.stderr
