"""A helper module of a notebook, for runs in this process: loaded again only if one changed it.

Loading one costs more than most runs do: it reads its JSON and makes its classes. A learner's cell
may change it, or a test that replaces parts of it: then the next run gets a fresh module.
"""

import contextlib
import functools
import marshal
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any


class HelperModule:
    """One helper file beside a notebook, such as checks.py."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._code = compile(path.read_text(encoding="utf-8"), str(path), "exec")
        self._kept: tuple[ModuleType, list[Any]] | None = None

    @contextlib.contextmanager
    def importable(self) -> Iterator[ModuleType]:
        """Make it importable by its name within the block, as it is in a notebook's folder."""
        name = self.path.stem
        before = sys.modules.pop(name, None)
        try:
            module, state = self._kept or self._loaded()
            self._kept = None  # a run inside of this one gets its own
            sys.modules[name] = module
            yield module
            if unchanged(state, state_of(module)):
                self._kept = module, state
        finally:
            sys.modules.pop(name, None)
            if before:
                sys.modules[name] = before

    def _loaded(self) -> tuple[ModuleType, list[Any]]:
        module = ModuleType(self.path.stem)
        module.__file__ = str(self.path)
        sys.modules[module.__name__] = module  # its dataclasses look for themselves there
        exec(self._code, module.__dict__)
        return module, state_of(module)


@functools.cache
def helper_module(path: Path) -> HelperModule:
    return HelperModule(path)


def state_of(module: ModuleType) -> list[Any]:
    """Return what a run can change: the names of the module and of its classes, code, data."""
    owned = [v for v in vars(module).values() if getattr(v, "__module__", "") == module.__name__]
    codes = {v.__name__: v.__code__ for v in owned if isinstance(v, FunctionType)}
    spaces = [vars(module), *(vars(v) for v in owned if isinstance(v, type))]
    data = [v for k, v in vars(module).items() if k[:2] != "__" and isinstance(v, (dict, list))]
    return [codes, *map(dict, spaces), *map(serialized, data)]


def serialized(data: dict[str, Any] | list[Any]) -> Any:
    """Return data as bytes, nested data included; where it holds code, only its items."""
    try:
        return marshal.dumps(data, 2)  # later versions depend on who else refers to an object
    except ValueError:
        return dict(data) if isinstance(data, dict) else dict(enumerate(data))


def unchanged(before: list[Any], now: list[Any]) -> bool:
    return len(before) == len(now) and all(map(is_same, before, now))


def is_same(before: Any, now: Any) -> bool:
    """Say whether these are the same bytes, or the same names of the very same objects."""
    if isinstance(before, bytes) or isinstance(now, bytes):
        return bool(before == now)
    return before.keys() == now.keys() and all(before[name] is now[name] for name in before)
