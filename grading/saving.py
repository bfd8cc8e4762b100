"""The old path of SaveGrades: an nbgrader_config.py written before the move names it."""

from .nbgrader_plugins.save_grades import SaveGrades as SaveGrades
