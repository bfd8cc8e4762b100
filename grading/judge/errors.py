"""A student's error as a test sees it: a built-in type, words, and lines of the student's cells.

Whatever a student raises arrives as an Exception, also SystemExit and KeyboardInterrupt: another
BaseException in the judge is the judge's own, and a KeyboardInterrupt is one at the keyboard.
"""

import builtins
from types import TracebackType
from typing import Any

from tblib import Traceback

from ..wire.codec import IDENTIFIER
from ..wire.frames import WireError
from .cells import OURS
from .outputs import whole

MAX_FRAMES, MAX_WORDS = 60, 5000
SCOPES = ("<module>", "<lambda>", "<listcomp>", "<genexpr>", "<dictcomp>", "<setcomp>")
NOWHERE = "<somewhere else>"


def rebuilt(said: Any, met: list[Exception]) -> Exception:
    """Return the error that the student's process describes; met: those of stand-ins."""
    if not isinstance(said, dict):
        raise WireError("expected an error")
    token, words = said["token"], said["text"]
    if not isinstance(words, str) or len(words) > MAX_WORDS:
        raise WireError("expected words")
    if type(token) is int and 0 <= token < len(met):
        error = met[token]
    else:
        error = _kind(said["types"])(whole(words))
    return error.with_traceback(_traceback(said["frames"]))


def described(error: Exception, token: int) -> dict[str, Any]:
    """Return a stand-in's error for the student's process."""
    base = next(k.__name__ for k in type(error).__mro__ if hasattr(builtins, k.__name__))
    name = type(error).__name__
    return {"base": base, "name": name, "text": str(error)[:MAX_WORDS], "token": token}


def _kind(names: Any) -> type[Exception]:
    """Return an error type of this name: the built-in one, or one that is derived from it."""
    if not isinstance(names, list) or not names or not all(isinstance(n, str) for n in names):
        raise WireError("expected the names of types")
    known = [getattr(builtins, name, None) for name in names[:30]]
    found = (k for k in known if isinstance(k, type) and issubclass(k, BaseException))
    base = next(found, Exception)
    if base.__name__ == names[0] or names[0] in OURS or not IDENTIFIER.fullmatch(names[0]):
        return _as_exception(base)
    return type(names[0], (_as_exception(base),), {})


def _as_exception(base: type[BaseException]) -> type[Exception]:
    """Return a type that `except Exception` catches, under the same name."""
    kind = _from_words(base)
    if issubclass(kind, Exception):
        return kind
    # A test may expect SystemExit. An interrupt is never a student's.
    bases = (kind, Exception) if issubclass(kind, SystemExit) else (Exception,)
    made: type[Exception] = type(kind.__name__, bases, {})
    return made


def _from_words(base: type[BaseException]) -> type[BaseException]:
    """Return the nearest base class that is made of words alone: some errors need more."""
    for kind in base.__mro__:
        try:
            if str(kind("some words")) == "some words":
                return kind if kind is base else type(base.__name__, (kind,), {})
        except TypeError:
            continue
    return Exception


def _traceback(frames: Any) -> TracebackType | None:
    """Return a traceback through the student's cells; its lines are looked up by the judge."""
    if not isinstance(frames, list) or len(frames) > MAX_FRAMES:
        raise WireError("expected some frames")
    chain: dict[str, Any] | None = None
    for file, line, name in reversed(frames):
        if not (isinstance(file, str) and isinstance(name, str) and type(line) is int):
            raise WireError("expected a frame")
        own = file.startswith("<cell-") and file[6:-1].isdigit()
        code = {"co_filename": file if own else NOWHERE, "co_name": _scope(name)}
        frame = {"f_globals": {}, "f_locals": {}, "f_code": code, "f_lineno": max(1, line)}
        chain = {"tb_frame": frame, "tb_lineno": min(max(1, line), 10**6), "tb_next": chain}
    made: TracebackType | None = Traceback.from_dict(chain).as_traceback() if chain else None
    return made


def _scope(name: str) -> str:
    return name if name in SCOPES or IDENTIFIER.fullmatch(name) else "f"
