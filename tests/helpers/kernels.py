"""Kernels of a learner: plain IPython in this process, and a kernel of Jupyter's in its own."""

import contextlib
import io
import os
import queue
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from jupyter_client.manager import start_new_kernel
from traitlets.config import Config

SECONDS = 60


class PlainIPython:
    """IPython without Jupyter. The folder is where its notebook would lie."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.shell = InteractiveShell(config=Config({"HistoryManager": {"enabled": False}}))
        self._before = sys.modules.pop("checks", None)
        sys.path.insert(0, str(folder))

    def run(self, text: str, cell: str | None = None) -> str:
        """Run a cell; return what a learner sees below it."""
        told = {"cell_id": cell} if cell else {}
        with capture_output() as captured, contextlib.redirect_stderr(io.StringIO()):
            result = self.shell.run_cell(text, store_history=True, **told)
        shown = getattr(result.result, "_repr_html_", lambda: "")()
        printed = re.sub(r"^Out\[\d+\]: .*$", "", captured.stdout, flags=re.M)
        return f"{printed}\n{shown}"

    def close(self) -> None:
        sys.path.remove(str(self.folder))
        sys.modules.pop("checks", None)
        if self._before:
            sys.modules["checks"] = self._before


class JupyterKernel:
    """A kernel as JupyterLab, Notebook and VS Code start it."""

    def __init__(self, folder: Path, **environment: str) -> None:
        env = {k: v for k, v in os.environ.items() if k != "NBGRADER_EXECUTION"}
        env |= {"PYTHONPATH": "", **environment}
        self.manager, self.client = start_new_kernel(
            kernel_name="python3", cwd=str(folder), env=env
        )

    def run(self, text: str, cell: str | None = None) -> str:
        """Run a cell; return what a learner sees below it."""
        self.send(text, cell)
        return self.shown()

    def send(self, text: str, cell: str | None = None) -> None:
        """Begin to run a cell, as front ends do: they tell the cell's id."""
        content = {"code": text, "silent": False, "store_history": True}
        content |= {"user_expressions": {}, "allow_stdin": False, "stop_on_error": True}
        message = self.client.session.msg("execute_request", content)
        message["metadata"] |= {"cellId": cell} if cell else {}
        self.client.shell_channel.send(message)
        self._asked: str = message["header"]["msg_id"]

    def wait_for(self, text: str) -> None:
        """Wait until the cell that was sent has printed a text."""
        while text not in "".join(next(self._outputs())):
            pass

    def shown(self) -> str:
        """Return the outputs of the cell that was sent, from now until it has ended."""
        return "\n".join(text for texts in self._outputs() for text in texts)

    def _outputs(self) -> Iterator[list[str]]:
        """Yield the texts of each output of the cell that was sent, until it has ended."""
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            with contextlib.suppress(queue.Empty):
                message = self.client.get_iopub_msg(timeout=1)
                if message["parent_header"].get("msg_id") != self._asked:
                    continue
                kind, content = message["msg_type"], message["content"]
                if kind == "status" and content["execution_state"] == "idle":
                    return
                yield _texts(kind, content)
        raise TimeoutError(f"the kernel has not ended the cell within {SECONDS} s")

    def interrupt(self) -> None:
        self.manager.interrupt_kernel()

    def close(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


def _texts(kind: str, content: dict[str, Any]) -> list[str]:
    if kind == "stream":
        return [content["text"]]
    if kind == "error":
        return content["traceback"]
    return [str(v) for v in content.get("data", {}).values()]
