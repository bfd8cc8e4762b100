"""A page with live widgets, whose Python is a kernel of Jupyter's: quick, and what Jupyter says.

The page's scripts are the book's own. In the place of the session with Pyodide stands one that
asks this process; the kernel's messages get the form that Pyodide's worker gives them.
"""

from __future__ import annotations

import base64
import queue
import time
from pathlib import Path
from typing import Any

from jupyter_client.manager import start_new_kernel

SECONDS = 60

# What the page needs of J's session. The worker says undefined where JSON says null.
SESSION = """
const undefinedForNull = (value) => {
  if (value === null) return undefined;
  if (Array.isArray(value)) return value.map(undefinedForNull);
  if (typeof value !== "object") return value;
  const change = ([key, each]) => [key, undefinedForNull(each)];
  return Object.fromEntries(Object.entries(value).map(change));
};
const nullForUndefined = (key, value) => (value === undefined ? null : value);
const toText = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
const toBytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

export class Session {
  constructor() {
    this.handlers = [];
    this.sent = [];
    this.queue = Promise.resolve();
    this.ended = new Promise((_, reject) => (this.stop = () => reject(new Error("stopped"))));
    this.ended.catch(() => {});
  }
  listen(handler) {
    this.handlers.push(handler);
  }
  run(code, heard) {
    return this.#ask({ code }, heard);
  }
  send(message, heard) {
    this.sent.push(message);
    return this.#ask({ ...message, buffers: message.buffers.map(toText) }, heard);
  }
  #ask(question, heard) {
    const turn = this.queue.then(async () => {
      await this.held;
      const asked = JSON.stringify(question, nullForUndefined);
      for (const answer of JSON.parse(await window.askPython(asked)))
        this.#pass({ ...answer, buffers: answer.buffers.map(toBytes) }, heard);
    });
    this.queue = turn.catch(() => {});
    return turn;
  }
  #pass(answer, heard) {
    const message = { ...answer, content: undefinedForNull(answer.content ?? {}) };
    if (message.type.startsWith("comm_")) for (const handler of this.handlers) handler(message);
    heard?.(message);
  }
}
"""

ENTRY = """
import { show } from "./outputs.js";
import { wordsFor } from "./words.js";
import { WidgetMessages } from "./widgets-messages.js";
import { Session } from "./session-of-the-test.js";

const words = wordsFor(document.documentElement.lang);

window.begin = () => {
  const session = new Session();
  const widgets = new WidgetMessages(session, { show, words });
  return { session, widgets };
};
window.python = window.begin();

/* Runs a cell; its output stands at the end of the page. */
window.run = async (code, { session, widgets } = window.python) => {
  const out = document.querySelector("main").appendChild(document.createElement("section"));
  const about = { words, number: 1, widgets: (id, place) => widgets.view(id, place) };
  await session.run(code, (message) => widgets.take(message) || show(out, message, about));
};
"""


class Kernel:
    """A kernel of Jupyter's that answers as the worker of a page does."""

    def __init__(self, folder: Path) -> None:
        self.manager, self.client = start_new_kernel(kernel_name="python3", cwd=str(folder))
        self.answer({"code": "%colors nocolor"})

    def answer(self, question: dict[str, Any]) -> list[dict[str, Any]]:
        """Run a cell ({code}) or give a comm its message; return all that it caused."""
        message = self._message(question)
        self.client.shell_channel.send(message)
        return list(self._caused(message["header"]["msg_id"]))

    def _message(self, question: dict[str, Any]) -> dict[str, Any]:
        if "code" in question:
            more = {"silent": False, "store_history": True, "allow_stdin": False}
            return self.client.session.msg("execute_request", question | more)
        content = {k: v for k, v in question["content"].items() if v is not None}
        message = self.client.session.msg(question["type"], content, metadata=question["metadata"])
        message["header"]["msg_id"] = message["msg_id"] = question["id"]
        message["buffers"] = [base64.b64decode(each) for each in question["buffers"]]
        return message

    def _caused(self, asked: str):
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            try:
                message = self.client.get_iopub_msg(timeout=1)
            except queue.Empty:
                continue
            if message["parent_header"].get("msg_id") != asked:
                continue
            kind, content = message["msg_type"], message["content"]
            if kind == "status" and content["execution_state"] == "idle":
                return
            if made := _as_worker(kind, content, message):
                yield made
        raise TimeoutError(f"the kernel has not answered within {SECONDS} s")

    def close(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


def _as_worker(kind: str, content: dict[str, Any], message: dict[str, Any]) -> dict[str, Any]:
    """Return a message of Jupyter's as Pyodide's worker says it; nothing for what it never says."""
    if kind in ("status", "execute_input"):
        return {}
    made = {
        "type": "execute_error" if kind == "error" else kind,
        "parentHeader": {"msg_id": message["parent_header"]["msg_id"]},
        "metadata": message["metadata"],
        "buffers": [base64.b64encode(bytes(each)).decode() for each in message["buffers"]],
    }
    return made | ({"content": content} if kind.startswith("comm_") else {"bundle": content})
