"""The modules that have a ``setup`` of their own, in the order in which Sphinx gets to know them.

Handlers of the same event run in this order, where they name no priority.
"""

from .assets import icon_font, katex_files, static_files
from .directives import (
    drawing,
    grader_proof,
    katex_renderer,
    library_tabs,
    post,
    speed_table,
    tried_browsers,
)
from .downloads import exercise_zips, notebooks, wheel
from .editions import language_switch
from .execution import figure_font, kernel_profile, result_cache, short_paths
from .pages import passes, theme_translations
from .search import korean
from .site import plain_log, rebuild

MODULES = (
    plain_log,
    kernel_profile,
    result_cache,
    rebuild,
    language_switch,
    korean,
    figure_font,
    katex_renderer,
    katex_files,
    library_tabs,
    drawing,
    short_paths,
    exercise_zips,
    grader_proof,
    speed_table,
    post,
    tried_browsers,
    notebooks,
    wheel,
    theme_translations,
    passes,
    icon_font,
    static_files,
)
