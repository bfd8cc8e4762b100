"""Another book of two pages, of another subject, that uses ``python_in_pages`` and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
EXTENSIONS = ROOT / "book" / "_ext"
HEAD = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  name: python3
  display_name: Python 3
---
"""
PRIMES = """# Primes

A sieve crosses out what is no prime.

```{code-cell} ipython3
:tags: [remove-cell, run-in-page]
LIMIT = 30
```

```{code-cell} ipython3
def primes(limit):
    left = set(range(2, limit))
    for number in range(2, limit):
        left -= set(range(2 * number, limit, number))
    return sorted(left)

print(primes(LIMIT))
```

```{code-cell} ipython3
len(primes(100))
```
"""
HISTORY = "# History\n\nEratosthenes wrote of the sieve, or so Nicomachus says.\n"
CONFIG: dict[str, Any] = {
    "title": "Primes",
    "author": "A reader",
    "logo": "",
    "only_build_toc_files": True,
}


def write(folder: Path, settings: dict[str, Any], language: str = "en") -> Path:
    """Write the sources of the book; return their folder."""
    book = folder / "book"
    book.mkdir(parents=True)
    (book / "primes.md").write_text(HEAD + PRIMES, encoding="utf-8")
    (book / "history.md").write_text(HISTORY, encoding="utf-8")
    toc = {"format": "jb-book", "root": "primes", "chapters": [{"file": "history"}]}
    sphinx = {
        "local_extensions": {"python_in_pages": str(EXTENSIONS)},
        "config": {"python_in_pages": settings, "language": language},
    }
    config = CONFIG | {"sphinx": sphinx}
    for name, tree in {"_toc.yml": toc, "_config.yml": config}.items():
        (book / name).write_text(yaml.safe_dump(tree), encoding="utf-8")
    return book


def build(book: Path, **environment: str) -> tuple[Path, str]:
    """Build the book as anyone would; return its site, and what the build has said."""
    tool = Path(sys.executable).parent / "jupyter-book"
    done = subprocess.run(
        [str(tool), "build", "--warningiserror", "--keep-going", str(book)],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return book / "_build" / "html", done.stdout
