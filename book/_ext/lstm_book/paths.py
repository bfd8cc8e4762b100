"""Where the project's files are, and where its builds write: the same for every edition.

No other module of the extension asks Python where its own file is.
"""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parent
EXTENSION = PACKAGE.parent  # the folder from which Python imports ``lstm_book``
BOOK = EXTENSION.parent
ROOT = BOOK.parent

ASSETS = BOOK / "_assets"
OUTPUTS = BOOK / "_outputs"  # what libraries printed in their tabs: ``outputs`` makes it
TEMPLATES = PACKAGE / "editions" / "templates"
POST = BOOK / "post.yml"  # where the Korean post says something else than it means
EDITION_FILE = "edition.yml"  # what an edition says of itself, in ``book/<language>/``
BROWSERS = BOOK / "tried-browsers.json"  # the browsers that ran pages in the tests, which write it
PROOFS = ROOT / "authoring" / "proofs"
SPEED = ROOT / "benchmarks" / "speed.json"

BUILD = ROOT / "_build"
SITE = BUILD / "html"
PYTHON = BUILD / "python-in-pages"  # what all editions serve for the cells of their pages
STAMP = BUILD / "site.built"  # what the site was made of, and that its build was clean
