"""axe-core, in a page."""

from importlib.resources import files
from typing import Any

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")

# Of what is right, axe then lists one place a rule, not all: half the time.
VIOLATIONS = """rules => axe.run({resultTypes: ['violations'], rules})
  .then(found => found.violations)"""


def broken_rules(page: Any, rules: dict[str, Any] | None = None) -> list[tuple[str, list[str]]]:
    """Return what axe finds on a page that has AXE: the rule, and the places."""
    found = page.evaluate(VIOLATIONS, rules or {})
    return [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found]
