"""nbgrader plug-in: keep hidden tests out of the feedback files.

nbgrader shows the whole test cell, and a traceback quotes lines of it. Points, messages and
the visible part stay.
"""

import re
from typing import Any

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade

from ..languages import OUTPUT_LINES, language_of, say
from ..stage import hidden_tests

ANSI = re.compile(r"\x1b\[[0-9;]*m")
NUMBER = re.compile(r"^(-+>)?\s*\d+\s")
MIN_LENGTH = 6  # lines such as "else:" or "])" give nothing away


class HideTests(NbGraderPreprocessor):
    """Cut hidden tests out of sources, tracebacks and everything a cell printed."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        secrets: set[str] = set()
        shown: set[str] = set()
        for cell in nb.cells:
            visible, hid = hidden_tests.split(cell.source)
            secrets |= {_without_spaces(line) for line in hid}
            shown |= {_without_spaces(line) for line in visible}
        secrets = {line for line in secrets - shown if len(line) >= MIN_LENGTH}
        language = language_of(nb.metadata, nb.cells)
        for cell in nb.cells:
            _cut_secrets(cell, secrets, say(language, "hidden"))
            _translate(cell, OUTPUT_LINES.get(language, {}))
        return nb, resources


def _cut_secrets(cell: NotebookNode, secrets: set[str], instead: str) -> None:
    visible, hid = hidden_tests.split(cell.source)
    if hid:
        cell.source = "\n".join([*visible, instead])
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            output.traceback = _traceback(cell, output, secrets)
        if "text" in output:
            output.text = _without(output.text, secrets)
        for kind, value in output.get("data", {}).items():
            output["data"][kind] = _without(value, secrets)


def _translate(cell: NotebookNode, lines: dict[str, str]) -> None:
    """Exchange the words that were put into outputs for those of the notebook's language."""
    for output in cell.get("outputs", []):
        for english, words in lines.items():
            line = re.compile(rf"^{re.escape(english)}", re.MULTILINE)
            if "text" in output:
                output.text = line.sub(words, output.text)
            if "traceback" in output:
                output.traceback = [line.sub(words, each) for each in output.traceback]


def _traceback(cell: NotebookNode, output: NotebookNode, secrets: set[str]) -> list[str]:
    """Return a message as it is; of a real traceback in a test cell only its last line."""
    lines = "\n".join(output.traceback).split("\n")
    if is_grade(cell) and any("Traceback (most recent" in ANSI.sub("", line) for line in lines):
        lines = f"{output.ename}: {output.evalue}".split("\n")
    return _without("\n".join(lines), secrets).split("\n")


def _without(text: Any, secrets: set[str]) -> Any:
    if not isinstance(text, str):
        return text
    return "\n".join(line for line in text.split("\n") if not _reveals(line, secrets))


def _reveals(line: str, secrets: set[str]) -> bool:
    compact = _without_spaces(NUMBER.sub("", ANSI.sub("", line).strip()))
    return bool(compact) and (compact in secrets or any(secret in compact for secret in secrets))


def _without_spaces(line: str) -> str:
    return re.sub(r"\s+", "", line)
