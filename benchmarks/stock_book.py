"""The same pages built by Jupyter Book 1 as it comes: the default settings, no extension of ours.

What only our extension understands is left out of the pages: the drawings, the Keras tabs and the
tables of the grader. Everything else is the same, cell by cell.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
OURS = re.compile(
    r"^```\{(?:drawing|in-keras|grader-proof|post-note|post-table)\}.*?^```\n",
    re.DOTALL | re.MULTILINE,
)
DOWNLOAD = re.compile(r"\{download\}`([^<`]+?) *<[^>]*>`")
CONFIG = """\
title: LSTM, gate by gate
author: The LSTM course authors
only_build_toc_files: true
execute:
  execute_notebooks: force
bibtex_bibfiles:
  - book/references.bib
"""


def plain(text: str) -> str:
    """Return a page without what only our extension understands."""
    return DOWNLOAD.sub(r"\1", OURS.sub("", text))


def build(folder: Path) -> Path:
    """Build the stock book in ``folder`` and return its site."""
    shutil.rmtree(folder, ignore_errors=True)
    for path in (ROOT / "book").rglob("*"):
        if path.suffix in (".md", ".bib", ".png") and "_ext" not in path.parts:
            target = folder / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            if path.suffix == ".md":
                target.write_text(plain(path.read_text("utf-8")), encoding="utf-8")
            else:
                shutil.copyfile(path, target)
    shutil.copyfile(ROOT / "_toc.yml", folder / "_toc.yml")
    (folder / "_config.yml").write_text(CONFIG, encoding="utf-8")
    command = [str(Path(sys.executable).parent / "jupyter-book"), "build", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    site = folder / "_build" / "html"
    if not (site / "book" / "en" / "index.html").exists():
        raise RuntimeError(f"the stock book was not built:\n{done.stdout}\n{done.stderr}")
    return site
