"""An IPython shell that runs a notebook's cells and captures their outputs, within a size."""

import io
import os
import pdb
import re
import sys
from typing import Any

from IPython.core import debugger
from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.inputtransformer2 import TransformerManager
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from ..wire.cell_outputs import ERROR_SPACE, MAX_LINES, MAX_OUTPUTS, MIME

MAX_LINE = 5000
CUT = "... cut ...\n"
RULES = vars(TransformerManager())
SPECIAL = re.compile(  # whatever IPython may rewrite, and sometimes plain Python
    r"""
    [?\r\v\f\x1c-\x1e\x85\u2028\u2029]  # help, and ends of lines that are not \n
    | !(?!=) | =\s*%                      # a program, a magic
    | ^[^\S\n]*([%,;/]|>>>|\.\.\.) | In\ \[  # a command, a prompt
    | \A\s | ^[^\S\n]+$                   # spaces that it takes away
    """,
    re.VERBOSE | re.MULTILINE,
)


class CapturedOutput:
    """The outputs of the cell that runs, as a notebook holds them, within a size and a number."""

    def __init__(self) -> None:
        self.start(0)

    def start(self, limit: int) -> None:
        self.outputs: list[dict[str, Any]] = []
        self.space, self.error_space, self.cut = limit, ERROR_SPACE, False

    def _add(self, output: dict[str, Any]) -> None:
        """Add an output; in the place of the last that there may be, say that the rest is cut."""
        if len(self.outputs) < MAX_OUTPUTS - 1:
            self.outputs.append(output)
        elif not self.cut:
            self.outputs.append({"output_type": "stream", "name": "stdout", "text": CUT})
            self.cut = True

    def text(self, name: str, text: str) -> None:
        part = text[: max(0, self.space)]
        self.space -= len(text)
        if len(part) < len(text):
            part = "" if self.cut else f"{part}\n{CUT}"
            self.cut = True
        last = self.outputs[-1] if self.outputs else {}
        if last.get("name") == name:
            last["text"] += part
        elif part:
            self._add({"output_type": "stream", "name": name, "text": part})

    def data(self, kind: str, data: dict[str, Any]) -> None:
        known = {mime: value for mime, value in data.items() if MIME.fullmatch(str(mime))}
        plain = {str(mime): value for mime, value in known.items() if isinstance(value, str)}
        self.space -= sum(map(len, plain.values()))
        if self.space < 0:
            self.cut = True
        else:
            self._add({"output_type": kind, "data": plain})

    def error(self, name: str, text: str, lines: list[str]) -> None:
        shown = {"evalue": text[:MAX_LINE], "traceback": [n[:MAX_LINE] for n in lines][:MAX_LINES]}
        self.error_space -= sum(map(len, [name, shown["evalue"], *shown["traceback"]]))
        if self.error_space < 0:
            self.cut = True
        else:
            self._add({"output_type": "error", "ename": name, **shown})


CAPTURED = CapturedOutput()


class Stream(io.TextIOBase):
    """sys.stdout or sys.stderr of the student's code."""

    encoding = "utf-8"

    def __init__(self, name: str) -> None:
        self.name = f"<{name}>"
        self._kind = name

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        CAPTURED.text(self._kind, text)
        return len(text)

    def fileno(self) -> int:
        """Return the descriptor that a kernel's stream has as well; here it leads nowhere."""
        return 1 if self._kind == "stdout" else 2

    def writable(self) -> bool:
        return True


class ResultHook(DisplayHook):
    """Captures the value of a cell's last line."""

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        CAPTURED.data("execute_result", format_dict)


class Publisher(DisplayPublisher):
    """Captures what a cell displays."""

    def publish(self, data: Any, *args: Any, **kwargs: Any) -> None:
        CAPTURED.data("display_data", data)

    def clear_output(self, wait: bool = False) -> None:
        CAPTURED.outputs.clear()


class Compiler(CachingCompiler):
    """Gives each cell a file name that the judge knows too."""

    cell = 0

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        return f"<cell-{self.cell}>"


class Shell(InteractiveShell):
    """A shell without a terminal, a history file or programs to start."""

    displayhook_class = ResultHook
    display_pub_class = Publisher
    compiler_class = Compiler

    def transform_cell(self, raw_cell: str) -> str:
        """Take plain Python as it is: to see that nothing is special, IPython reads every token."""
        if self._has_other_rules() or not is_plain(raw_cell):
            transformed: str = super().transform_cell(raw_cell)
            return transformed
        return raw_cell if raw_cell.endswith("\n") else raw_cell + "\n"

    def _has_other_rules(self) -> bool:
        """Say whether an earlier cell has changed what IPython does with cells."""
        return bool(self.input_transformers_post) or vars(self.input_transformer_manager) != RULES

    def should_run_async(self, raw_cell: str, **known: Any) -> bool:
        """Compile a cell to see whether it waits for something only if it has a word for that."""
        return may_wait(raw_cell) and bool(super().should_run_async(raw_cell, **known))

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        CAPTURED.error(etype.__name__, _words(evalue), list(stb))

    def run_line_magic(self, magic_name: str, line: str, _stack_depth: int = 1) -> Any:
        """Run a magic; one that fails, as what it needs is not here, stops no line below it."""
        try:
            return super().run_line_magic(magic_name, line, _stack_depth + 1)
        except Exception as error:
            self._showtraceback(type(error), error, [f"%{magic_name}: {_words(error)}"])

    def run_cell_magic(self, magic_name: str, line: str, cell: str) -> Any:
        """Run a magic with its cell; where it is not here, the cell alone."""
        if self.find_cell_magic(magic_name) is not None:
            return super().run_cell_magic(magic_name, line, cell)
        print(f"not run while grading: %%{magic_name} {line}")
        return self.run_cell(cell)

    def system(self, cmd: str) -> None:
        """A line that starts with ! finds no program here; the lines below it still run."""
        print(f"not run while grading: {cmd}")
        self.user_ns["_exit_code"] = 1

    system_piped = system_raw = system

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> Any:
        print(f"not run while grading: {cmd}")
        return [] if split else ""

    def ask_exit(self) -> None:
        """quit() in a cell ends that cell only."""

    def enable_gui(self, gui: Any = None) -> None:
        """No windows."""

    def enable_matplotlib(self, gui: str | None = None) -> Any:
        """Show figures below their cell where there is no such backend, as `notebook` is none."""
        try:
            return super().enable_matplotlib(gui)
        except Exception:
            return super().enable_matplotlib("inline")


def is_plain(cell: str) -> bool:
    """Say whether IPython runs these lines as they stand. In doubt, and for a single line: no."""
    return "\n" in cell.strip("\n") and not SPECIAL.search(cell)


def may_wait(cell: str) -> bool:
    return "await" in cell or "async" in cell


def _words(error: BaseException) -> str:
    try:
        return str(error)
    except BaseException:
        return ""


WARM_UP = (  # compiles and imports what the first cells need, once for all forks
    "import numpy as np\nprint(np.ones(2))",
    'def function(x):\n    """Several\n    lines."""\n    return f"{x}"\n',
    "1 / 0",
)
PLOT_WARM_UP = "import matplotlib.pyplot as plt\nplt.figure()\nplt.close()"


def no_debugger(*args: Any, **kwargs: Any) -> None:
    """Go on where a learner has left a breakpoint: nobody answers a debugger here."""


def keep_backend() -> None:
    """Let a figure be drawn into a file where a learner asks for windows, as TkAgg makes them."""
    from matplotlib import pyplot

    own = pyplot.switch_backend

    def switch_backend(newbackend: str) -> None:
        try:
            own(newbackend)
        except ImportError:
            own("agg")

    pyplot.switch_backend = switch_backend


def make_shell(plots: bool) -> Shell:
    """Return the one shell of this process; what it writes is captured from now on."""
    os.environ.setdefault("IPYTHONDIR", os.getcwd())
    shell: Shell = Shell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    shell.colors = "nocolor"
    sys.stdin = open(os.devnull)  # noqa: SIM115, open as long as the process
    sys.stdout, sys.stderr = Stream("stdout"), Stream("stderr")
    sys.breakpointhook = pdb.set_trace = debugger.set_trace = no_debugger
    for source in (*WARM_UP, *[PLOT_WARM_UP] * plots):
        shell.run_cell(source, store_history=False)
    if plots:
        keep_backend()
    shell.reset(new_session=True)
    shell.user_ns |= dict.fromkeys(("_", "__", "___"), "")  # as in a kernel that has just started
    return shell


def run_cell(number: int, source: str, limit: int) -> dict[str, Any]:
    """Run a cell; return its outputs, whether it ended well, and whether they were cut."""
    shell = Shell.instance()
    CAPTURED.start(limit)
    Compiler.cell = number
    try:
        ok = bool(shell.run_cell(source, store_history=True).success)
    except BaseException as error:  # from what an earlier cell has hooked into the shell
        ok = False
        CAPTURED.error(type(error).__name__, _words(error), [])
    return {"outputs": CAPTURED.outputs, "ok": ok, "cut": CAPTURED.cut}
