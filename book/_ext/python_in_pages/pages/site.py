"""What Sphinx does for a site with Python in its pages, from its settings to its last file."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.errors import ConfigError, ExtensionError
from sphinx.util import logging

from .. import settings
from . import button, cells, laying, licences, words

logger = logging.getLogger(__name__)
SITES = ("html", "dirhtml", "singlehtml")  # Sphinx's builders
VERSION = "python_in_pages_version"  # kept with Sphinx's environment


class Site:
    """One build: what it serves, and why it does not."""

    def __init__(self) -> None:
        self.settings = settings.Settings()
        self.served: laying.Served | None = None
        self.switch = ""
        self.problem = ""

    def read_settings(self, app: Sphinx, config: Config) -> None:
        """Read what the book has set."""
        try:
            self.settings = settings.read(config.python_in_pages, Path(app.srcdir))
            self.switch = settings.switch()
            words.all_words(self.settings)
        except settings.SettingsError as error:
            raise ConfigError(str(error)) from error

    def lay(self, app: Sphinx) -> None:
        """See to it that Python lies at the site's root."""
        if not _is_site(app):
            return
        root = Path(app.outdir)
        try:
            found = laying.prepare(root, self.settings, self.switch, logger.info)
        except laying.LayingError as error:
            raise ExtensionError(str(error)) from error
        self.served, self.problem = found

    def outdated(self, app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
        """Name all pages where the address of Python has changed: Sphinx writes them again."""
        version = self.served.version if self.served else ""
        if getattr(env, VERSION, "") == version:
            return ()
        setattr(env, VERSION, version)
        return env.found_docs

    def carry_cells(self, app: Sphinx, doctree: nodes.document, docname: str) -> None:
        """Put the cells into a page that its Python needs and that the page does not show."""
        notebook = _notebook(app, docname)
        seen = self._cells(app, doctree, docname)
        if not seen or not notebook.exists():
            return
        try:
            cells.carry(seen, notebook)
        except ValueError as error:
            raise ExtensionError(f"{app.env.doc2path(docname)}: {error}") from error

    def add_button(
        self, app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any
    ) -> None:
        """Put the button on a page whose reader sees code that Python can run."""
        if doctree is None or not self._cells(app, doctree, pagename):
            return
        said = words.of_language(self.settings, app.config.language)
        line = said["cannot_run"].replace("{page}", posixpath.basename(pagename))
        html = self._button(self._address(app, pagename), said | {"cannot_run": line})
        context["body"] = button.below_title(context["body"], html)

    def _button(self, page: str, said: words.Words) -> str:
        assert self.served
        return button.markup(page, self.served.start, self.served.total, said)

    def _cells(
        self, app: Sphinx, doctree: nodes.document, docname: str
    ) -> dict[int, nodes.Element]:
        """Return the cells of a page that the reader can run; none where Python is not served."""
        if not self.served:
            return {}
        return cells.visible(doctree) if cells.is_python(app.env.metadata[docname]) else {}

    def _address(self, app: Sphinx, pagename: str) -> str:
        """Return where ``page.js`` is, as a page sees it; a module's address begins with a dot."""
        assert self.served
        here = posixpath.dirname(app.builder.get_target_uri(pagename)) or "."
        to_root = posixpath.relpath(".", here) + "/" + self.settings.site_root
        return posixpath.normpath(to_root) + f"/{self.served.page}"

    def licences(self, app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
        """Add the page that names all that is served, with its licences."""
        if not _is_site(app):
            return
        parts = licences.read(self.served.folder) if self.served else []
        said = words.of_language(self.settings, app.config.language)
        context = {"title": said["licences_title"], "body": licences.body(parts, said)}
        yield licences.PAGE, context, "page.html"

    def finish(self, app: Sphinx, exception: Exception | None) -> None:
        """Seal the site, and say in the last lines what is missing."""
        if exception or not _is_site(app):
            return
        if not self.settings.laid:
            laying.seal(Path(app.outdir))
        if self.problem:
            logger.info("%s", self.problem)


def _is_site(app: Sphinx) -> bool:
    """Say whether this build makes a web site: a book for readers of EPUB has HTML, too."""
    return app.builder.name in SITES


def _notebook(app: Sphinx, docname: str) -> Path:
    """Return where myst-nb has kept a page's notebook."""
    return Path(app.env.mystnb_config.output_folder, f"{docname}.ipynb")  # type: ignore[attr-defined]
