"""axe-core finds nothing on any page, light or dark, wide or narrow."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")

# Of what is right, axe then lists one place a rule, not all: half the time.
VIOLATIONS = "axe.run({resultTypes: ['violations']}).then(found => found.violations)"
WIDTHS = {"light": 1280, "dark": 360}  # each theme once, each width once


def violations(browser, address: str, site: Path, pages: list[Path], theme: str) -> dict[str, list]:
    """Open pages in a theme and its width; return what axe finds on them."""
    viewport = {"width": WIDTHS[theme], "height": 900}
    context = browser.new_context(viewport=viewport, color_scheme=theme)
    context.add_init_script(f"localStorage.setItem('mode', '{theme}')")
    context.add_init_script(AXE)
    page = context.new_page()
    found: dict[str, list] = {}
    for path in pages:
        name = path.relative_to(site).as_posix()
        page.goto(f"{address}/{name}")
        assert page.locator("html").get_attribute("data-theme") == theme
        if page.locator(".lw-widget").count():
            page.locator(".lw-said", has_text=".").first.wait_for()
        for violation in page.evaluate(VIOLATIONS):
            places = [node["html"][:200] for node in violation["nodes"]]
            found.setdefault(name, []).append((violation["id"], places))
    context.close()
    return found


def test_axe_finds_no_violation(browser, address, site, pages):
    assert violations(browser, address, site, pages, "light") == {}


def test_axe_finds_no_violation_of_any_kind_of_element_in_the_dark(browser, address, site, few):
    assert violations(browser, address, site, few, "dark") == {}


@pytest.mark.slow
def test_axe_finds_no_violation_in_the_dark(browser, address, site, pages):
    assert violations(browser, address, site, pages, "dark") == {}
