"""What IPython's magics do in the judge: what has a meaning for a test, and no more."""

from collections.abc import Callable
from typing import Any

from IPython.utils.capture import capture_output

from ..stage.names import plain_python

IGNORED = {
    *("matplotlib", "load_ext", "reload_ext", "autoreload", "config", "precision", "xmode"),
    *("pip", "conda", "colors", "doctest_mode", "autosave", "notebook", "reset_selective"),
}
NUMPY = "import numpy as np\nfrom numpy import *\nimport matplotlib.pyplot as plt\n"


class JudgesShell:
    """What `get_ipython()` gives a cell of the instructor's: magics, without a kernel."""

    def __init__(self, names: dict[str, Any]) -> None:
        self.user_ns = names

    def run_line_magic(self, name: str, line: str, *more: Any) -> Any:
        if name == "pylab":
            self._run(NUMPY)
        elif name in ("time", "timeit", "prun"):
            return self._run(line)
        elif name not in IGNORED:
            raise _unknown(f"%{name}")
        return None

    def run_cell_magic(self, name: str, line: str, cell: str) -> Any:
        if name == "capture":
            with capture_output(display=False) as captured:
                self._run(cell)
            if words := [word for word in line.split() if not word.startswith("-")]:
                self.user_ns[words[0]] = captured
        elif name in ("time", "timeit", "prun"):
            self._run(cell)
        else:
            raise _unknown(f"%%{name}")

    def magic(self, line: str) -> Any:
        name, _, rest = line.lstrip("%").partition(" ")
        return self.run_line_magic(name, rest)

    def _run(self, source: str) -> None:
        exec(compile(plain_python(source), "<magic>", "exec"), self.user_ns)

    def system(self, command: str) -> None:
        print(f"not run while grading: {command}")

    def getoutput(self, command: str, *more: Any) -> list[str]:
        self.system(command)
        return []

    def __getattr__(self, name: str) -> Callable[..., Any]:
        raise _unknown(f"get_ipython().{name}")


def _unknown(what: str) -> Exception:
    return AttributeError(f"{what} has no meaning where tests run: only a kernel has it")
