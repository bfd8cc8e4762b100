"""What the cells of a page show: as the build computed it, and after they ran in the page.

Both are read from the page as a reader has it, so the way it is shown is compared too. A number
may differ by a millionth of itself; all other text is the same, line by line. Of a figure and a
widget it counts that they are there and have a name; of an error, its last line.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

NEAR = 1e-6
TOKEN = re.compile(r"[-\u2212]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|\w+|\S")
NUMBER = re.compile(r"[-\u2212]?\d")

# For each visible cell: its source, and what one of its children, the output, shows as lines.
# A formula counts as its TeX. What a figure draws is not text, but a drawing's words are.
READ = r"""(output) => {
  const BLOCKS = new Set(["DIV", "P", "PRE", "TR", "LI", "UL", "OL", "TABLE", "FIGURE",
    "FIGCAPTION", "CAPTION", "H1", "H2", "H3", "H4", "SECTION"]);
  const FIGURES = "img, canvas, svg.figure-svg";
  const WIDGETS = "script[type$='widget-view+json'], .lw-widget, .jupyter-widgets, .lw-any";
  const LEFT_OUT = `script, style, noscript, button, ${FIGURES}, ${WIDGETS}`;
  const shown = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      return node.parentElement.closest("pre") ? node.data : node.data.replace(/\s+/g, " ");
    }
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches(LEFT_OUT)) return "";
    if (node.matches(".katex")) return ` ${node.querySelector("annotation").textContent} `;
    const inside = [...node.childNodes].map(shown).join("");
    if (node.matches("td, th")) return ` ${inside.replace(/\n/g, " ")} `;
    return BLOCKS.has(node.tagName) ? `\n${inside}\n` : inside;
  };
  const named = (figure) =>
    Boolean(figure.getAttribute("alt") || figure.getAttribute("aria-label") ||
      figure.getAttribute("aria-labelledby") || figure.querySelector?.("title"));
  const drawn = (figure) => figure.getBoundingClientRect().height > 20;
  const outermost = (place, selector) =>
    [...place.querySelectorAll(selector)].filter(
      (each) => !each.parentElement.closest(selector) && !each.closest("noscript"));
  const read = (cell) => {
    const place = cell.querySelector(`:scope > ${output}`);
    const source = cell.querySelector(".cell_input pre")?.textContent ?? "";
    if (!place) return { source, lines: [], figures: 0, widgets: 0, error: "" };
    const failed = place.querySelector(".traceback, .pip-error");
    const error = failed?.querySelector("pre") ?? failed;
    const text = error ? "" : shown(place);
    return {
      source,
      lines: text.split("\n").map((line) => line.trimEnd()).filter(Boolean),
      figures: outermost(place, FIGURES).filter((each) => drawn(each) && named(each)).length,
      widgets: outermost(place, WIDGETS).length,
      error: error ? error.textContent.trim().split("\n").pop() : "",
    };
  };
  return [...document.querySelectorAll("article div.cell")]
    .filter((cell) => cell.querySelector(".cell_input")).map(read);
}"""
BUILT, RAN = ".cell_output", ".pip-output"


@dataclass(frozen=True)
class Known:
    """A difference that is right: what a line may be, in the build as in the page, and why."""

    page: str
    line: str  # the whole line, as a pattern
    why: str

    def excuses(self, page: str, *lines: str) -> bool:
        """Say whether lines of a page may differ from each other."""
        return page == self.page and all(re.fullmatch(self.line, line.strip()) for line in lines)


def differences(
    page: str, built: dict[str, Any], ran: dict[str, Any], known: Iterable[Known]
) -> list[str]:
    """Return what one cell of a page shows otherwise than the build computed."""
    found = list(_of_lines(page, built["lines"], ran["lines"], known))
    if built["figures"] != ran["figures"]:
        found.append(f"{ran['figures']} figures with a name, not {built['figures']}")
    if bool(built["widgets"]) != bool(ran["widgets"]):
        found.append(f"{ran['widgets']} widgets, not {built['widgets']}")
    if built["error"] != ran["error"]:
        found.append(f"error {ran['error']!r}, not {built['error']!r}")
    return found


def _of_lines(page: str, built: list[str], ran: list[str], known: Iterable[Known]) -> Iterator[str]:
    if len(built) != len(ran):
        yield f"{len(ran)} lines, not {len(built)}: {ran!r}, not {built!r}"
        return
    for line, other in zip(built, ran, strict=True):
        excused = any(each.excuses(page, line, other) for each in known)
        if not excused and not same_line(line, other):
            yield f"{other!r}, not {line!r}"


def same_line(line: str, other: str) -> bool:
    """Say whether two lines have the same words and signs, and numbers as near as they must be."""
    ours, theirs = (TOKEN.findall(each.replace("$", " ")) for each in (line, other))
    return len(ours) == len(theirs) and all(map(same_token, ours, theirs))


def same_token(one: str, other: str) -> bool:
    """Say whether two words, or two numbers, are the same here."""
    if one == other:
        return True
    if not (NUMBER.match(one) and NUMBER.match(other)):
        return False
    numbers = (float(each.replace("\u2212", "-")) for each in (one, other))
    return math.isclose(*numbers, rel_tol=NEAR)
