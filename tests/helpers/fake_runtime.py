"""A runtime of a few bytes at a site's root, for tests that start no Python."""

from __future__ import annotations

import json
from pathlib import Path

VERSION = "0123456789ab"
PAGE = "export const start = (opener) => { opener.textContent = 'started'; };\n"
LICENCES = [
    {"name": "b", "version": "2", "licence": "MIT", "texts": ["Do & have"], "standard": False},
    {"name": "c", "version": "", "licence": "MIT", "texts": ["Do & have"], "standard": False},
    {"name": "d", "version": "1.0", "licence": "0BSD", "texts": ["<free>"], "standard": True},
]


def lay(root: Path, version: str = VERSION) -> Path:
    """Lay it; return the folder of its version."""
    folder = root / "python" / version
    folder.mkdir(parents=True)
    (folder / "page.js").write_text(PAGE, encoding="utf-8")
    files = [
        {"path": "page.js", "bytes": 900_000, "wire": 300_000, "group": "start"},
        {"path": "../wheels/1/a.whl", "bytes": 900_000, "wire": 900_000, "group": "start"},
        {"path": "../wheels/2/b.whl", "bytes": 70_000_000, "wire": 70_000_000, "group": "figures"},
    ]
    (folder / "licences.json").write_text(json.dumps(LICENCES), encoding="utf-8")
    description = {"version": version, "start": [], "later": [], "before": "", "files": files}
    (folder / "runtime.json").write_text(json.dumps(description), encoding="utf-8")
    return folder
