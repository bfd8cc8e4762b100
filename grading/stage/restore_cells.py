"""Give a submitted notebook back the cells of its assignment.

nbgrader trusts the metadata in a submission, and stops at a copied test cell. Here only the
grade_id is read from it. All else comes from the gradebook and from the source notebook. What a
learner has added to one of these cells goes to a cell of the learner's: below a given cell, above a
test. A cell that was left as it was handed out stands above the cell where its function is written.
"""

import functools
from collections.abc import Iterable, Mapping, Sequence

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.api import Notebook

from ..languages import ENGLISH, say
from ..read.encodings import unix_lines
from .additions import changes, own_work
from .hidden_tests import visible
from .notebook_spec import defines
from .syntax import bound, parsed, written_in

Earlier = Mapping[str, Sequence[str]]  # grade_id -> its texts in earlier releases


def original_cells(notebook: Notebook, order: Iterable[str]) -> dict[str, NotebookNode]:
    """Return grade_id -> the assignment's own cell, hidden tests included, as nbgrader saved it."""
    sources = {cell.name: cell for cell in notebook.source_cells}
    points = {c.name: c.max_score for c in [*notebook.grade_cells, *notebook.task_cells]}
    solutions = {cell.name for cell in notebook.solution_cells}
    tasks = {cell.name for cell in notebook.task_cells}
    originals = {}
    for name in order:
        if name not in sources:
            continue
        source = sources[name]
        meta = {
            "schema_version": 3,
            "grade_id": name,
            "grade": name in points and name not in tasks,
            "solution": name in solutions,
            "task": name in tasks,
            "locked": bool(source.locked),
            "checksum": source.checksum,
            "cell_type": source.cell_type,
        }
        if name in points:
            meta["points"] = points[name]
        make = new_code_cell if source.cell_type == "code" else new_markdown_cell
        originals[name] = make(source.source, id=name[:64], metadata={"nbgrader": meta})
    return originals


def restore_cells(
    cells: list[NotebookNode],
    originals: dict[str, NotebookNode],
    earlier: Earlier | None = None,
    language: str = ENGLISH,
) -> tuple[list[NotebookNode], list[str]]:
    """Return the cells as they are to be run, and what was restored."""
    notes: list[str] = []
    cells = _one_each(_identified(cells, originals), notes)
    result: list[NotebookNode] = []
    for cell in cells:
        result += _restored(cell, originals, notes, earlier or {})
    present = {_name(cell) for cell in result}
    for name in [name for name in originals if name not in present]:
        _add(name, result, originals, notes, language)
    _unshadow(result, originals, notes)
    _unique_ids(result)
    return result, notes


def _name(cell: NotebookNode) -> str | None:
    name: str | None = cell.metadata.get("nbgrader", {}).get("grade_id")
    return name


def _identified(
    cells: list[NotebookNode], originals: dict[str, NotebookNode]
) -> list[NotebookNode]:
    """Leave a grade_id only where it is one of ours; where it was lost, the cell id tells it."""
    for cell in cells:
        meta = cell.metadata.get("nbgrader")
        name = meta.get("grade_id") if isinstance(meta, dict) else None
        _mark(cell, name if isinstance(name, str) and name in originals else None)
    present = {_name(cell) for cell in cells}
    for cell in cells:
        if cell.get("id") in originals and cell.id not in present and not cell.metadata:
            _mark(cell, cell.id)
    return cells


def _mark(cell: NotebookNode, name: str | None) -> None:
    """Make a name, or nothing, all the metadata a cell has."""
    cell.metadata = nbformat.from_dict({"nbgrader": {"grade_id": name}} if name else {})


def _one_each(cells: list[NotebookNode], notes: list[str]) -> list[NotebookNode]:
    """Keep the id of the last of several copies: by then everything it needs has been run."""
    last = {name: i for i, cell in enumerate(cells) if (name := _name(cell))}
    for i, cell in enumerate(cells):
        name = _name(cell)
        if name and last[name] != i:
            _mark(cell, None)
            notes.append(f"{name} is there more than once, the last one counts")
    return cells


def _restored(
    cell: NotebookNode, originals: dict[str, NotebookNode], notes: list[str], earlier: Earlier
) -> list[NotebookNode]:
    """Return the assignment's cell, with what was added to it; in an answer, the learner's text."""
    name = _name(cell)
    if name is None:
        return [cell]
    restored = nbformat.from_dict(originals[name])
    if restored.cell_type != cell.cell_type:
        notes.append(f"{name} had become a {cell.cell_type} cell")
    elif _is_locked(restored) and unix_lines(cell.source).strip() not in _texts(restored):
        return _with_additions(cell, restored, notes, earlier.get(name, ()))
    if not _is_locked(restored):
        restored.source = cell.source
        if "attachments" in cell and restored.cell_type != "code":
            restored.attachments = cell.attachments
    return [restored]


def _with_additions(
    cell: NotebookNode, restored: NotebookNode, notes: list[str], earlier: Sequence[str]
) -> list[NotebookNode]:
    """Return the assignment's cell and a cell with what the learner has added to it."""
    name, is_test = _name(restored), restored.metadata.nbgrader.grade
    if unix_lines(cell.source).strip() in map(str.strip, earlier):
        notes.append(f"{name} is of an earlier version: today's was run")
        return [restored]
    edited, added = True, ""
    if restored.cell_type == "code":
        given = [*_texts(restored), *earlier]
        found = changes(unix_lines(cell.source), given)
        added = own_work(found.added, visible(restored.source)) if is_test else found.added
        edited = found.edited or not added
    if edited:
        notes.append(f"{name} had been edited, or is of an earlier version: the original was run")
    if not added:
        return [restored]
    where = "above" if is_test else "below"
    notes.append(f"{name} had lines added: they were run {where} it")
    own = new_code_cell(added, id=f"{name}-added"[:64])
    return [own, restored] if is_test else [restored, own]


def _unshadow(
    cells: list[NotebookNode], originals: dict[str, NotebookNode], notes: list[str]
) -> None:
    """Move each cell that was left as it was handed out above the one that has its function.

    There it would take the place of the function that the learner has written.
    """
    for name in originals:
        at = next((i for i, cell in enumerate(cells) if _name(cell) == name), None)
        if at is None or not originals[name].metadata.nbgrader.solution:
            continue
        places = [_first_with(f, cells[:at]) for f in _functions(originals[name].source)]
        found = [place for place in places if place is not None]
        if found and is_untouched(cells[at], originals[name]):
            cells.insert(min(found), cells.pop(at))
            notes.append(f"{name} is as it was handed out: what is written above it counts")


def is_untouched(cell: NotebookNode, original: NotebookNode) -> bool:
    """Say whether code that a learner was to write is as it was handed out."""
    meta = original.metadata.nbgrader
    if not meta.solution or original.cell_type != "code" or cell.cell_type != "code":
        return False
    return bool(cell.source.strip() == original.source.strip() or not written_in(cell.source))


@functools.lru_cache(maxsize=500)
def _functions(source: str) -> list[str]:
    """Return the functions and other names that a cell gives a meaning to, a stub included."""
    tree = parsed(source).tree
    return sorted(set().union(*map(bound, tree.body))) if tree else []


def _first_with(function: str, cells: list[NotebookNode]) -> int | None:
    """Return the place of the first of the learner's cells in which a function is written."""
    for place, cell in enumerate(cells):
        meta = cell.metadata.get("nbgrader", {})
        if cell.cell_type != "code" or meta.get("locked") or not defines(cell.source, function):
            continue
        if function in written_in(cell.source):
            return place
    return None


def _is_locked(cell: NotebookNode) -> bool:
    meta = cell.metadata.nbgrader
    return bool(meta.locked or meta.grade) and not meta.solution


def _is_by_hand(cell: NotebookNode) -> bool:
    return bool(cell.metadata.nbgrader.grade and cell.metadata.nbgrader.solution)


def _texts(cell: NotebookNode) -> tuple[str, str]:
    source = unix_lines(cell.source)
    return source.strip(), visible(source).strip()


def _add(
    name: str,
    cells: list[NotebookNode],
    originals: dict[str, NotebookNode],
    notes: list[str],
    language: str,
) -> None:
    """Put a missing cell back; a missing solution stays missing, its code may stand elsewhere.

    One that a person marks is put back with a line that says so: nobody could mark it otherwise.
    """
    cell, note = nbformat.from_dict(originals[name]), f"{name} was missing, put back"
    if _is_by_hand(cell):
        cell.source += f"\n\n{say(language, 'missing_answer')}"
        note += ": its answer may stand elsewhere, and it waits for your marks"
    elif not _is_locked(cell):
        return
    notes.append(note)
    cells.insert(_place(name, cells, list(originals)), cell)


def _place(name: str, cells: list[NotebookNode], order: list[str]) -> int:
    """Return where a cell belongs: after all before it, and just above the next one known."""
    at = {known: i for i, cell in enumerate(cells) if (known := _name(cell))}
    here = order.index(name)
    before = max((at[n] for n in order[:here] if n in at), default=-1) + 1
    after = min((at[n] for n in order[here + 1 :] if n in at), default=len(cells))
    if here == 0:  # what all others need
        return 0
    place = max(before, after)
    while place > before and cells[place - 1].cell_type == "markdown":
        place -= 1
    return place


def _unique_ids(cells: list[NotebookNode]) -> None:
    """Give a cell another id where one of the assignment's own cells needs it."""
    taken = {cell.id for cell in cells if _name(cell)}
    for number, cell in enumerate(cells):
        if _name(cell):
            continue
        if cell.get("id", "") in {"", *taken}:
            cell.id = f"also-{number}"
        taken.add(cell.id)
