"""``in-keras``: the same step in Keras, in a tab beside the code cell before it.

The Keras code is not run while the book is built; ``tests/book/test_keras_snippets.py`` runs it,
page by page, and compares it with the page's own cells.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx_design.shared import create_component

logger = logging.getLogger(__name__)

COMPARE = ("shape", "value", "none")
GROUP = "library"


class keras_block(nodes.General, nodes.Element):  # noqa: N801 (docutils' naming)
    """Marks the place of a Keras block until the whole page has been read."""


def compare_option(argument: str) -> str:
    """Read ``:compare:``, which the test of the snippets reads."""
    return directives.choice(argument, COMPARE)


class InKeras(SphinxDirective):
    """A block of Keras code that belongs to the code cell just before it.

    ``:name:`` gives the block a link target. ``:compare:`` and ``:same:`` are read by the test
    of the snippets alone: how to compare, and which variables (all shared ones by default).
    """

    has_content = True
    option_spec = {  # noqa: RUF012 (docutils' interface)
        "name": directives.unchanged_required,
        "compare": compare_option,
        "same": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        """Leave a marker that holds the highlighted code."""
        self.assert_has_content()
        code = "\n".join(self.content)
        block = nodes.literal_block(code, code, language="python")
        self.set_source_info(block)
        marker = keras_block("", block)
        self.set_source_info(marker)
        self.add_name(marker)
        return [marker]


class MakeTabs(SphinxTransform):
    """Replace each code cell and the Keras block after it by one set of two tabs.

    A directive cannot do it: when it runs, the cell before it has been written already.
    """

    default_priority = 500

    def apply(self, **kwargs: Any) -> None:
        """Walk through the page's Keras blocks."""
        for marker in list(self.document.findall(keras_block)):
            cell = _previous_sibling(marker)
            if not _is_code_cell(cell):
                logger.warning("in-keras must follow a code cell", location=marker)
                marker.replace_self(marker.children)
                continue
            cell.parent.remove(cell)
            marker.replace_self(_tab_set(cell, marker))


def _previous_sibling(node: nodes.Element) -> nodes.Node | None:
    index = node.parent.index(node)
    return node.parent[index - 1] if index else None


def _is_code_cell(node: nodes.Node | None) -> bool:
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"


def _tab_set(cell: nodes.Element, marker: keras_block) -> nodes.Element:
    """Two tabs; choosing one chooses the same library in every set of the site."""
    tabs = create_component("tab-set", ["sd-tab-set", "in-keras"])
    tabs += _tab("lstm_ref", "lstm_ref", [cell])
    tabs += _tab("Keras 3", "keras", marker.children)
    tabs.source, tabs.line = marker.source, marker.line
    tabs["ids"], tabs["names"] = marker["ids"], marker["names"]
    return tabs


def _tab(label: str, sync_id: str, content: list[nodes.Node]) -> nodes.Element:
    rubric = nodes.rubric(label, label, classes=["sd-tab-label"])
    rubric["sync_group"], rubric["sync_id"] = GROUP, sync_id
    body = create_component("tab-content", ["sd-tab-content"], children=content)
    return create_component("tab-item", ["sd-tab-item"], children=[rubric, body])


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive and the transform."""
    app.add_node(keras_block)
    app.add_directive("in-keras", InKeras)
    app.add_transform(MakeTabs)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
