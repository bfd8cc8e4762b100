"""What a learner has added to a cell that is not theirs, such as an import in the setup cell.

The assignment's own cell is run in any case. Whole statements that the learner has added to it are
kept and run in a cell of the learner's, so in the student's process alone, where a learner may run
anything. What replaces or changes given statements is not taken.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from .syntax import bound, loads_later, loads_now, parsed

MOST_STATEMENTS = 500
LIKE_A_MAGIC = re.compile(r"\s*[%!?]|\w[\w., ]*=\s*[%!]")


@dataclass(frozen=True)
class Changes:
    """The statements that were added to a given cell; edited: others were changed, or are gone."""

    added: str
    edited: bool


@dataclass(frozen=True)
class Statement:
    """A statement of a cell as it was typed. key: what makes it the same as another one."""

    node: ast.stmt
    text: str
    key: str


def changes(source: str, given: Sequence[str]) -> Changes:
    """Compare a cell with the forms in which it was handed out; the nearest one counts."""
    own = _statements(source)
    if not own or len(own) > MOST_STATEMENTS:
        return _by_lines(source, given)
    forms = [_statements(form) for form in given]
    known = {statement.key for form in forms for statement in form}
    keys = [statement.key for statement in own]
    best = max(forms, key=lambda form: _likeness([one.key for one in form], keys))
    steps = SequenceMatcher(None, [one.key for one in best], keys, autojunk=False).get_opcodes()
    added = [one for step in steps for one in _added(step, best, own) if one.key not in known]
    edited = any(step[0] in ("replace", "delete") for step in steps)
    return Changes("\n".join(one.text for one in added), edited)


def own_work(added: str, given: str) -> str:
    """Return what was added to a test, as it can run by itself, above the test.

    What asks the test for something is left out: it would find none. What the given lines import
    is imported for it.
    """
    lines = _statements(given)
    imports = [one for one in lines if isinstance(one.node, (ast.Import, ast.ImportFrom))]
    others = {name for one in lines if one not in imports for name in bound(one.node)}
    own = [one for one in _statements(added) if not loads_now(one.node) & others]
    read = {name for one in own for name in loads_now(one.node) | loads_later(one.node)}
    needed = [one for one in imports if bound(one.node) & read]
    return "\n".join(one.text for one in [*needed, *own])


def _added(
    step: tuple[str, int, int, int, int], given: list[Statement], own: list[Statement]
) -> list[Statement]:
    """Return what a step of a comparison adds."""
    kind, first, last, start, end = step
    if kind == "insert":
        return own[start:end]
    if kind != "replace":
        return []
    gone = {name for one in given[first:last] for name in bound(one.node)}
    return [one for one in own[start:end] if _is_new(one.node, gone)]


def _is_new(node: ast.stmt, gone: set[str]) -> bool:
    """Say whether a statement is more than another form of those that are gone."""
    names = bound(node)
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return bool(names - gone)
    return bool(names) and not names & gone


def _likeness(form: list[str], keys: list[str]) -> float:
    return SequenceMatcher(None, form, keys, autojunk=False).ratio()


def _statements(source: str) -> list[Statement]:
    """Return the statements of a cell; none where nothing can parse it."""
    tree = parsed(source).tree
    return list(_texts(tree.body, source.split("\n"))) if tree else []


def _texts(body: list[ast.stmt], lines: list[str]) -> Iterable[Statement]:
    places = Counter(line for node in body for line in {node.lineno, node.end_lineno})
    for node in body:
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
        text = "\n".join(lines[first - 1 : node.end_lineno])
        is_magic = bool(LIKE_A_MAGIC.match(text))
        if max(places[node.lineno], places[node.end_lineno]) > 1 and not is_magic:
            text = ast.unparse(node)  # another one stands on its line, behind a semicolon
        yield Statement(node, text, text if is_magic else ast.dump(node))


def _by_lines(source: str, given: Sequence[str]) -> Changes:
    """Compare a cell that nothing can parse: what is added are blocks of whole lines."""
    own = source.split("\n")[:MOST_STATEMENTS]
    forms = [form.split("\n") for form in given]
    best = max(forms, key=lambda form: _likeness(form, own))
    steps = SequenceMatcher(None, best, own, autojunk=False).get_opcodes()
    blocks = ["\n".join(own[j1:j2]) for kind, _, _, j1, j2 in steps if kind == "insert"]
    added = [block for block in blocks if block.strip() and parsed(block).tree]
    edited = any(kind in ("replace", "delete") for kind, *_ in steps) or len(added) < len(blocks)
    return Changes("\n".join(added), edited)
