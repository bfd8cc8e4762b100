"""The old path of HideTests: an nbgrader_config.py written before the move names it."""

from .nbgrader_plugins.hide_tests import HideTests as HideTests
