"""A pass over pages with widgets: a table of numbers takes their place where scripts are off.

The state of a widget holds the table.
"""

from __future__ import annotations

import json
from typing import Any

from bs4 import BeautifulSoup, Tag

from .page import Page, page_pass

STATE = 'script[type="application/vnd.jupyter.widget-state+json"]'
VIEW = 'script[type="application/vnd.jupyter.widget-view+json"]'


@page_pass(somewhere=(STATE, VIEW))
def add_tables(page: Page) -> None:
    """Put each widget's table after it, in a ``noscript`` element."""
    for state in page.soup.select(STATE):
        models = json.loads(state.string)["state"]
        for view in page.soup.select(VIEW):
            model = models.get(json.loads(view.string)["model_id"], {})
            for caption, rows in _tables(model, models):
                view.insert_after(_noscript(page.soup, caption, rows))


def _tables(model: dict[str, Any], models: dict[str, Any]) -> list[tuple[str, list[list[str]]]]:
    """Return caption and table of a widget and of those inside it."""
    values = model.get("state", {})
    found = [(values["words"]["caption"], values["table"])] if values.get("table") else []
    for reference in values.get("children", []):
        found += _tables(models.get(reference.removeprefix("IPY_MODEL_"), {}), models)
    return found


def _noscript(soup: BeautifulSoup, caption: str, rows: list[list[str]]) -> Tag:
    made = soup.new_tag("noscript")
    box = soup.new_tag("div", attrs={"class": "pst-scrollable-table-container"})
    table = soup.new_tag("table", attrs={"class": "table"})
    title = soup.new_tag("caption")
    title.string = caption
    table.append(title)
    for number, row in enumerate(rows):
        line = soup.new_tag("tr")
        for place, text in enumerate(row):
            head = {"scope": "col" if not number else "row"}
            is_head = not number or not place
            cell = soup.new_tag("th" if is_head else "td", attrs=head if is_head else {})
            cell.string = text
            line.append(cell)
        table.append(line)
    box.append(table)
    made.append(box)
    return made
