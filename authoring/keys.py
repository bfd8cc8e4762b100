"""Keys of what a test can find: the list in keys.yml, which only grows.

A key is in learners' notebooks, in journals and in gradebooks for years, so it is never given
another meaning. keys.yml says what each one means; tests/authoring/test_keys.py compares it with
what there is.
"""

from pathlib import Path

import yaml

from .records import Assignment

KEYS = Path(__file__).with_name("keys.yml")
ANY = "any function"  # the heading of what every function can hear
GONE = "gone: "  # begins what is said of a key that is no longer given
Meanings = dict[str, dict[str, str]]  # function -> key -> what it means


def listed() -> Meanings:
    """Return what is listed."""
    found: Meanings = yaml.safe_load(KEYS.read_text(encoding="utf-8"))
    return found


def problems(given: dict[str, set[str]], meanings: Meanings) -> list[str]:
    """Return what is wrong with a list. given: function -> the keys that it can hear."""
    found = []
    for function in sorted(given | meanings.keys()):
        now, kept = given.get(function, set()), meanings.get(function, {})
        here = {key for key, meaning in kept.items() if not meaning.startswith(GONE)}
        found += [f"{function}.{key}: not listed, add a line" for key in sorted(now - kept.keys())]
        found += [f"{function}.{key}: gone, so say '{GONE}'" for key in sorted(here - now)]
        again = sorted((now & kept.keys()) - here)
        found += [f"{function}.{key}: was gone, take a new key" for key in again]
    return found


def of_mistakes(assignments: list[Assignment]) -> dict[str, set[str]]:
    """Return the keys of known mistakes with a message."""
    functions = (function for assignment in assignments for function in assignment.functions)
    return {function.name: set(function.explained) for function in functions}
