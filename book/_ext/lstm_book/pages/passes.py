"""The passes over the finished pages, in their order: one parse, every pass, one write a page.

They change what the templates of the theme write: a template cannot be changed from outside, and a
copy of it would have to follow every version of the theme.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from ..assets import style_sheets
from . import accessibility, head, inline_svg, no_break, noscript_tables, style_link
from . import theme_translations as translations
from .page import Page, PagePass

PASSES: tuple[PagePass, ...] = (
    accessibility.label_sidebar,
    accessibility.label_sidebar_toggles,
    accessibility.label_library_tabs,
    accessibility.remove_deprecated_roles,
    translations.translate_theme_text,
    head.remove_icon_script,
    head.defer_scripts,
    head.keep_one_viewport,
    head.add_description,
    no_break.keep_punctuation_with_formulas,
    no_break.keep_exponents_unbroken,
    noscript_tables.add_tables,
    inline_svg.inline_figures,
    style_link.link_one_style_sheet,
)


class Findings:
    """The pages on which the passes did not find a selector, and the number of all pages."""

    def __init__(self) -> None:
        self.pages = 0
        self.lacking: dict[tuple[PagePass, str], list[str]] = {}

    def note(self, each: PagePass, page: Page) -> None:
        """Note what a pass does not find on a page, before it changes the page."""
        for selector in each.missing(page):
            self.lacking.setdefault((each, selector), []).append(page.path)

    def problems(self) -> list[str]:
        """Return a sentence for each selector that was not found where it must be."""
        found = []
        for (each, selector), pages in self.lacking.items():
            if len(pages) == self.pages:
                found.append(f"{each.name}: {selector} matches nothing on any page")
            elif selector in each.on_every_page:
                found.append(f"{each.name}: {selector} matches nothing on {', '.join(pages[:3])}")
        return found


def finished(page: Page, findings: Findings | None = None) -> str:
    """Return a page's HTML after every pass; a file without ``html`` is a redirect."""
    checked = findings if page.soup.html else None
    if checked:
        checked.pages += 1
    for each in PASSES:
        if checked:
            checked.note(each, page)
        each(page)
    return str(page.soup)


def finish_all(site: Path, before: dict[Path, str]) -> dict[Path, str]:
    """Return the pages after every pass; those of an earlier build have had them.

    Only where all pages are new can it be said that something is on none of them.
    """
    findings = Findings()
    new = {path: html for path, html in before.items() if not style_sheets.LINK.search(html)}
    after = {}
    for path, html in new.items():
        page = Page(BeautifulSoup(html, "html.parser"), path.relative_to(site).as_posix(), site)
        after[path] = finished(page, findings)
    if len(new) == len(before):
        refuse(findings.problems())
    return before | after


def refuse(problems: list[str]) -> None:
    """Fail the build where a pass would do nothing."""
    if problems:
        raise ExtensionError(
            "what the passes over the finished pages look for is not there. Has a new version of "
            "the theme or of an extension another name for it?\n  " + "\n  ".join(problems)
        )


def finish_site(app: Sphinx, exception: Exception | None) -> None:
    """Finish the pages of a build that went well, make their style sheets, and write both."""
    if exception or app.builder.format != "html":
        return
    site = Path(app.outdir)
    paths = [path for path in site.rglob("*.html") if style_sheets.STATIC not in path.parts]
    before = {path: path.read_text(encoding="utf-8") for path in paths}
    after = style_sheets.write_bundles(site, finish_all(site, before))
    for path, html in after.items():
        if html != before[path]:
            path.write_text(html, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Run after what the other extensions and modules do at the end of a build."""
    app.connect("build-finished", finish_site, priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
