"""Causes: what an error of a learner's function is about, where its words leave no doubt."""

import difflib
import re
from typing import Any

import numpy as np

from .examples import DATA, Case
from .findings import Finding, Series
from .operands import out_of_bounds

LIBRARIES = {
    *("torch", "tf", "tensorflow", "keras", "scipy", "sp", "pandas", "pd"),
    *("math", "jax", "jnp", "cupy", "cp", "sklearn", "nn", "F"),
}
ALIKE = 0.8  # of two names, one of which may be meant for the other
ONE_NUMBER = r"only\s(length-1|0-dimensional)\sarrays\scan\sbe\sconverted"
BY_LINE = (  # what the error says, what the line holds, and what to say of both
    (ONE_NUMBER, r"\bmath\.", "one_number"),
    (r"Cannot\sinterpret\s'\d+'\sas\sa\sdata\stype", r"\b(zeros|ones|empty)\(", "shape_as_tuple"),
    (r"'bitwise_xor'\snot\ssupported", r"\^", "no_power"),
)


def known_cause(case: Case, error: BaseException, text: str, line: str) -> Finding | None:
    """Find what an error is about: a name, a library, a key, an index. text: the error's words."""
    if isinstance(error, ModuleNotFoundError) and error.name:
        return Finding("no_module", {"name": error.name})
    if isinstance(error, UnboundLocalError):
        found = re.search(r"local\svariable\s'(\w+)'", text)
        return _no_value(found[1]) if found else None
    if isinstance(error, NameError):
        found = re.search(r"name\s'(\w+)'\sis", text)
        return _no_name(case, found[1]) if found else None
    if isinstance(error, AttributeError):
        found = re.search(r"'(numpy(?:\.ndarray)?)'.*\shas\sno\sattribute\s'(\w+)'", text)
        return _no_attribute(*found.groups()) if found else None
    if isinstance(error, KeyError):
        return _no_key(case, text)
    return _by_words(text, line) or out_of_bounds(error, text)


def _by_words(text: str, line: str) -> Finding | None:
    """Find what NumPy's words say, of joined arrays by themselves, of others with the line."""
    if re.search(r"input\sarrays\smust\shave\sthe\ssame\sshape", text):
        return Finding("stack_shapes")
    if found := re.search(r"concatenation\saxis.*along\sdimension\s(\d+)", text):
        return Finding("concat_axis", {"axis": int(found[1])})
    keys = (key for words, code, key in BY_LINE if re.search(words, text) and re.search(code, line))
    return next(map(Finding, keys), None)


def other_order(found: Finding | None) -> Finding | None:
    """Say of a product with the weights first that it fits in the other order."""
    product = found.values.get("turned") if found else None
    return Finding("fits_turned", {"product": product}) if product else None


def _no_value(name: str) -> Finding:
    """Say of a name that gets its value too late whether it was the name of a function."""
    return Finding("name_taken" if name in _given() else "used_before", {"name": name})


def _no_name(case: Case, name: str) -> Finding | None:
    """Say of a name that is missing what is certain: where it is from, or what it is not."""
    if name in LIBRARIES:
        return Finding("not_imported", {"name": name})
    if name in _given() - DATA["signatures"].keys():
        return Finding("not_run", {"name": name})
    others = {name for each in DATA["signatures"].values() for name in each}
    weight = re.fullmatch(r"[WUVRb]_?\w{0,3}", name)
    if weight or name in (others | DATA["values"].keys()) - case.arguments.keys():
        own = Series(tuple(case.arguments))
        return Finding("no_argument", {"name": name, "function": case.function, "own": own})
    if name in DATA["signatures"] or len(name) == 1:
        return None
    if len(name) > 2 and callable(getattr(np, name, None)):
        return Finding("of_numpy", {"name": name})
    meant = _meant(name, [*case.arguments, *sorted(_given())])
    return Finding("name_like", {"name": name, "other": meant}) if meant else None


def _no_attribute(owner: str, name: str) -> Finding | None:
    """Say where a function is that is looked for in NumPy, or in an array."""
    if owner == "numpy.ndarray":
        known = callable(getattr(np, name, None))
        return Finding("of_numpy", {"name": name}) if known else None
    if name in _given():
        return Finding("own_function", {"name": name})
    meant = _meant(name, dir(np))
    return Finding("name_like", {"name": name, "other": f"np.{meant}"}) if meant else None


def _no_key(case: Case, key: str) -> Finding | None:
    """Name the keys of the dict that a function gets, where it has not the one that is read."""
    for name, value in case.arguments.items():
        if isinstance(value, dict) and key not in map(repr, value):
            return Finding("no_key", {"name": name, "missing": key, "own": Series(tuple(value))})
    return None


def _given() -> set[str]:
    """Return the names that the notebook itself gives, or asks for."""
    gates = any(f.get("squash") == "sigmoid" for f in DATA["functions"].values())
    layers = any("params" in name for each in DATA["signatures"].values() for name in each)
    return {"np", *DATA["signatures"], *(["sigmoid"] if gates or layers else [])}


def _meant(name: str, names: list[str]) -> str:
    """Return the name that a missing one is for: the same but for capitals, or nearly the same."""
    same = [each for each in names if each.lower() == name.lower()]
    return next(iter(same or difflib.get_close_matches(name, names, 1, ALIKE)), "")


def is_beside(error: BaseException, text: str, hint: Any) -> bool:
    """Tell whether a function's hint, on its arrays, has nothing to do with an error."""
    method = isinstance(error, AttributeError) and "numpy.ndarray" in text
    if method or isinstance(error, (NameError, SystemExit, ImportError)):
        return True
    of_params = isinstance(hint, dict) and "params" in hint["en"]
    return isinstance(error, (AttributeError, TypeError)) and not of_params
