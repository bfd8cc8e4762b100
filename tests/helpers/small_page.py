"""A small site of pages that run: Python at its root, and pages in the form that MyST-NB writes."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path

from python_in_pages.pages import button, laying, words
from python_in_pages.settings import Later, Settings

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "book" / "python-in-pages.lock.json"
SETTINGS = Settings(
    start=("numpy",),
    later=(Later(name="figures", when="matplotlib", packages=("matplotlib",)),),
    lock=LOCK,
)

PAGE = """<!doctype html>
<html lang="{language}" data-theme="{theme}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>A small page</title><link rel="icon" href="data:,"><style>{style}</style></head>
<body><main><h1>A small page</h1>{button}
{cells}
<p><a href="small.html">A link below the cells</a></p></main></body></html>
"""
# What a theme of Sphinx gives: the names are those of the pydata theme.
STYLE = """
html { --pst-color-background: #fff; --pst-color-text-base: #222; --pst-color-border: #888;
  --pst-color-surface: #f5f5f5; --pst-color-accent: #06c; --pst-color-danger: #b00; }
html[data-theme="dark"] { --pst-color-background: #121212; --pst-color-text-base: #eee;
  --pst-color-surface: #222; --pst-color-border: #999; --pst-color-accent: #9cf;
  --pst-color-danger: #f99; }
body { margin: 1rem; background: var(--pst-color-background); color: var(--pst-color-text-base); }
.highlight { background: var(--pst-color-surface); } .highlight pre { overflow-x: auto; }
.highlight .k, .highlight .kn { color: #6730c5; }
html[data-theme="dark"] .highlight .k, html[data-theme="dark"] .highlight .kn { color: #dcc6e0; }
a { color: inherit; }
"""


@dataclass(frozen=True)
class Cell:
    """A code cell: its source, what the book shows for it, the tags that MyST-NB makes classes."""

    source: str
    output: str = ""
    tags: tuple[str, ...] = ()
    is_folded: bool = False  # hide-input
    is_hidden: bool = False  # the page carries it and does not show it

    def html(self) -> str:
        """Return the cell as MyST-NB writes it."""
        if self.is_hidden:
            return f'<script type="text/x-python">{self.source}</script>'
        code = f'<div class="highlight"><pre><span></span>{escape(self.source)}\n</pre></div>'
        code = f'<div class="cell_input docutils container">{code}</div>'
        if self.is_folded:
            code = f'<details class="hide above-input"><summary>Show</summary>{code}</details>'
        classes = " ".join(["cell", *(f"tag_{tag}" for tag in self.tags), "docutils", "container"])
        shown = f'<div class="cell_output docutils container">{self.output}</div>'
        return f'<div class="{classes}">{code}{shown if self.output else ""}</div>'


def lay_python(site: Path, settings: Settings = SETTINGS) -> laying.Served:
    """Lay Python and the scripts at the root of a site."""
    return laying.lay(site, settings, print)


def page(
    served: laying.Served, cells: list[Cell], language: str = "en", theme: str = "light"
) -> str:
    """Return a page with the button and the cells."""
    said = words.of_language(SETTINGS, language)
    opener = button.markup(f"./{served.page}", served.start, served.total, said)
    inside = "\n".join(cell.html() for cell in cells)
    return PAGE.format(language=language, theme=theme, style=STYLE, button=opener, cells=inside)
