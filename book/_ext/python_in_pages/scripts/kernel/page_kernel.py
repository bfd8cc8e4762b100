"""Fit JupyterLite's kernel to a page: what cannot work there says so in one sentence.

This runs in the worker, once, before the reader's first cell. The page knows the errors by
their names and says them in its own language.
"""

import builtins
import getpass
import re
import warnings

from IPython.core.getipython import get_ipython


class NotHereError(RuntimeError):
    """Something that no page can do."""


class NoInputError(NotHereError):
    """A page cannot wait for an answer."""


class NoInstallationError(NotHereError):
    """A page has the packages that it brings, and no others."""


class NoCommandError(NotHereError):
    """A browser has no command line."""


class NoExitError(NotHereError):
    """A page has no Python to leave."""


def _no_input(prompt="", *_):
    __tracebackhide__ = True
    raise NoInputError("input() cannot ask here: give the value in the code")


def _no_installation(*_):
    __tracebackhide__ = True
    raise NoInstallationError("no package can be installed here")


def _no_command(command="", *_, **__):
    __tracebackhide__ = True
    words = command.split()
    if words and words[0] in INSTALLERS:
        _no_installation()
    raise NoCommandError("a browser has no command line")


def _no_exit():
    __tracebackhide__ = True
    raise NoExitError("a page has no Python to leave")


INSTALLERS = ("pip", "pip3", "conda", "mamba", "micromamba", "uv")
SHELLS = ("bash", "sh", "script", "system", "sx", "!")


def _refuse(shell):
    """Put these in the place of what would ask a server, start a process or end it."""
    kind = type(shell)
    # The kernel sets both anew before each cell.
    kind.input = property(lambda self: _no_input, lambda self, value: None)
    kind.getpass = property(lambda self: _no_input, lambda self, value: None)
    builtins.input = getpass.getpass = _no_input
    shell.kernel.lite_transform_manager.line_transforms = []
    shell.system = shell.getoutput = _no_command
    kind.ask_exit = staticmethod(_no_exit)  # exit and quit; of sys.exit() the error is enough
    warnings.filterwarnings("ignore", "To exit: use")
    for name in INSTALLERS:
        shell.register_magic_function(_no_installation, "line", name)
    for name in SHELLS:
        shell.register_magic_function(lambda line, cell="": _no_command(), "cell", name)


def _name_cells(shell):
    """Let a traceback name the page's cell in the place of a count of runs."""
    names = {}
    compiler = shell.compile
    cache = compiler.cache

    def cache_with_name(*arguments, **more):
        file = cache(*arguments, **more)
        names[file] = shell.kernel.get_parent()["header"].get("cell", "")
        return file

    compiler.cache = cache_with_name
    compiler.format_code_name = lambda file: ("Cell", names[file]) if file in names else None


# Lines of a traceback that say nothing about the reader's code.
NOISE = re.compile(r"-{20,}$|\w+ +Traceback \(most recent call last\)$| *\[\.\.\. skipping hidden ")
MANY = 2000  # frames; Python itself ends a recursion at half of it


def _short(kind, parts):
    """Return the parts of a traceback that say something about the reader's code."""
    kept = [part.rstrip("\n") for part in parts if not NOISE.match(part)]
    if issubclass(kind, (NotHereError, SystemExit)):
        kept = [part for part in kept if part.startswith("Cell ")]
    return kept


def _shorten_tracebacks(shell):
    """Keep the frames and the message, without the frame around them."""
    show = shell._showtraceback
    shell._showtraceback = lambda kind, error, parts: show(kind, error, _short(kind, parts))
    shell.short_traceback = _short  # also for errors that others catch and show
    find = shell._get_exc_info

    def find_and_cut(*arguments, **more):
        found = find(*arguments, **more)
        _cut_frames(found[2])
        return found

    shell._get_exc_info = find_and_cut


def _cut_frames(traceback):
    """Leave out the middle of very many frames: IPython would work on them for minutes."""
    links = []
    while traceback:
        links.append(traceback)
        traceback = traceback.tb_next
    if len(links) > MANY:
        links[MANY // 2].tb_next = links[-MANY // 2]


def _fit():
    shell = get_ipython()
    _refuse(shell)
    _name_cells(shell)
    _shorten_tracebacks(shell)
    shell.run_line_magic("colors", "nocolor")
    shell.run_line_magic("xmode", "Context")
    shell.Completer.use_jedi = False
    shell.config.InlineBackend.figure_formats = {"svg"}


_fit()
