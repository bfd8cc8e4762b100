"""``grader-proof``: what the grader says to each known wrong solution, as tables.

    ```{grader-proof} overview
    ```

    ```{grader-proof} 03-lstm-gates
    ```

Each assignment has a file of results in ``paths.PROOFS``: ``python -m authoring prove`` writes it.
"""

from __future__ import annotations

import json
import re
from typing import Any

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from ..paths import PROOFS
from ..words import words


def read() -> dict[str, Any]:
    """Return assignment -> function -> the results of its solutions."""
    paths = sorted(PROOFS.glob("*.json"))
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in paths}


def plain(text: str) -> str:
    """Return text that Markdown shows as it is, on one line."""
    return re.sub(r"([\\`*_{}\[\]<>()#+.!|$~@:-])", r"\\\1", " ".join(text.split()))


def table(head: list[str], rows: list[list[str]]) -> str:
    """Return a table of Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def overview(proof: dict[str, Any], language: str = "en") -> str:
    """Return how many solutions of each function are judged, and how they are caught."""
    rows = []
    for functions in proof.values():
        for function, found in functions.items():
            caught = [mutant["caught"] for mutant in found["mutants"]]
            counts = [len(caught), caught.count("visible"), caught.count("hidden")]
            rows.append([function, *counts, found["slips"], len(found["right"])])
    totals = [sum(column) for column in list(zip(*rows, strict=True))[1:]]
    lines = [[f"`{name}`", *map(str, counts)] for name, *counts in rows]
    said = words(language, "grader_proof")
    last = [f"**{cell}**" for cell in (said["all"], *totals)]
    return table(said["head"], [*lines, last])


def assignment(functions: dict[str, Any], language: str = "en") -> str:
    """Return one closed box for each function, with a row for each wrong solution."""
    said, boxes = words(language, "grader_proof"), []
    for function, found in functions.items():
        rows = [row(mutant, language) for mutant in found["mutants"]]
        points = said["points"].format_map(found)
        right = "; ".join(map(plain, in_language(found, "right", language)))
        title = said["box"].format(function=function, points=points, wrong=len(rows))
        boxes.append(
            f":::{{dropdown}} {title}\n{table(said['box_head'], rows)}\n\n"
            f"{said['right'].format(points=points, right=right)}\n:::"
        )
    return "\n\n".join(boxes)


def row(mutant: dict[str, Any], language: str) -> list[str]:
    """Return the mistake, its costs and the message of one wrong solution."""
    mistake = plain(in_language(mutant, "mistake", language))
    return [mistake, f"{mutant['lost']:g}", message(mutant, language)]


def message(mutant: dict[str, Any], language: str) -> str:
    """Return what the visible test says to a wrong solution, or that it says nothing."""
    said, text = words(language, "grader_proof"), in_language(mutant, "message", language)
    if text is None:
        return f"*{said['hidden']}*"
    return plain(text)


def in_language(entry: dict[str, Any], key: str, language: str) -> Any:
    """Return an entry's words; those in another language than English have it in their key."""
    return entry.get(f"{key}_{language}", entry[key])


class GraderProof(SphinxDirective):
    """The overview, or the boxes of one assignment."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the tables."""
        for path in PROOFS.glob("*.json"):
            self.env.note_dependency(str(path))
        proof, name = read(), self.arguments[0]
        if name not in ("overview", *proof):
            known = ", ".join(["overview", *proof])
            raise self.error(f"grader-proof: expected one of {known}, received {name!r}.")
        lang = self.config.language
        text = overview(proof, lang) if name == "overview" else assignment(proof[name], lang)
        box = nodes.container()
        lines = StringList(text.splitlines(), self.get_source_info()[0])
        self.state.nested_parse(lines, self.content_offset, box)
        for paragraph in box.findall(nodes.paragraph):
            paragraph["support_smartquotes"] = False  # messages quote code
        return box.children


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive."""
    app.add_directive("grader-proof", GraderProof)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
