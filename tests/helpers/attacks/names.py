"""The names of our own modules that an attack uses: one that is gone would make it pass idly."""

import ast
import importlib
import importlib.util
import re
from pathlib import Path

from tests.helpers.attacks.bench import ASSIGNMENT, ROOT

OURS = ("grading", "checks")
HELPER = ROOT / "exercises" / ASSIGNMENT / "checks.py"


def names_used(attack):
    """Return the dotted names: from the code of an attack, and those that it declares."""
    sources = [attack.own, *attack.functions.values(), attack.last]
    trees = [ast.parse(source) for source in sources]
    modules = {}
    for tree in trees:
        modules |= imported(tree)
    found = {name for tree in trees for name in attributes(tree, modules)}
    in_text = {name for source in sources for name in re.findall(r"\bgrading(?:\.\w+)+", source)}
    return found | in_text | set(modules.values()) | set(attack.uses)


def imported(tree):
    """Return local name -> dotted name, of what is imported from our modules."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.asname or alias.name: alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
    return {local: name for local, name in found.items() if name.split(".")[0] in OURS}


def attributes(tree, modules):
    """Yield the dotted names of attributes of our modules."""
    for node in ast.walk(tree):
        parts = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if parts and isinstance(node, ast.Name) and node.id in modules:
            yield ".".join([modules[node.id], *reversed(parts)])


def exists(name):
    """Say whether a dotted name is a module of ours, or something in one."""
    found = importlib.import_module(name.split(".")[0]) if name.startswith("grading") else helper()
    path = name.split(".")[0]
    for part in name.split(".")[1:]:
        path = f"{path}.{part}"
        if hasattr(found, part):
            found = getattr(found, part)
        elif part in getattr(found, "__dataclass_fields__", {}):
            found = None
        elif hasattr(found, "__path__") and importlib.util.find_spec(path):
            found = importlib.import_module(path)
        else:
            return False
    return True


def helper():
    """Return the assignment's helper module, which an attack knows as checks."""
    spec = importlib.util.spec_from_file_location("attacked_checks", Path(HELPER))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
