"""The command: ``python -m grading [check | doctor] [ASSIGNMENT ...]``."""

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

    from . import check_command, doctor
    from .admission import Choice
    from .course import Course, SetupError
    from .jobs import executors, worker_process
    from .publish.last_lines import last_lines
    from .publish.report import Summary
    from .run import grade_course, try_course
    from .sandbox.settings import SandboxError
except KeyboardInterrupt:
    print("\nStopped. Nothing had begun.", file=sys.stderr)
    sys.exit(INTERRUPTED)

DESCRIPTION = "Grade what is in submitted/: gradebook, feedback/STUDENT/ and a table of all points."
UNSAFE = "Without the sandbox: what students wrote runs with your rights."


def main(arguments: list[str] | None = None) -> int:
    """Grade; return 0 if every submission was graded, 1 if one was not, 2 if none could be.

    check: 0 if every assignment may be graded, else 1.
    """
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
        words = str(getattr(error, "orig", None) or error)  # the database's own, if there are any
        print(f"Not graded: the gradebook: {words.splitlines()[0]}", file=sys.stderr)
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
    course = Course(options.db, sandbox=not options.no_sandbox)
    if options.assignment[:1] == ["check"]:
        return check_command.main(course, _workers(options, course), options.assignment[1:])
    if not options.dry_run:
        _check_table(options.csv)
    choice = Choice(
        tuple(options.assignment),
        tuple(options.unchecked),
        tuple(options.student),
        force=options.force,
        feedback=not options.no_feedback,
        dry=options.dry_run,
    )
    with course.work():
        if choice.dry:
            summary = try_course(course, _workers(options, course), choice)
        else:
            summary = grade_course(course, _workers(options, course), choice, options.csv)
    _report(summary, choice, course, options.csv)
    if summary.none_graded:
        return 2
    return 0 if summary.all_graded else 1


def _report(summary: Summary, choice: Choice, course: Course, table: Path) -> None:
    """Print the last lines of a run."""
    print(*[summary, *summary.frequent], sep="\n")
    if choice.lists:
        print(*summary.changes.lines(), sep="\n")
    if choice.dry:
        print("A dry run: nothing was written.")
        return
    print(*(f"{line}\n" for line in last_lines(course)), sep="", end="")
    returned = f", files to return: {course.dir.feedback_directory}/STUDENT/"
    print(f"Table: {table}{returned if choice.feedback else ''}")
    print(f"Gradebook: {course.shown_db}")


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
        help="folders of solutions/; default: all. With check before them: judge their solutions "
        "and grade nothing. doctor checks the sandbox",
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
    _what(parser)
    return parser.parse_args(arguments)


def _what(parser: argparse.ArgumentParser) -> None:
    """Add the options that say what is graded."""
    parser.add_argument(
        "--student",
        metavar="NAME",
        action="append",
        default=[],
        help="grade only this student; may be repeated",
    )
    parser.add_argument(
        "--force", action="store_true", help="grade again what has not changed; list changed marks"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="list the marks that would change, and write nothing"
    )
    parser.add_argument(
        "--unchecked",
        metavar="ASSIGNMENT",
        action="append",
        default=[],
        help="grade an assignment though its solution was not checked; may be repeated",
    )


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
