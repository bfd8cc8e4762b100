"""A helper module of a notebook for runs in this process; made anew only after it was changed.

Making one costs more than most runs do: it reads its JSON and makes its classes. A run may change
it, as a learner's cell can, or a test that takes its insides apart: then the next run gets another.
"""

import contextlib
import functools
import marshal
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any


class Helper:
    """One helper file beside a notebook, such as checks.py."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._code = compile(path.read_text(encoding="utf-8"), str(path), "exec")
        self._kept: tuple[ModuleType, list[Any]] | None = None

    @contextlib.contextmanager
    def offered(self) -> Iterator[ModuleType]:
        """Let it be imported by its name for a while, as in a notebook's folder."""
        name = self.path.stem
        before = sys.modules.pop(name, None)
        try:
            module, state = self._kept or self._made()
            self._kept = None  # a run inside of this one gets its own
            sys.modules[name] = module
            yield module
            if unchanged(state, state_of(module)):
                self._kept = module, state
        finally:
            sys.modules.pop(name, None)
            if before:
                sys.modules[name] = before

    def _made(self) -> tuple[ModuleType, list[Any]]:
        module = ModuleType(self.path.stem)
        module.__file__ = str(self.path)
        sys.modules[module.__name__] = module  # its dataclasses look for themselves there
        exec(self._code, module.__dict__)
        return module, state_of(module)


@functools.cache
def helper(path: Path) -> Helper:
    return Helper(path)


def state_of(module: ModuleType) -> list[Any]:
    """Return what a run can change: the names of the module and of its classes, code, data."""
    owned = [v for v in vars(module).values() if getattr(v, "__module__", "") == module.__name__]
    codes = {v.__name__: v.__code__ for v in owned if isinstance(v, FunctionType)}
    spaces = [vars(module), *(vars(v) for v in owned if isinstance(v, type))]
    data = [v for k, v in vars(module).items() if k[:2] != "__" and isinstance(v, (dict, list))]
    return [codes, *map(dict, spaces), *map(frozen, data)]


def frozen(data: dict[str, Any] | list[Any]) -> Any:
    """Return data as bytes, to its depth; where it holds code, its items."""
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
