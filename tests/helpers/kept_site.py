"""A small site with a few kilobytes in the place of Python, for the tests of what is kept."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

from python_in_pages import offline, policy

from tests.helpers.bundled import one_text

Bundled = Callable[[str, str], str]  # a script and a form, as one_text takes them
SAYS = "pyodide.mjs of {0} python_stdlib.zip of numpy lstm"  # the first 20 letters of each file
CORE = ("pyodide.mjs", "python_stdlib.zip")

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<link rel="icon" href="{up}_static/icon.svg"><link rel="stylesheet" href="{up}_static/book.css?v=1">
<script src="{up}_static/book.js?v=1" defer></script></head>
<body data-text="{text}"><h1>{title}</h1><img src="{up}_images/drawing.svg" alt="a drawing">
<button data-page="{up}python/{version}/page.js">Run this page</button>
<script>document.querySelector("button").addEventListener("click", async (event) => {{
  const page = await import(new URL(event.target.dataset.page, document.baseURI));
  await page.start();
}});</script>
</body></html>
"""

# As the page's own script does it: first the worker, then Python in a worker of its own.
SCRIPT = """import * as offline from "./offline.js";
const answer = await fetch(new URL("runtime.json", import.meta.url));
const runtime = { ...(await answer.json()), base: new URL(".", import.meta.url).href };
const mark = (state) => (document.documentElement.dataset.pythonInPages = state);
window.python = { ...offline, runtime };
window.python.later = (name) => ask({ name });

let worker;
const ask = (question) => new Promise((done, failed) => {
  worker.onmessage = ({ data }) => (data.error ? failed(new Error(data.error)) : done(data));
  worker.onerror = () => failed(new Error("the worker did not start"));
  worker.postMessage(question);
});

export async function start() {
  mark("loading");
  window.python.opened = await offline.open(runtime, { control: 60_000 }); // a busy machine
  try {
    worker = new Worker(new URL("kernel-worker.js", import.meta.url), { type: "module" });
    window.python.says = (await ask({ name: "start", runtime })).says;
  } catch (error) {
    window.python.error = error.message;
    return mark("failed");
  }
  mark("ready");
  window.python.keeping = offline.keep(runtime, { pause: 0 });
}
"""

# In the place of Python: it says what its files say.
KERNEL = """let runtime;
onmessage = async ({ data }) => {
  runtime ??= data.runtime;
  const ours = runtime.files.filter((file) => file.group === data.name && /^[.]/.test(file.path));
  try {
    const texts = await Promise.all(ours.map(async ({ path }) => {
      const answer = await fetch(new URL(path, runtime.base));
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
      return (await answer.text()).slice(0, 20).trim();
    }));
    postMessage({ says: texts.join(" ") });
  } catch (error) {
    postMessage({ error: error.message });
  }
};
"""


def lay(
    root: Path,
    text: str = "first",
    python: str = "1",
    wheels: tuple[str, ...] = ("numpy", "lstm"),
    padding: int = 3000,
    scripts: Bundled = one_text,
) -> str:
    """Lay a site: three pages that say `text`, and a Python that says `python`.

    A wheel's content is its name: it is the same in every version. Returns the version of Python.
    """
    shutil.rmtree(root, ignore_errors=True)
    version = _lay_python(root / "python", python, wheels, padding, scripts("offline.js", "esm"))
    for name in ("index.html", "other.html", "ko/index.html"):
        up = "../" * name.count("/")
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(PAGE.format(title=name, up=up, text=text, version=version))
    _lay_parts(root, text)
    policy.write(root)
    offline.seal(root, scripts("service-worker.js", "iife"))
    return version


def _lay_parts(root: Path, text: str) -> None:
    for folder in ("_static", "_images"):
        (root / folder).mkdir()
    style = f"@font-face {{font-family: f; src: url('f.woff2')}} h1 {{font-family: f, '{text}'}}"
    (root / "_static" / "book.css").write_text(style)
    (root / "_static" / "f.woff2").write_bytes(b"no font")
    (root / "_static" / "book.js").write_text(f'window.said = "{text}";')
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><desc>{}</desc></svg>'
    (root / "_static" / "icon.svg").write_text(drawing.format(text))
    (root / "_images" / "drawing.svg").write_text(drawing.format(text))


def _lay_python(
    folder: Path, python: str, wheels: tuple[str, ...], padding: int, keeping: str
) -> str:
    core = {name: f"{name} of {python}".ljust(padding).encode() for name in CORE}
    core_folder = f"core-{_short(b''.join(core.values()))}"
    files = {f"../{core_folder}/{name}": (data, "start") for name, data in core.items()}
    for name in wheels:
        data = name.ljust(padding).encode()
        files[f"../wheels/{_short(data)}/{name}.whl"] = (data, "start")
    for name in ("matplotlib",):
        data = f"{name} of {python}".ljust(padding).encode()
        files[f"../wheels/{_short(data)}/{name}.whl"] = (data, "figures")
    scripts = {"page.js": SCRIPT, "kernel-worker.js": KERNEL, "style.css": f"/* {python} */"}
    scripts["offline.js"] = keeping
    files |= {name: (text.encode(), "start") for name, text in scripts.items()}
    version = _short(json.dumps({name: _sha(data) for name, (data, _) in files.items()}).encode())
    (folder / version).mkdir(parents=True)
    for name, (data, _) in files.items():
        path = (folder / version / name).resolve()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    listed = [
        {"path": name, "bytes": len(data), "sha256": _sha(data), "group": group}
        for name, (data, group) in files.items()
    ]
    about = {"version": version, "core": f"../{core_folder}/", "files": listed}
    (folder / version / "runtime.json").write_text(json.dumps(about))
    return version


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _short(data: bytes) -> str:
    return _sha(data)[:12]
