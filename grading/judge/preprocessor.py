"""The old path of Judge: an nbgrader_config.py written before the move names it."""

from ..nbgrader_plugins.judge import Judge as Judge
