"""The command: ``python -m grading [ASSIGNMENT ...]``, and ``python -m grading doctor``."""

import argparse
import os
import sys
import warnings
from pathlib import Path

for _name in ("OMP", "OPENBLAS", "MKL"):  # before NumPy is imported: a worker is one core
    os.environ.setdefault(f"{_name}_NUM_THREADS", "1")

INTERRUPTED = 130
try:  # all of this takes some seconds
    from sqlalchemy.exc import SAWarning, SQLAlchemyError
    from traitlets import TraitError

    from . import doctor
    from .course import Course, SetupError
    from .jobs import executors, worker_process
    from .run import grade_course
    from .sandbox.settings import SandboxError
except KeyboardInterrupt:
    print("\nStopped. Nothing had begun.", file=sys.stderr)
    sys.exit(INTERRUPTED)

DESCRIPTION = "Grade what is in submitted/: gradebook, feedback/STUDENT/ and a table of all points."
UNSAFE = "Without the sandbox: what students wrote runs with your rights."


def main(arguments: list[str] | None = None) -> int:
    """Grade; return 0 if every submission was graded, 1 if one was not, 2 if none could be."""
    options = _options(arguments)
    warnings.simplefilter("ignore", SAWarning)  # nbgrader's own use of its tables
    if options.assignment == ["doctor"]:
        return doctor.main()
    if options.no_sandbox:
        print(UNSAFE, file=sys.stderr)
    try:
        return _grade(options)
    except (SetupError, SandboxError) as error:
        print(f"Not graded: {error}", file=sys.stderr)
    except SQLAlchemyError as error:
        print(f"Not graded: the gradebook: {str(error).splitlines()[0]}", file=sys.stderr)
    except TraitError as error:
        print(f"Not graded: nbgrader_config.py: {error}", file=sys.stderr)
    except OSError as error:
        print(f"Stopped: {error}. Mend that, and the same command goes on.", file=sys.stderr)
    except KeyboardInterrupt:
        same = "The same command without --force" if options.force else "The same command"
        print(f"\nStopped. {same} goes on from here.", file=sys.stderr)
        return INTERRUPTED
    return 2


def _grade(options: argparse.Namespace) -> int:
    _check_table(options.csv)
    course = Course(options.db, sandbox=not options.no_sandbox)
    with course.work():
        summary = grade_course(
            course,
            _workers(options, course),
            options.assignment,
            options.csv,
            force=options.force,
            feedback=not options.no_feedback,
        )
    print("\n".join([str(summary), *summary.frequent]))
    returned = f", files to return: {course.dir.feedback_directory}/STUDENT/"
    print(f"Table: {options.csv}{'' if options.no_feedback else returned}")
    print(f"Gradebook: {course.shown_db}")
    return 0 if summary.all_graded else 1


def _check_table(path: Path) -> None:
    """Raise before anything is graded if the table could not be written in the end."""
    if path.is_dir():
        raise SetupError(f"--csv: expected a file to write, received the folder {path}")
    if not path.resolve().parent.is_dir():
        raise SetupError(f"--csv: there is no folder {path.resolve().parent}")


def _workers(options: argparse.Namespace, course: Course) -> executors.Workers:
    if options.dask:
        return executors.dask(options.dask, course.settings)
    return executors.processes(options.jobs or len(worker_process.usable_cores()), course.settings)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m grading", description=DESCRIPTION)
    parser.add_argument(
        "assignment",
        nargs="*",
        help="folders of solutions/; default: all; doctor checks the sandbox",
    )
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
    _how(parser)
    parser.add_argument("--force", action="store_true", help="grade again what has not changed")
    return parser.parse_args(arguments)


def _how(parser: argparse.ArgumentParser) -> None:
    """Add the options that say where and how the work is done."""
    parser.add_argument(
        "--jobs", metavar="N", type=_count, help="how many cores grade; default: all"
    )
    parser.add_argument(
        "--dask", metavar="ADDRESS", help="grade on a Dask cluster, such as tcp://host:8786"
    )
    parser.add_argument(
        "--no-sandbox", action="store_true", help="run what students wrote with your own rights"
    )
    parser.add_argument("--no-feedback", action="store_true", help="write no feedback files")


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a number of at least 1, received {text!r}")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
