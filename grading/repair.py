"""The old path of Repair: an nbgrader_config.py written before the move names it."""

from .nbgrader_plugins.repair import Repair as Repair
