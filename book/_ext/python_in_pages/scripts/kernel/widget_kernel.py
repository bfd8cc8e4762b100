"""Fit JupyterLite's kernel to widgets: an error that ipywidgets catches is shown.

This runs in the worker, once, before the reader's first cell, after page_kernel.py.
"""

import sys

from IPython.core.getipython import get_ipython

ERROR = "application/vnd.jupyter.error"  # JupyterLab's name for an error that is shown


def _show_caught_errors(shell):
    """Show an error that ipywidgets has caught: of a callback, or inside an Output widget.

    The kernel would keep it until the cell ends, and outside a cell it would be lost.
    """
    keep = shell._showtraceback

    def show(kind, error, lines):
        if not _by_ipywidgets(sys._getframe(1)):
            return keep(kind, error, lines)
        stack = "\n".join(shell.short_traceback(kind, lines))
        said = {"name": kind.__name__, "message": str(error), "stack": stack}
        return shell.display_pub.publish({ERROR: said, "text/plain": said["stack"]})

    shell._showtraceback = show


def _by_ipywidgets(frame):
    """Return whether ipywidgets asks for it; IPython's own frames lie between."""
    while frame and frame.f_globals.get("__name__", "").startswith("IPython."):
        frame = frame.f_back
    return bool(frame) and frame.f_globals.get("__name__", "").startswith("ipywidgets.")


_show_caught_errors(get_ipython())
