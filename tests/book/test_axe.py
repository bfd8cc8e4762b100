"""axe-core finds nothing on any page, light or dark, wide or narrow.

Contrast takes two thirds of its time, and follows from the kind of an element and the theme. So
by default it is measured on the few pages that show every kind, and on all of them with SLOW=1.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from tests.helpers.axe import AXE, broken_rules

WITHOUT_CONTRAST = {"color-contrast": {"enabled": False}}
WIDTHS = {"light": 1280, "dark": 360}  # each theme once, each width once


@pytest.fixture
def violations(browser, address, site):
    """Return what axe finds on pages in a theme and its width."""
    return partial(look_for_violations, browser, address, site)


def look_for_violations(
    browser, address: str, site: Path, pages: list[Path], contrast_on: list[Path], theme: str
) -> dict[str, list]:
    viewport = {"width": WIDTHS[theme], "height": 900}
    context = browser.new_context(viewport=viewport, color_scheme=theme)
    context.add_init_script(f"localStorage.setItem('mode', '{theme}')")
    context.add_init_script(AXE)
    page = context.new_page()
    found: dict[str, list] = {}
    for path in pages:
        rules = {} if path in contrast_on else WITHOUT_CONTRAST
        name = path.relative_to(site).as_posix()
        page.goto(f"{address}/{name}")
        assert page.locator("html").get_attribute("data-theme") == theme
        if page.locator(".lw-widget").count():
            page.locator(".lw-said", has_text=".").first.wait_for()
        if broken := broken_rules(page, rules):
            found[name] = broken
    context.close()
    return found


def test_axe_finds_no_violation_on_any_page(violations, pages, few):
    assert violations(pages, few, "light") == {}


def test_axe_finds_no_violation_of_any_kind_of_element_in_the_dark(violations, few):
    assert violations(few, few, "dark") == {}


@pytest.mark.slow
@pytest.mark.parametrize("theme", WIDTHS)
def test_axe_finds_no_violation_on_any_page_with_contrast(violations, pages, theme):
    assert violations(pages, pages, theme) == {}
