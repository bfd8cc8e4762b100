"""A student's error as a test sees it: a built-in type, words, and lines of the student's cells.

Whatever a student raises arrives as an Exception, also SystemExit and KeyboardInterrupt: another
BaseException in the judge is the judge's own, and a KeyboardInterrupt is one at the keyboard.
"""

import builtins
import functools
import itertools
import math
import sys
from types import TracebackType
from typing import Any

import numpy as np
from tblib import Traceback

from ..wire.frames import WireError
from ..wire.handles import IDENTIFIER
from .cells import OURS
from .outputs import whole

MAX_FRAMES, MAX_WORDS, MAX_NAME = 60, 5000, 80
MAX_SHAPES, MAX_SHAPE = 50, 1000
SCOPES = ("<module>", "<lambda>", "<listcomp>", "<genexpr>", "<dictcomp>", "<setcomp>")
NOWHERE = "<somewhere else>"


def rebuilt(said: Any, met: list[Exception], held: Any = None) -> Exception:
    """Return the error that the student's process describes; met: those of stand-ins.

    held: what the error holds, as plain data and objects of the submission's.
    """
    if not isinstance(said, dict):
        raise WireError("expected an error")
    token, words = said["token"], said["text"]
    if not isinstance(words, str) or len(words) > MAX_WORDS:
        raise WireError("expected words")
    if type(token) is int and 0 <= token < len(met):
        error = met[token]
    else:
        kind = _of_library(said.get("module"), said["types"]) or class_of(said["types"])
        error = _made(kind, whole(words), held if type(held) is dict else {})
    return error.with_traceback(_traceback(said["frames"]))


def _made(kind: type[Exception], words: str, held: dict[str, Any]) -> Exception:
    """Return an error of this class that says these words, with its attributes."""
    args = held.get("args")
    for made_of in ([args] if type(args) is tuple else []) + [(words,)]:
        try:
            error = kind(*made_of)
            if str(error) == words:
                break
        except Exception:  # it is made of something else
            continue
    else:
        error = _saying(kind, words)
    for name, value in held.items():
        if type(name) is str and IDENTIFIER.fullmatch(name) and not _is_of_all(name):
            vars(error)[name] = value
    return error


def _is_of_all(name: str) -> bool:
    """Say whether every error has an attribute of this name, such as with_traceback."""
    return name.startswith("_") or hasattr(Exception, name)


def _saying(kind: type[Exception], words: str) -> Exception:
    """Return an error of a class that is made of more than words."""
    own = {"__init__": _nothing, "__str__": lambda self: words}
    for base in kind.__mro__:
        made: type[Exception] = type(kind.__name__, (base,), own)
        try:
            return made.__new__(made, words)
        except TypeError:
            continue
    return Exception(words)


def _nothing(self: Any, *args: Any) -> None:
    """An error may need more to be made of than is known of it here."""


def described(error: Exception, token: int) -> dict[str, Any]:
    """Return a stand-in's error for the student's process."""
    base = next(k.__name__ for k in type(error).__mro__ if hasattr(builtins, k.__name__))
    name = type(error).__name__
    return {"base": base, "name": name, "text": str(error)[:MAX_WORDS], "token": token}


def class_of(names: Any) -> type[Exception]:
    """Return the class of these names, its own first and then those that it is derived from.

    A built-in one is the built-in one, where a test can catch it; the same names, the same class.
    """
    if not isinstance(names, (list, tuple)) or not all(isinstance(n, str) for n in names):
        raise WireError("expected the names of types")
    if not names:
        raise WireError("expected the names of types")
    return _class_of(tuple(name[:MAX_NAME] for name in names[:30]))


@functools.lru_cache(maxsize=2000)
def _class_of(names: tuple[str, ...]) -> type[Exception]:
    own = list(itertools.takewhile(lambda name: not _built_in(name), names))
    above = _built_in(names[len(own)]) if names[len(own) :] else None
    base: Any = _as_exception(above) if above else Exception  # type: ignore[arg-type]
    for name in reversed(own):
        if name not in OURS and IDENTIFIER.fullmatch(name):
            base = type(name, (base,), {})
    made: type[Exception] = base
    return made


LIBRARIES = {  # whose errors a test may expect by their own class; none of a tool for tests
    *("json", "numpy", "pandas", "scipy", "decimal", "csv", "sqlite3", "struct", "binascii"),
    *("statistics", "re", "zipfile", "zlib", "queue", "configparser", "copy", "urllib", "xml"),
}


def _of_library(module: Any, names: Any) -> type[Exception] | None:
    """Return the class of an error of a library that is loaded here as well."""
    if not isinstance(module, str) or module.partition(".")[0] not in LIBRARIES:
        return None
    found = getattr(sys.modules.get(module), str(names[0]) if names else "", None)
    return found if isinstance(found, type) and issubclass(found, Exception) else None


def _built_in(name: str) -> type[BaseException] | None:
    found = getattr(builtins, name, None)
    return found if isinstance(found, type) and issubclass(found, BaseException) else None


@functools.cache
def _as_exception(base: type[BaseException]) -> type[Exception]:
    """Return a type that `except Exception` catches, under the same name."""
    if issubclass(base, Exception):
        return base
    # A test may expect SystemExit. An interrupt is never a student's.
    bases = (base, Exception) if issubclass(base, SystemExit) else (Exception,)
    made: type[Exception] = type(base.__name__, bases, {})
    return made


def _traceback(frames: Any) -> TracebackType | None:
    """Return a traceback through the student's cells; its lines are looked up by the judge."""
    if not isinstance(frames, list) or len(frames) > MAX_FRAMES:
        raise WireError("expected some frames")
    chain: dict[str, Any] | None = None
    for file, line, name, *shapes in reversed(frames):
        if not (isinstance(file, str) and isinstance(name, str) and type(line) is int):
            raise WireError("expected a frame")
        own = file.startswith("<cell-") and file[6:-1].isdigit()
        code = {"co_filename": file if own else NOWHERE, "co_name": _scope(name)}
        frame = {
            "f_globals": {},
            "f_locals": _arrays(shapes),
            "f_code": code,
            "f_lineno": max(1, line),
        }
        chain = {"tb_frame": frame, "tb_lineno": min(max(1, line), 10**6), "tb_next": chain}
    made: TracebackType | None = Traceback.from_dict(chain).as_traceback() if chain else None
    return made


def _arrays(said: list[Any]) -> dict[str, Any]:
    """Return arrays of the shapes that are said by name: of zeros that take no memory."""
    shapes = said[0] if len(said) == 1 else None
    if not isinstance(shapes, dict) or len(shapes) > MAX_SHAPES:
        return {}
    return {
        name: np.broadcast_to(0.0, shape)
        for name, shape in shapes.items()
        if IDENTIFIER.fullmatch(name) and not name.startswith("__") and _is_small(shape)
    }


def _is_small(shape: Any) -> bool:
    """Say whether this is the shape of an array as small as those of a test's arguments."""
    if not isinstance(shape, list) or len(shape) > 4:
        return False
    sizes = [type(size) is int and 0 <= size <= MAX_SHAPE for size in shape]
    return all(sizes) and math.prod(shape) <= MAX_SHAPE


def _scope(name: str) -> str:
    return name if name in SCOPES or IDENTIFIER.fullmatch(name) else "f"
