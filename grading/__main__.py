"""The command: ``python -m grading [ASSIGNMENT ...] [--db URL] [--force]``."""

import argparse
import os
import sys
import warnings
from pathlib import Path

from sqlalchemy.exc import SAWarning, SQLAlchemyError

from .course import Course, SetupError
from .run import Run

INTERRUPTED = 130
DESCRIPTION = "Grade what is in submitted/: gradebook, feedback/STUDENT/ and a table of all points."


def main(arguments: list[str] | None = None) -> int:
    """Grade; return 0 if every submission was graded, 1 if one was not, 2 if none could be."""
    options = _options(arguments)
    warnings.simplefilter("ignore", SAWarning)  # nbgrader's own use of its tables
    try:
        course = Course(options.db)
        with course.work():
            summary = Run(course, options.force).everything(options.assignment, options.csv)
    except SetupError as error:
        print(f"Not graded: {error}", file=sys.stderr)
        return 2
    except SQLAlchemyError as error:
        print(f"Not graded: the gradebook: {str(error).splitlines()[0]}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on from here.", file=sys.stderr)
        return INTERRUPTED
    print(summary)
    print(f"Table: {options.csv}, files to return: {course.dir.feedback_directory}/STUDENT/")
    print(f"Gradebook: {course.shown_db}")
    return 0 if summary.all_graded else 1


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m grading", description=DESCRIPTION)
    parser.add_argument("assignment", nargs="*", help="folders of solutions/; default: all")
    parser.add_argument(
        "--db",
        metavar="URL",
        default=os.environ.get("NBGRADER_DB"),
        help="the gradebook; default: NBGRADER_DB, or gradebook.db in this folder",
    )
    parser.add_argument(
        "--csv",
        metavar="FILE",
        type=Path,
        default=Path("grades.csv"),
        help="the table to write; default: grades.csv",
    )
    parser.add_argument("--force", action="store_true", help="grade again what has not changed")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
