"""What Sphinx does for a site with Python in its pages, from its settings to its last file."""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError, ExtensionError
from sphinx.util import logging

from .. import settings
from . import button, cells, laying, words

logger = logging.getLogger(__name__)

VERSION = (
    "python_in_pages_version"  # a value of Sphinx's: where it has changed, all pages are written
)


class Site:
    """One build: what it serves, and why it does not."""

    def __init__(self) -> None:
        self.settings = settings.Settings()
        self.served: laying.Served | None = None
        self.problem = ""

    def prepare(self, app: Sphinx, config: Config) -> None:
        """Read the settings, and see to it that Python lies at the site's root."""
        try:
            self.settings = settings.read(config.python_in_pages, Path(app.srcdir))
            switch = settings.switch()
            words.all_words(self.settings)
        except settings.SettingsError as error:
            raise ConfigError(str(error)) from error
        if switch != "no":
            self._lay(Path(app.outdir), required=switch == "required")
        config[VERSION] = self.served.version if self.served else ""

    def _lay(self, site: Path, *, required: bool) -> None:
        try:
            if self.settings.laid:
                self.served = laying.described(self.settings.laid)
            else:
                self.served = laying.lay(site, self.settings, logger.info)
        except laying.NotServed as error:
            if required:
                raise ExtensionError(str(error)) from error
            self.problem = str(error)

    def add_button(
        self, app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any
    ) -> None:
        """Put the button on a page whose reader sees code that Python can run."""
        if self.served is None or doctree is None or app.builder.format != "html":
            return
        seen = cells.visible(doctree)
        if not seen or not cells.is_python(app.env.metadata[pagename]):
            return
        said = words.of_language(self.settings, app.config.language)
        said = said | {
            "cannot_run": said["cannot_run"].replace("{page}", posixpath.basename(pagename))
        }
        html = button.markup(
            self._address(app, pagename),
            self.served.megabytes,
            said,
            self._hidden(app, pagename, seen),
        )
        context["body"] = button.below_title(context["body"], html)

    def _address(self, app: Sphinx, pagename: str) -> str:
        """Return where ``page.js`` is, as a page sees it; a module's address begins with a dot."""
        assert self.served
        here = posixpath.dirname(app.builder.get_target_uri(pagename)) or "."
        to_root = posixpath.relpath(".", here) + "/" + self.settings.site_root
        return posixpath.normpath(to_root) + f"/{self.served.page}"

    @staticmethod
    def _hidden(app: Sphinx, pagename: str, seen: list[int]) -> list[cells.Hidden]:
        folder = Path(app.env.mystnb_config.output_folder)  # type: ignore[attr-defined]
        notebook = folder / f"{pagename}.ipynb"
        return cells.hidden(notebook, seen) if notebook.exists() else []

    def finish(self, app: Sphinx, exception: Exception | None) -> None:
        """Say in the last lines what is missing."""
        if self.problem and not exception:
            logger.info("%s", self.problem)
