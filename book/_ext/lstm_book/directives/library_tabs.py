"""``in-keras`` and ``in-pytorch``: the same step in another library, in a tab beside the cell.

    ```{in-keras}
    :compare: value

    h_t, _ = cell(x_t, [h_prev])
    print(h_t)
    ```

The code is not run while the book is built. Below it stands what it printed when ``make outputs``
ran it; ``tests/book/test_library_tabs.py`` runs it again, page by page, and compares what it gives
and prints with that, and with the page's own cells.
"""

from __future__ import annotations

import posixpath
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx_design.shared import create_component

from ..outputs import kept
from ..outputs.libraries import LIBRARIES, Library
from ..words import words

logger = logging.getLogger(__name__)

COMPARE = ("shape", "value", "none")
GROUP = "library"


class library_block(nodes.General, nodes.Element):  # noqa: N801 (docutils' naming)
    """Marks the place of a library's block until the whole page has been read."""


def compare_option(argument: str) -> str:
    """Read ``:compare:``, which the test of the tabs reads."""
    return directives.choice(argument, COMPARE)


class InLibrary(SphinxDirective):
    """A block of a library's code that belongs to the code cell before it.

    ``:name:`` gives the block a link target. ``:compare:`` and ``:same:`` are read by the test
    of the tabs alone: how to compare, and which variables (all shared ones by default).
    """

    library: Library
    has_content = True
    option_spec = {  # noqa: RUF012 (docutils' interface)
        "name": directives.unchanged_required,
        "compare": compare_option,
        "same": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        """Leave a marker that holds the highlighted code and what it printed."""
        self.assert_has_content()
        code = "\n".join(self.content)
        block = nodes.literal_block(code, code, language="python")
        self.set_source_info(block)
        marker = library_block("", block, *self.output_of(code), library=self.library.name)
        self.set_source_info(marker)
        self.add_name(marker)
        return [marker]

    def output_of(self, code: str) -> list[nodes.Node]:
        """Return what the code printed and the versions that ran it: nothing, if it is silent."""
        page = posixpath.basename(self.env.docname)
        self.env.note_dependency(str(kept.path_of(self.library.name, page)))
        found = kept.read(self.library.name, page)
        text = found.printed.get(kept.code_hash(code))
        if text is None:
            said = f"{self.name}: nothing is kept of what this code prints; run `make outputs`"
            logger.warning(said, location=self.get_location())
        if not text:
            return []
        text = text.rstrip("\n")
        shown = nodes.literal_block(text, text, language="none", classes=["output", "stream"])
        by = words(self.config.language, "library_tabs")["by"].format(versions=found.by)
        line = nodes.paragraph("", by, classes=["printed-by"])
        return [nodes.container("", shown, classes=["cell_output"]), line]


def in_library(library: Library) -> type[InLibrary]:
    """Return the directive of a library."""
    return type(f"In{library.name.title()}", (InLibrary,), {"library": library})


class MakeTabs(SphinxTransform):
    """Replace each code cell and the libraries' blocks after it by one set of tabs.

    A directive cannot do it: when it runs, the cell before it has been written already.
    """

    default_priority = 500

    def apply(self, **kwargs: Any) -> None:
        """Walk through the page's blocks; those after the first of a cell join its tabs."""
        for marker in list(self.document.findall(library_block)):
            before = _previous_sibling(marker)
            if _is_code_cell(before):
                tabs = _tab_set(before)
            elif _lacks_tab(before, marker["library"]):
                tabs = before
            else:
                said = "in-%s must follow a code cell, and its other tabs"
                logger.warning(said, marker["library"], location=marker)
                marker.replace_self(marker.children)
                continue
            _move(marker, tabs)


def _previous_sibling(node: nodes.Element) -> nodes.Element | None:
    index = node.parent.index(node)
    return node.parent[index - 1] if index else None


def _is_code_cell(node: nodes.Node | None) -> bool:
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"


def _lacks_tab(node: nodes.Element | None, library: str) -> bool:
    return node is not None and library not in node.get("library_tabs", [library])


def _tab_set(cell: nodes.Element) -> nodes.Element:
    """Put a set of tabs around a cell; choosing one chooses this library in every set."""
    tabs = create_component("tab-set", ["sd-tab-set", "library-tabs"])
    parent, index = cell.parent, cell.parent.index(cell)
    parent.remove(cell)  # replace_self would hand the classes of the cell on
    parent.insert(index, tabs)
    tabs += _tab("lstm_ref", "lstm_ref", [cell])
    tabs["library_tabs"] = []
    return tabs


def _move(marker: library_block, tabs: nodes.Element) -> None:
    """Make a block the last tab of a set."""
    library = LIBRARIES[marker["library"]]
    tabs += _tab(library.label, library.name, marker.children)
    tabs["library_tabs"].append(library.name)
    tabs.source, tabs.line = marker.source, marker.line
    tabs["ids"] += marker["ids"]
    tabs["names"] += marker["names"]
    marker.parent.remove(marker)


def _tab(label: str, sync_id: str, content: list[nodes.Node]) -> nodes.Element:
    rubric = nodes.rubric(label, label, classes=["sd-tab-label"])
    rubric["sync_group"], rubric["sync_id"] = GROUP, sync_id
    body = create_component("tab-content", ["sd-tab-content"], children=content)
    return create_component("tab-item", ["sd-tab-item"], children=[rubric, body])


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives and the transform."""
    app.add_node(library_block)
    for library in LIBRARIES.values():
        app.add_directive(library.directive, in_library(library))
    app.add_transform(MakeTabs)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
