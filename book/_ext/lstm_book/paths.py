"""Where the project is and where its builds leave what they make: the same for every edition."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[3]
BUILD = ROOT / "_build"
SITE = BUILD / "html"
STAMP = BUILD / "site.built"  # what the site was made of, and that its build was clean
