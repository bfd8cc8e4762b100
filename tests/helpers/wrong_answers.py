"""Wrong answers made of parts: results of known mistakes, mixed, in another order, changed.

An answer is what a function returns for each call of a table; drawn with a seed, so that each run
draws the same ones. Real mistakes come two at a time, in one example and not in another, in one
result and not in the next: no list of known mistakes has them all.
"""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import combinations, permutations
from typing import Any

import numpy as np

Results = list[Any]
Drawn = np.random.Generator


@dataclass(frozen=True)
class Row:
    """One call: its arguments, the right results, and what each known mistake gives here."""

    arguments: dict[str, Any]
    right: dict[str, Any]
    mistakes: dict[str, Results] = field(default_factory=dict)

    def gives(self, key: str) -> Results:
        return list(self.mistakes.get(key, self.right.values()))


@dataclass(frozen=True)
class Answer:
    """What a function returns for each row of a table, or the error that it raises."""

    name: str
    returned: list[Any]


class Table:
    """A function that looks its answers up, by the values of its arguments."""

    def __init__(self, rows: list[Row], answer: Answer) -> None:
        keys = (identity(row.arguments.values()) for row in rows)
        self.answers = dict(zip(keys, answer.returned, strict=True))

    def __call__(self, *arguments: Any) -> Any:
        answer = copy.deepcopy(self.answers[identity(arguments)])
        if isinstance(answer, BaseException):
            raise answer
        return answer


def identity(values: Any) -> Any:
    """Return something to look arguments up by."""
    return tuple(
        identity(value.values()) if isinstance(value, dict) else np.asarray(value).tobytes()
        for value in values
    )


class Answers:
    """Draws wrong answers for one function. rows: its examples first, then the other calls."""

    def __init__(self, kind: str, rows: list[Row], examples: int) -> None:
        self.kind, self.rows, self.examples = kind, rows, examples
        self.keys = list(dict.fromkeys(key for row in rows[:examples] for key in row.mistakes))

    def drawn(self, rng: Drawn, count: int) -> Iterator[Answer]:
        """Yield mixtures of one to three changes, each in some of the examples."""
        for _ in range(count):
            results = self._start(rng)
            names = [self._change(results, rng) for _ in range(rng.integers(1, 4))]
            yield self._answer(" + ".join(names), results, rng)

    def pairs(self, rng: Drawn) -> Iterator[Answer]:
        """Yield each two mistakes together: by result, by example, and in another order."""
        for a in self.keys:
            for b in self.keys:
                for name, mix in MIXTURES.items():
                    results = [mix(k, row.gives(a), row.gives(b)) for k, row in self._examples()]
                    yield self._answer(f"{a}, {b}: {name}", results, rng)

    def orders(self, rng: Drawn) -> Iterator[Answer]:
        """Yield the right results in each other order, and with one in the place of another."""
        longest = max(len(row.right) for row in self.rows)
        for order in [*orders(longest), *twice(longest)]:
            results = [self._picked(row, order) for _, row in self._examples()]
            yield self._answer(f"results {order}", results, rng)

    def _examples(self) -> Iterator[tuple[int, Row]]:
        return enumerate(self.rows[: self.examples])

    def _picked(self, row: Row, order: tuple[int, ...]) -> Results:
        right = list(row.right.values())
        return [right[k] for k in order if k < len(right)]

    def _start(self, rng: Drawn) -> list[Results]:
        key = rng.choice(["", *self.keys])
        return [row.gives(key) for _, row in self._examples()]

    def _change(self, results: list[Results], rng: Drawn) -> str:
        """Change the results of some examples, in place; return what was done."""
        name = str(rng.choice(list(CHANGES)))
        everywhere = rng.random() < 0.6
        for k, row in self._examples():
            if everywhere or rng.random() < 0.5:
                other = row.gives(str(rng.choice(self.keys)))
                results[k] = CHANGES[name](list(results[k]), other, row, rng)
        return name

    def _answer(self, name: str, results: list[Results], rng: Drawn) -> Answer:
        """Complete an answer: with what is returned for the other calls, right or wrong."""
        chances = rng.random(len(self.rows)) < rng.choice([0, 0.5, 1])
        others = (
            list(row.right.values()) if right else [half_as_much(r) for r in row.right.values()]
            for row, right in zip(self.rows, chances, strict=True)
        )
        rest = list(others)[self.examples :]
        rows = zip(self.rows, [*results, *rest], strict=True)
        return Answer(name, [self._returned(row, came) for row, came in rows])

    def _returned(self, row: Row, results: Results) -> Any:
        """Return results as a function returns them."""
        if len(results) == 1 and isinstance(results[0], As):
            return results[0].value
        if self.kind == "dict":
            return dict(zip(row.right, results, strict=False))
        if self.kind == "shapes" or len(results) != 1:
            return results
        return results[0]


@dataclass(frozen=True)
class As:
    """A value that is returned as it stands, in the place of results."""

    value: Any


def half_as_much(result: Any) -> Any:
    return (*result, 1) if isinstance(result, tuple) else result / 2 + 0.1


def orders(count: int) -> Iterator[tuple[int, ...]]:
    """Yield all orders of a few results; of many those in which two have changed places."""
    if count < 6:
        yield from permutations(range(count))
        return
    for j, k in combinations(range(count), 2):
        yield tuple({j: k, k: j}.get(place, place) for place in range(count))


def twice(count: int) -> Iterator[tuple[int, ...]]:
    """Yield orders in which one place holds the result of another, and some that are too long."""
    for k in range(count):
        for j in range(count):
            yield tuple(j if place == k else place for place in range(count))
        yield (*range(count), k)
        yield tuple(place for place in range(count) if place != k)


# By result, by example, in another order: from the number of the example and two lists.
MIXTURES: dict[str, Callable[[int, Results, Results], Results]] = {
    "first from the one": lambda k, a, b: [*a[:1], *b[1:]],
    "last from the one": lambda k, a, b: [*b[:-1], *a[-1:]],
    "one in the first example": lambda k, a, b: a if k == 0 else b,
    "one in the last example": lambda k, a, b: a if k == 3 else b,
    "the other way round": lambda k, a, b: [*a[1:], *b[:1]],
}


# --- changes: of the results of an example, with those of a mistake, the row and the numbers ----

Change = Callable[[Results, Results, Row, Drawn], Results]


def one_from_another(results: Results, other: Results, row: Row, rng: Drawn) -> Results:
    k = rng.integers(max(1, min(len(results), len(other))))
    return [*results[:k], *other[k : k + 1], *results[k + 1 :]]


def shuffled(results: Results, other: Results, row: Row, rng: Drawn) -> Results:
    return [results[k] for k in rng.permutation(len(results))]


def one_twice(results: Results, other: Results, row: Row, rng: Drawn) -> Results:
    if not results:
        return results
    j, k = rng.integers(len(results), size=2)
    return [results[j] if place == k else each for place, each in enumerate(results)]


def one_less(results: Results, other: Results, row: Row, rng: Drawn) -> Results:
    k = rng.integers(max(1, len(results)))
    return results[:k] + results[k + 1 :]


def one_more(results: Results, other: Results, row: Row, rng: Drawn) -> Results:
    return [*results, *other[-1:]]


def right_again(results: Results, other: Results, row: Row, rng: Drawn) -> Results:
    return list(row.right.values())


def array_of(change: Callable[[Any, Drawn], Any]) -> Change:
    """Return the change of one array among the results."""

    def changed(results: Results, other: Results, row: Row, rng: Drawn) -> Results:
        arrays = [k for k, each in enumerate(results) if isinstance(each, np.ndarray)]
        if arrays:
            k = int(rng.choice(arrays))
            results[k] = change(results[k].astype(results[k].dtype), rng)
        return results

    return changed


def with_one(value: complex) -> Callable[[Any, Drawn], Any]:
    """Return the change of one number of an array."""

    def changed(array: Any, rng: Drawn) -> Any:
        array = array.astype(np.result_type(array, type(value)))
        if array.size:
            array.flat[rng.integers(array.size)] = value
        return array

    return changed


def some_steps(array: Any, rng: Drawn) -> Any:
    """Change an array (B, T, H) at some of its time steps, any other as a whole."""
    steps = rng.random(array.shape[1]) < 0.5 if array.ndim > 1 else slice(None)
    if array.ndim > 1:
        array = array + 0.0
        array[:, steps] += 0.3
    return array


def half(array: Any, rng: Drawn) -> Any:
    """Change one half of the last axis."""
    if array.ndim:
        middle = array.shape[-1] // 2
        array = array + 0.0
        array[..., slice(middle) if rng.random() < 0.5 else slice(middle, None)] *= 0.7
    return array


def sizes(results: Results, other: Results, row: Row, rng: Drawn) -> Results:
    """Change one size of a shape."""
    shapes = [k for k, each in enumerate(results) if isinstance(each, tuple) and each]
    if shapes:
        k = int(rng.choice(shapes))
        at = rng.integers(len(results[k]))
        new = [None, 2.5, 7, "T"][rng.integers(4)]
        results[k] = (*results[k][:at], new, *results[k][at + 1 :])
    return results


def returns(value: Any) -> Change:
    return lambda results, other, row, rng: [As(copy.deepcopy(value))]


def nested(results: Results, other: Results, row: Row, rng: Drawn) -> Results:
    return [As([results])]


def one_array(results: Results, other: Results, row: Row, rng: Drawn) -> Results:
    same = {np.shape(each) for each in results}
    return [As(np.array(results))] if len(same) == 1 else results


def plain_lists(results: Results, other: Results, row: Row, rng: Drawn) -> Results:
    return [each.tolist() if isinstance(each, np.ndarray) else each for each in results]


CHANGES: dict[str, Change] = {
    "one result from a mistake": one_from_another,
    "one result of one more mistake": one_from_another,
    "another order": shuffled,
    "one result twice": one_twice,
    "one result less": one_less,
    "one result more": one_more,
    "right in some examples": right_again,
    "a size": sizes,
    "a factor": array_of(lambda a, rng: a * 1.3),
    "zeros": array_of(lambda a, rng: 0 * a),
    "nan": array_of(with_one(np.nan)),
    "infinite": array_of(with_one(np.inf)),
    "complex": array_of(with_one(0.5 + 1j)),
    "whole numbers": array_of(lambda a, rng: np.trunc(a.real)),
    "of int": array_of(lambda a, rng: np.nan_to_num(a.real, posinf=0).astype(int)),
    "rounded": array_of(lambda a, rng: np.round(a, 2)),
    "half precision": array_of(lambda a, rng: a.real.astype(np.float16)),
    "transposed": array_of(lambda a, rng: a.T),
    "flat": array_of(lambda a, rng: a.reshape(-1)),
    "one axis more": array_of(lambda a, rng: a[:, None] if a.ndim else a),
    "one row": array_of(lambda a, rng: a[0] if a.ndim and len(a) else a),
    "the last step first": array_of(lambda a, rng: a[:, ::-1] if a.ndim > 1 else a[::-1]),
    "some time steps": array_of(some_steps),
    "one half": array_of(half),
    "as lists": plain_lists,
    "as one array": one_array,
    "in a list": nested,
    "nothing": returns(None),
    "a word": returns("word"),
    "a number": returns(0.5),
    "an empty list": returns([]),
    "an empty dict": returns({}),
    "a huge number": returns([10**400]),
    "not written": returns(NotImplementedError("not written yet")),
    "an error": returns(ValueError("shapes do not fit")),
}
