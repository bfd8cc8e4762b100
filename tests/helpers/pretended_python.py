"""A page that runs, with a worker in the place of Python's that does what the test's cells say.

A cell's code is JavaScript: `say(type, bundle)` sends a message as the kernel does, `file(path,
bytes)` says that so much of a file has come, `post(message)` sends anything, and what it returns is
the reply.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from python_in_pages.pages.laying import Served

from tests.helpers.bundled import bundled

VERSION = "0123456789ab"
FILES = [{"path": "python.wasm", "bytes": 100, "wire": 100, "group": "start"}]
# comlink asks for a method by its path and takes the answer with the same id.
WORKER = """
const post = (message) => postMessage(message);
const file = (path, bytes) => post({_read: {url: new URL(path, location.href).href, bytes}});
const run = async (code, header = {}) => {
  const say = (type, bundle) => post({_kernelMessage: {type, bundle, parentHeader: header}});
  const work = new Function("say", "file", "post", `return (async () => { ${code} })()`);
  return (await work(say, file, post)) ?? {status: "ok", payload: []};
};
const methods = {
  initialize: () => run(%s),
  execute: ({code}, {header}) => run(code, header),
  load: () => undefined,
};
onmessage = async ({data: {id, path, argumentList}}) => {
  const value = await methods[path[0]](...argumentList.map((given) => given.value));
  postMessage({id, type: "RAW", value});
};
"""


def worker(at_start: str = "") -> str:
    """Return the worker's script; at_start: what it does before it is ready."""
    return WORKER % json.dumps(at_start)


def lay(site: Path, scripts: Path, **more: Any) -> Served:
    """Lay the book's scripts and the worker at the root of a site; more: for runtime.json."""
    made = bundled(scripts, {"test.js": ""}, "page.js", "style.css", "widgets.css")
    folder = site / "python" / VERSION
    folder.parent.mkdir(parents=True)
    made.rename(folder)
    (folder / "kernel-worker.js").write_text(worker(), encoding="utf-8")
    told = {"version": VERSION, "core": "./", "lock": "lock.json", "start": [], "later": []}
    told |= {"before": "", "files": FILES, **more}
    (folder / "runtime.json").write_text(json.dumps(told), encoding="utf-8")
    return Served(VERSION, 1.0, 1.0, folder)
