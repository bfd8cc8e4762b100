"""Findings: what is to be said about a function, as data without words."""

from collections.abc import Container
from dataclasses import dataclass, field, replace
from typing import Any

Words = dict[str, str]  # language -> the same words in it
# Said behind another finding, and says more than that one.
TELLING = (
    *("holds_other", "matrix_product", "by_element", "shapes_differ", "sizes_differ"),
    *("out_of_bounds", "stack_shapes", "concat_axis", "no_module", "not_imported", "no_argument"),
    *("not_run", "of_numpy", "name_like", "own_function", "name_taken", "used_before", "no_key"),
    *("one_number", "shape_as_tuple", "no_power"),
    *("argument_itself", "rows_of_argument", "too_long", "nested", "in_a_list", "another_shape"),
    *("new_axis", "axes_moved", "joined_up", "reshaped", "other_places", "rounded_off", "float16"),
    *("every_step", "last_step_again", "over_steps", "done_after"),
    *("function_of_sum", "function_of_sum_other", "function_of_state", "function_first"),
    *("number_added", "sum_times", "rows_off", "terms_apart"),
    *("if_transposed", "if_exchanged", "if_joined", "if_columns", "if_less", "if_negative"),
    *("if_negative_some", "if_not_squashed", "if_reversed", "if_time_first", "if_reshaped"),
    *("if_shifted", "constant", "ignored_one", "ignored_some", "ignored_gates", "one_step_seen"),
    *("steps_only_first", "steps_only_last", "steps_not_first", "steps_not_last"),
    *("sizes", "none_size"),
)
# What only leads to a finding, or adds to one: never the key of what is said.
BESIDE = {"with", "one_right", "some_right", "forward_half_right", "backward_half_right", "hint"}


@dataclass(frozen=True)
class Series:
    """Several names or findings, to be said one after the other.

    by: the key of the phrase between two of them; a comma where there is none.
    """

    items: tuple[Any, ...]
    by: str = ""


@dataclass(frozen=True)
class Finding:
    """One thing to say: the key of its phrase, and the values for the gaps in it.

    line: the learner's line that it is about. words: its own words, where it is not one of the
    phrases but belongs to the function, as a known mistake does. then: what is said after it.
    """

    key: str
    values: dict[str, Any] = field(default_factory=dict)
    line: str = ""
    words: Words | None = None
    then: tuple["Finding", ...] = ()

    @property
    def chain(self) -> tuple["Finding", ...]:
        """Return this finding and all that is said after it, in the order of the words."""
        return (self, *(each for after in self.then for each in after.chain))

    def main(self, known: Container[str]) -> str:
        """Return the key of what this says: of a known mistake, or else what it begins with."""
        inside = [v for n in ("hint", "error") if isinstance(v := self.values.get(n), Finding)]
        keys = [each.key for each in (*self.chain, *inside) if each.key not in BESIDE]
        return next((key for key in keys if key in known or key in TELLING), keys[0])

    def hinting(self, hint: "Finding") -> "Finding":
        """Return the finding of a call that stopped, with another hint."""
        return replace(self, values={**self.values, "hint": hint})

    def followed_by(self, *more: "Finding") -> "Finding":
        """Return this finding with more behind it."""
        return replace(self, then=(*self.then, *more))


def chained(first: Finding, *more: Finding) -> Finding:
    """Return findings as one, in this order."""
    return first.followed_by(*more)
