"""Stand-ins for the student's functions in a test: callables that ask the student's process."""

import sys
from collections.abc import Iterable
from typing import Any

from ..languages import say
from .session import Session


class TestNamespace(dict[str, Any]):
    """The global names of the tests: the instructor's own, and a proxy for each function."""

    def __init__(self, session: Session) -> None:
        super().__init__(__name__="__main__")
        self.session = session
        self.proxies: dict[str, Proxy | DisabledFunction] = {}
        self.disabled: dict[str, DisabledFunction] = {}

    def disable(self, function: str) -> None:
        """Call a function no more: it never ended, or it stopped the process."""
        if function in self.session.functions:
            self.disabled[function] = DisabledFunction(function, self.session.language)

    def renew(self) -> None:
        """Give a proxy for each function that the student has defined by now, and no other."""
        for name in self.session.functions:
            self.pop(name, None)
        found = self.session.callables
        self.proxies = {name: self.disabled.get(name) or Proxy(name, self) for name in found}
        self.update(self.proxies)

    def replaced(self, wanted: Iterable[str]) -> dict[str, Any]:
        """Return what replaces the student's functions during a call.

        A test puts right functions there; where it has not, a disabled function raises an error.
        """
        return self.disabled | {
            name: self[name]
            for name in wanted
            if name in self and self[name] is not self.proxies.get(name) and callable(self[name])
        }


class DisabledFunction:
    """A function that is no longer called: who calls it gets an error, and goes on."""

    raises = Exception

    def __init__(self, name: str, language: str) -> None:
        self.words = say(language, "disabled", function=name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise RuntimeError(self.words)


class Proxy:
    """A function of the student's. The student's own error comes back with its own lines.

    raises: what the checks take for the student's error; all else that comes out of a call is ours.
    parameters: the arguments that it takes, where its process says so.
    """

    raises = Exception

    def __init__(self, name: str, names: TestNamespace) -> None:
        self.__name__ = self.__qualname__ = name
        self._names = names
        self.parameters = names.session.parameters.get(name)
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
