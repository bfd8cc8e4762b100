"""axe-core finds nothing on any page, light or dark, wide or narrow."""

from importlib.resources import files

import pytest

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


# Of what is right, axe then lists one place a rule, not all: half the time.
VIOLATIONS = "axe.run({resultTypes: ['violations']}).then(found => found.violations)"
WIDTHS = {"light": 1280, "dark": 360}  # each theme once, each width once


@pytest.mark.parametrize("theme", WIDTHS)
def test_axe_finds_no_violation(theme, browser, address, site, pages):
    viewport = {"width": WIDTHS[theme], "height": 900}
    context = browser.new_context(viewport=viewport, color_scheme=theme)
    context.add_init_script(f"localStorage.setItem('mode', '{theme}')")
    page = context.new_page()
    found = {}
    for path in pages:
        name = path.relative_to(site).as_posix()
        page.goto(f"{address}/{name}")
        assert page.locator("html").get_attribute("data-theme") == theme
        if page.locator(".lw-widget").count():
            page.locator(".lw-said", has_text=".").first.wait_for()
        page.evaluate(AXE)
        for violation in page.evaluate(VIOLATIONS):
            places = [node["html"][:200] for node in violation["nodes"]]
            found.setdefault(name, []).append((violation["id"], places))
    context.close()
    assert found == {}
