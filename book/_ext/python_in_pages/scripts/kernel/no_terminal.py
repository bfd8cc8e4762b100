"""Leave out IPython's terminal: a page has none, and its import takes long.

This runs in the worker before IPython is imported. ``import IPython`` asks for ``embed`` alone.
"""

import sys
import types


def _embed(*_, **__):
    raise RuntimeError("embed() needs a terminal; a page has none")


_terminal = types.ModuleType("IPython.terminal.embed")
_terminal.embed = _embed
sys.modules[_terminal.__name__] = _terminal
