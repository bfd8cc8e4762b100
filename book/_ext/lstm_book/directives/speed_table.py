"""``speed-table``: how fast one layer is, as ``make bench`` left it in ``benchmarks/speed.json``.

    ```{speed-table}
    ```

The same table is in ``benchmarks/README.md``; ``speed_report`` makes both.
"""

from __future__ import annotations

import json
from typing import Any

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from ..paths import SPEED
from .speed_report import as_machine, as_table


def as_markdown(found: dict[str, Any], language: str = "en") -> str:
    """Return the table and what it was measured on, as Markdown."""
    return f"{as_table(found, language)}\n\n{as_machine(found, language)}"


class SpeedTable(SphinxDirective):
    """The table, the targets, the machine and the versions."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        self.env.note_dependency(str(SPEED))
        text = as_markdown(json.loads(SPEED.read_text(encoding="utf-8")), self.config.language)
        box = nodes.container()
        lines = StringList(text.splitlines(), self.get_source_info()[0])
        self.state.nested_parse(lines, self.content_offset, box)
        return box.children


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive."""
    app.add_directive("speed-table", SpeedTable)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
