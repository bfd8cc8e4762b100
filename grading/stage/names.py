"""The global names of a cell, as its source says: bound, read, and read later by its functions."""

import ast
import builtins
import functools
import symtable
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from IPython.core.inputtransformer2 import TransformerManager

BUILT_IN = frozenset(vars(builtins))
MAGICS = ("run_cell_magic", "run_line_magic")
FIXED = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
SEES_ALL = frozenset(("globals", "locals", "vars", "eval", "exec", "dir"))


@dataclass(frozen=True)
class CellNames:
    """bound: names that the cell gives a value or deletes. read: those that it reads.

    later: those that functions of the cell read, whenever they are called. imports: names with the
    import that alone binds them. expected: names of errors. sees_all: it may read any name.
    """

    bound: frozenset[str] = frozenset()
    read: frozenset[str] = frozenset()
    later: frozenset[str] = frozenset()
    imports: tuple[tuple[str, str], ...] = ()
    expected: frozenset[str] = frozenset()

    @property
    def sees_all(self) -> bool:
        return bool((self.read | self.later) & SEES_ALL)

    def with_(self, other: "CellNames") -> "CellNames":
        """Return the names of both."""
        return CellNames(
            self.bound | other.bound,
            self.read | other.read,
            self.later | other.later,
            self.imports + other.imports,
            self.expected | other.expected,
        )


@functools.lru_cache(maxsize=2000)
def plain_python(source: str) -> str:
    """Return a cell as Python has it: IPython's magics and help become calls."""
    if not any(sign in source for sign in "%!?") and not source[:1].isspace():
        return source
    made: str = TransformerManager().transform_cell(source)
    return made


@functools.lru_cache(maxsize=2000)
def names_of(source: str) -> CellNames:
    """Return the names of a cell; of one that is no Python there are none."""
    try:
        source = plain_python(source)
        top, tree = symtable.symtable(source, "<cell>", "exec"), ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return CellNames()
    bound = {s.get_name() for s in top.get_symbols() if s.is_assigned() or s.is_imported()}
    read = {s.get_name() for s in top.get_symbols() if s.is_referenced()}
    later: set[str] = set()
    for table in _inner(top):
        for symbol in table.get_symbols():
            if symbol.is_global() and symbol.is_referenced():
                later.add(symbol.get_name())
            if symbol.is_declared_global() and symbol.is_assigned():
                bound.add(symbol.get_name())
    only = {s.get_name() for s in top.get_symbols() if s.is_imported() and not s.is_assigned()}
    imports = tuple((name, line) for name, line in _imports(tree) if name in only)
    found = frozenset(_expected(tree))
    made = CellNames(frozenset(bound), frozenset(read), frozenset(later), imports, found)
    for magic in _magics(tree):
        made = made.with_(names_of(magic))
    return made


@dataclass(frozen=True)
class Split:
    """A cell that uses names which a submission binds, and what of it has nothing to do with them.

    own: the source of such statements. made: names that the others bind. read: names of the cell
    that the others read, whose values they may change. callers: functions and classes of the cell
    that use the submission's names when they are called.
    """

    own: str
    made: frozenset[str]
    read: frozenset[str]
    callers: frozenset[str]


def split(source: str, theirs: Collection[str]) -> Split:
    """Split a cell. theirs: names of the submission."""
    body = ast.parse(plain_python(source)).body
    each = [(statement, names_of(ast.unparse(statement))) for statement in body]
    bound = _union(names.bound for _, names in each)
    fixed = _union(names.bound for one, names in each if isinstance(one, FIXED))
    used, callers, before = set(theirs), set[str](), -1
    while len(used) > before:
        before = len(used)
        for statement, names in each:
            if names.read & used:
                used |= names.bound | (names.read & bound - fixed)
            elif names.later & used and isinstance(statement, FIXED):
                callers |= names.bound
                used |= names.bound
    others = [names for _, names in each if names.read & used]
    own = [statement for statement, names in each if not names.read & used]
    made = _union(names.bound for names in others)
    read = _union(names.read & bound - fixed - made for names in others)
    return Split(ast.unparse(ast.Module(own, [])), made, read, frozenset(callers) - made)


def _union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*sets)


def _magics(tree: ast.Module) -> Iterator[str]:
    """Yield the code that a magic runs, such as %%capture and %time."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in MAGICS and node.args:
            text = node.args[-1]
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                yield text.value


def _inner(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    for child in table.get_children():
        yield child
        yield from _inner(child)


def _imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield each name that an import binds, with a statement that does it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                name = alias.asname or alias.name.partition(".")[0]
                yield name, ast.unparse(ast.Import([alias]))
        elif isinstance(node, ast.ImportFrom) and not node.level:
            for alias in node.names:
                one = ast.ImportFrom(node.module, [alias], 0)
                yield alias.asname or alias.name, ast.unparse(one)


def _expected(tree: ast.Module) -> Iterator[str]:
    """Yield the names of errors that a cell expects: `except ValueError`, `raises(ValueError)`."""
    for node in ast.walk(tree):
        kinds: list[ast.expr] = []
        if isinstance(node, ast.ExceptHandler) and node.type:
            kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        elif isinstance(node, ast.Call) and node.args:
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            kinds = node.args[:1] if called in ("raises", "assertRaises", "assert_raises") else []
        yield from (getattr(k, "attr", getattr(k, "id", "")) for k in kinds)


def bound_by(sources: Iterable[str]) -> tuple[str, ...]:
    """Return the names that cells bind, in the order in which they are bound."""
    found: dict[str, None] = {}
    for source in sources:
        found |= dict.fromkeys(sorted(names_of(source).bound))
    return tuple(found)


def imported_by(sources: Iterable[str]) -> dict[str, str]:
    """Return name -> the import statement, for what cells import and bind in no other way."""
    made: dict[str, str] = {}
    others: set[str] = set()
    for names in map(names_of, sources):
        made |= dict(names.imports)
        others |= names.bound - dict(names.imports).keys()
    return {name: line for name, line in made.items() if name not in others}
