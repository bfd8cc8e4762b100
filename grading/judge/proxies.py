"""What a test sees of a student's functions: callables that ask the student's process."""

import sys
from collections.abc import Iterable
from typing import Any

from ..languages import say
from .session import Session


class Names(dict[str, Any]):
    """The global names of the tests: the instructor's own, and a proxy for each function."""

    def __init__(self, session: Session) -> None:
        super().__init__(__name__="__main__")
        self.session = session
        self.proxies: dict[str, Proxy | Deadly] = {}
        self.deadly: dict[str, Deadly] = {}

    def lost(self, function: str) -> None:
        """Note that a function never ends, or takes the process with it: nobody calls it again."""
        if function in self.session.functions:
            self.deadly[function] = Deadly(function, self.session.language)

    def renew(self) -> None:
        """Give a proxy for each function that the student has defined by now, and no other."""
        for name in self.session.functions:
            self.pop(name, None)
        found = self.session.callables
        self.proxies = {name: self.deadly.get(name) or Proxy(name, self) for name in found}
        self.update(self.proxies)

    def replaced(self, wanted: Iterable[str]) -> dict[str, Any]:
        """Return what stands in the place of the student's functions for a while.

        A test puts right functions there; where it has not, a deadly one only says what it does.
        """
        return self.deadly | {
            name: self[name]
            for name in wanted
            if name in self and self[name] is not self.proxies.get(name) and callable(self[name])
        }


class Deadly:
    """A function that has cost its process once. Who calls it gets an error, and goes on."""

    def __init__(self, name: str, language: str) -> None:
        self.words = say(language, "deadly", function=name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise RuntimeError(self.words)


class Proxy:
    """A function of the student's. The student's own error comes back with its own lines."""

    def __init__(self, name: str, names: Names) -> None:
        self.__name__ = self.__qualname__ = name
        self._names = names
        self.wanted: tuple[str, ...] = names.session.functions

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        names = self._names
        answer = names.session.call(self.__name__, args, kwargs, names.replaced(self.wanted))
        for output in answer.printed:
            if output.get("name") == "stdout":
                sys.stdout.write(output["text"])
        if answer.error is not None:
            raise answer.error.with_traceback(answer.error.__traceback__)
        return answer.value


# A test quotes the first line of a traceback that it can read: never this one.
Proxy.__call__.__code__ = Proxy.__call__.__code__.replace(co_filename="<judge>")
