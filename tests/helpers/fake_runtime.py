"""A runtime of a few bytes at a site's root, for tests that start no Python."""

from __future__ import annotations

import json
from pathlib import Path

VERSION = "0123456789ab"
PAGE = "export const start = (opener) => { opener.textContent = 'started'; };\n"
LICENCES = [
    {"name": name, "version": version, "licence": licence, "texts": [text]}
    | {"standard": is_standard, "source": source}
    for name, version, licence, text, is_standard, source in (
        ("b", "2", "MIT", "Do & have", False, ""),
        ("c", "", "MIT", "Do & have", False, ""),
        ("d", "1.0", "0BSD", "<free>", True, "https://example.org/d"),
    )
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
