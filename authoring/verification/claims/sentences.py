"""What each sentence of words.yml claims, where it says something of what came.

The values are those in the gaps of the sentence. ADVICE asks or advises, and claims nothing.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np

from .families import FAMILIES, OF_FAMILIES
from .seen import Call, Claim, Seen, Values, is_near

ADVICE: Claim = lambda said, seen: True  # noqa: E731


def stopped(said: Values, seen: Seen) -> bool:
    error = seen.first.error
    own = said["error"]  # words of ours, with a claim of their own, or the error's
    words = not isinstance(own, str) or str(error) == own
    return bool(type(error).__name__ == said["kind"] and words)


def is_named(said: Values, seen: Seen) -> bool:
    return bool(said["name"] == seen.function)


def unwritten(said: Values, seen: Seen) -> bool:
    return is_named(said, seen) and isinstance(seen.first.error, NotImplementedError)


def calls_unwritten(said: Values, seen: Seen) -> bool:
    return not is_named(said, seen) and isinstance(seen.first.error, NotImplementedError)


def raise_left(said: Values, seen: Seen) -> bool:
    return said["number"] > 0 and isinstance(seen.first.error, NotImplementedError)


def gap_left(said: Values, seen: Seen) -> bool:
    named = isinstance(seen.first.error, NameError) and "'GAP'" in str(seen.first.error)
    return named and "GAP" in said["text"]


def signature(said: Values, seen: Seen) -> bool:
    given, own = list(said["given"].items), list(said["own"].items)
    return given == list(seen.first.arguments) and own != given


def no_array(said: Values, seen: Seen) -> bool:
    return not is_array(seen.first.results[said["name"]])


def no_number(said: Values, seen: Seen) -> bool:
    return any(type(size) is not int for shape in seen.first.listed for size in shape)


def too_large(said: Values, seen: Seen) -> bool:
    try:
        array = np.asarray(seen.first.results[said["name"]], dtype=float)
    except OverflowError:
        return True
    return array.size > 1 << 20


def miscounted(said: Values, seen: Seen) -> bool:
    names = list(seen.first.expected)
    wanted = said["count"] == len(names) and list(said["names"].items) == names
    return wanted and len(seen.first.listed) != len(names)


def results(said: Values, seen: Seen) -> bool:
    return bool(said["count"] == len(seen.first.listed))


def of_type(said: Values, seen: Seen) -> bool:
    """A type that is named is that of what came, or of something in it."""
    return said["name"] in {type(each).__name__ for each in everything(seen.first.returned)}


def one(said: Values, seen: Seen) -> bool:
    return bool(type(seen.first.returned).__name__ == said["kind"])


def missing(said: Values, seen: Seen) -> bool:
    names = said["names"].items
    return bool(names) and not any(name in seen.first.returned for name in names)


def holds_several(said: Values, seen: Seen) -> bool:
    return len(seen.first.expected) == 1 and said["count"] == len(seen.first.returned)


def other_keys(said: Values, seen: Seen) -> bool:
    names = said["names"].items
    return all(n in seen.first.returned and n not in seen.first.expected for n in names)


def no_arrays(said: Values, seen: Seen) -> bool:
    return not all(is_array(seen.first.returned[name]) for name in seen.first.expected)


def no_tuples(said: Values, seen: Seen) -> bool:
    return not all(isinstance(shape, (tuple, list)) for shape in seen.first.returned)


def bare_shape(said: Values, seen: Seen) -> bool:
    return all(np.ndim(size) == 0 for size in seen.first.returned)


def shape_count(said: Values, seen: Seen) -> bool:
    count = len(seen.first.returned)
    return said["count"] == count and count != len(seen.first.expected)


def wrong_shape(said: Values, seen: Seen) -> bool:
    got, right = pair(seen.first, said["name"])
    return bool(said["got"] == got.shape != right.shape == said["expected"])


def any_result(test: Any) -> Claim:
    """Return the claim that some result of samples and units came as a test says."""
    return lambda _, seen: (
        seen.function != "split_keras_weights"
        and any(test(*pair(seen.first, name)) for name in seen.first.results)
    )


def on_its_side(got: Any, right: Any) -> bool:
    return bool(got.shape == right.shape[::-1] != right.shape and right.ndim == 2)


def too_flat(got: Any, right: Any) -> bool:
    return bool(got.ndim < 2 == right.ndim)


def each_of(said: Values) -> Iterable[str]:
    return said["names"].items if "names" in said else [said["name"]]


def are_right(said: Values, seen: Seen) -> bool:
    return all(map(seen.first.is_right, each_of(said)))


def are_wrong(said: Values, seen: Seen) -> bool:
    """The results have the right shape and wrong values; the count is that of the first."""
    call, counted = seen.first, True
    if "bad" in said:
        got, right = pair(call, said["name"])
        bad = np.abs(got - right) > 2e-5 * (1 + np.abs(right))
        counted = said["size"] == bad.size and said["bad"] >= bad.sum() > 0
    return counted and all(has_wrong_values(call, name) for name in each_of(said))


def many_wrong(said: Values, seen: Seen) -> bool:
    call = seen.first
    wrong = [name for name in call.expected if not call.is_right(name)]
    shaped = all(has_wrong_values(call, name) for name in wrong)
    return shaped and said["name"] in wrong and said["more"] == len(wrong) - 1


def has_wrong_values(call: Call, name: str) -> bool:
    got, right = pair(call, name)
    return bool(got.shape == right.shape and not call.is_right(name))


def shape_wrong(said: Values, seen: Seen) -> bool:
    return not any(map(seen.first.is_right, each_of(said)))


def nan(said: Values, seen: Seen) -> bool:
    return all(np.isnan(pair(seen.first, name)[0]).any() for name in each_of(said))


def imaginary(said: Values, seen: Seen) -> bool:
    return all(pair(seen.first, name)[0].imag.any() for name in each_of(said))


def whole_numbers(said: Values, seen: Seen) -> bool:
    """All numbers are cut off at the point, and some are left, or are of a whole type."""
    got, right = pair(seen.first, said["name"])
    cut = np.array_equal(got, np.trunc(right)) and not np.array_equal(got, right)
    whole = np.asarray(seen.first.results[said["name"]]).dtype.kind in "biu"
    return bool(cut and (whole or got.any()))


def half_right(part: Any) -> Claim:
    """Return the claim that one half of the output is right, and the whole is not."""

    def claim(_: Values, seen: Seen) -> bool:
        got, right = pair(seen.first, "output")
        half = part(right.shape[-1] // 2)
        return is_near(got[..., half], right[..., half]) and not is_near(got, right)

    return claim


def holds_other(said: Values, seen: Seen) -> bool:
    call = seen.first
    here = is_near(call.results[said["name"]], call.expected[said["other"]])
    return here and not call.is_right(said["name"])


def only_entry(said: Values, seen: Seen) -> bool:
    got, right = seen.first.results[said["name"]], seen.first.expected[said["name"]]
    return list(np.flatnonzero(np.abs(np.asarray(got) - right) > 1e-4)) == [said["index"]]


def right_steps(said: Values, seen: Seen) -> bool:
    """The result is right at these time steps, and wrong at all others."""
    got, right = pair(seen.first, said["name"])
    found = [t for t in range(right.shape[1]) if is_near(got[:, t], right[:, t])]
    return list(map(str, found)) == list(said["steps"].items) and 0 < len(found) < right.shape[1]


def with_flags(said: Values, seen: Seen) -> bool:
    return bool(said["when"]["en"] == flags_of(seen.first))


def wrong_even(said: Values, seen: Seen) -> bool:
    return not seen.simpler[said["when"]["en"]].right


def right_when(said: Values, seen: Seen) -> bool:
    cases = [said["when"], *([said["also"]] if "also" in said else [])]
    return all(seen.simpler[case["en"]].right for case in cases)


def elsewhere(said: Values, seen: Seen) -> bool:
    return all(call.right for call in seen.visible) and not all(call.right for call in seen.hidden)


def elsewhere_with(said: Values, seen: Seen) -> bool:
    return any(flags_of(call) == said["when"]["en"] for call in seen.hidden if not call.right)


def flags_of(call: Call) -> str:
    flags = (n for n in ("return_sequences", "return_state") if n in call.arguments)
    return " and ".join(f"{name}={call.arguments[name]}" for name in flags)


def pair(call: Call, name: str) -> tuple[Any, Any]:
    """Return what came for a result as an array, and the right one."""
    return np.asarray(np.asarray(call.results[name]), dtype=complex), np.asarray(
        call.expected[name]
    )


def is_array(value: Any) -> bool:
    try:
        np.asarray(np.asarray(value), dtype=complex)
    except Exception:
        return False
    return np.asarray(value).dtype.kind not in "US"


def everything(value: Any) -> Iterable[Any]:
    """Yield a value and all that is in it."""
    yield value
    inner = value.values() if isinstance(value, dict) else value
    if isinstance(inner, (list, tuple)) or isinstance(value, dict):
        for each in inner:
            yield from everything(each)


# What can be the key of what is said.
LEADING: dict[str, Claim] = {
    **FAMILIES,
    # it ran to an error, or is not there
    "stopped": stopped,
    "unwritten": unwritten,
    "calls_unwritten": calls_unwritten,
    "raise_left": raise_left,
    "calls_raise_left": lambda said, seen: raise_left(said, seen) and not is_named(said, seen),
    "gap_left": gap_left,
    "signature": signature,
    "other_arguments": lambda said, seen: type(seen.first.error).__name__ == "OtherCall",
    "no_function": lambda said, seen: is_named(said, seen) and not seen.defined,
    # it returned something of another kind
    "nothing": lambda said, seen: seen.first.returned is None and seen.first.error is None,
    "no_array": no_array,
    "too_large": too_large,
    "miscounted": miscounted,
    "no_dict": lambda said, seen: not isinstance(seen.first.returned, dict),
    "missing": missing,
    "no_arrays": no_arrays,
    "no_list": lambda said, seen: not isinstance(seen.first.returned, (list, tuple)),
    "no_tuples": no_tuples,
    "no_size": no_number,
    "no_tuples_but_one": bare_shape,
    "one_shape": shape_count,
    "shapes": shape_count,
    "wrong_shape": wrong_shape,
    # it returned wrong values
    "many_wrong": many_wrong,
    "shape_wrong": shape_wrong,
    "nan": nan,
    "imaginary": imaginary,
    "whole_numbers": whole_numbers,
    "one_wrong": are_wrong,
    "some_wrong": are_wrong,
    "holds_other": holds_other,
    "elsewhere": elsewhere,
}
# What leads to it, adds to it, or stands in a gap of its words.
BESIDE: dict[str, Claim] = {
    **OF_FAMILIES,
    "and_so_on": ADVICE,  # the names of some arguments
    "results": results,
    "one": one,
    "a": of_type,
    "an": of_type,
    "on_its_side": any_result(on_its_side),
    "too_flat": any_result(too_flat),
    "holds_several": holds_several,
    "other_keys": other_keys,
    "hint": ADVICE,
    "one_right": are_right,
    "some_right": are_right,
    "forward_half_right": half_right(lambda n: np.s_[:n]),
    "backward_half_right": half_right(lambda n: np.s_[n:]),
    "only_entry": only_entry,
    "right_steps": right_steps,
    "with": with_flags,
    "wrong_even": wrong_even,
    "compare": ADVICE,
    "right_once": right_when,
    "right_twice": right_when,
    "elsewhere_with": elsewhere_with,
    "fixed_size": ADVICE,
}
SENTENCES = {**LEADING, **BESIDE}
