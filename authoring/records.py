"""What is known about the exercises, as data: an assignment, its functions, their mistakes.

A known mistake is one record: running its code gives the numbers in fixtures.json, its row in
authoring/proofs and a case of the tests.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Values = dict[str, Any]
Formula = Callable[[Values], Any]


@dataclass(frozen=True)
class Text:
    """The same words in each language. No Korean ones yet: the English ones stand in."""

    en: str
    ko: str = ""

    def filled(self, **names: "str | Text") -> "Text":
        """Return a template's words with names or other words filled in."""
        both = {name: n if isinstance(n, Text) else Text(n, n) for name, n in names.items()}
        en, ko = ({name: getattr(n, way) for name, n in both.items()} for way in ("en", "ko"))
        return Text(self.en.format(**en), self.ko.format(**ko))


@dataclass(frozen=True)
class Mistake:
    """A wrong solution of one function, and what is said about it.

    code: what a learner writes: the expression that is returned, a body, or a whole cell.
    described: what the code does wrong, for its row in the proofs; None: it has no row.
    says: what a learner hears; None: the checks have no message for it and narrow it down.
    listed: it is often made, so it must hear a message of its own.
    """

    key: str
    code: str
    described: Text | None = None
    says: Text | None = None
    listed: bool = False


@dataclass(frozen=True)
class Solution:
    """A right solution of one function, written in some unusual way."""

    described: Text
    code: str


@dataclass(frozen=True)
class Probe:
    """A simpler example: "it is right when <when>, so look at <look>"."""

    when: Text
    look: Text
    change: Formula  # from the arguments to those that are replaced


@dataclass(frozen=True)
class Function:
    """One exercise function, and everything that is known about it.

    right: gives the results by name, from the values of the example and the flags.
    mistakes: in the order of their rows in the proofs.
    tried: keys of mistakes that the checks try first, in this order; then all others as they
    stand. The first one that explains an answer is said.
    calls: of a composite, for each function that it is put together from, rows of (arguments,
    result) that stand in, whether the learner's own is written or not.
    """

    name: str
    right: Callable[[Values], dict[str, Any]]
    hint: Text
    probes: list[Probe]
    mistakes: list[Mistake]
    solutions: list[Solution]
    tried: str = ""
    calls: dict[str, list[Any]] = field(default_factory=dict)
    kind: str = "arrays"  # or "dict", "shapes"
    squash: str = ""  # of a squashed sum: sigmoid or tanh

    def __post_init__(self) -> None:
        """Refuse a key that stands twice, and one that is tried but not there."""
        keys = Counter(mistake.key for mistake in self.mistakes)
        if twice := [key for key, count in keys.items() if count > 1]:
            raise ValueError(f"{self.name}: more than one mistake is called {twice}")
        if unknown := set(self.tried.split()) - {m.key for m in self.mistakes if m.says}:
            raise ValueError(f"{self.name}: no mistake with a message is called {unknown}")

    @property
    def proven(self) -> list[Mistake]:
        """The mistakes that have a row in the proofs."""
        return [mistake for mistake in self.mistakes if mistake.described]

    @property
    def explained(self) -> dict[str, Mistake]:
        """The mistakes that have a message, by key, in the order in which the checks try them."""
        known = {mistake.key: mistake for mistake in self.mistakes if mistake.says}
        return {key: known[key] for key in [*self.tried.split(), *known]}


@dataclass(frozen=True)
class Assignment:
    """One assignment. values: all arrays and numbers of the visible examples, by name.

    notebook: the name of its notebook, and of the module that describes it.
    helpers: other functions of the notebook that an exercise function may call.
    """

    folder: str
    notebook: str
    values: Values
    functions: list[Function]
    helpers: tuple[str, ...] = ()
