"""The command: ``python -m authoring`` makes exercises/ from solutions/ and what stands here.

``lay`` makes only what lies beside the notebooks of solutions/; ``check`` changes nothing in
exercises/, and says what there is not what its sources give; ``prove`` writes authoring/proofs,
which the book shows; ``reported`` counts how well the messages name mistakes from public code.
``work`` lays a learner's folder out, and ``fresh`` fetches one piece anew.
"""

import argparse
import sys
from collections.abc import Callable

from .bundle import BundleError
from .generate import ReleaseError, generate, stale
from .lay import ROOT, lay
from .workspace.layout import UnknownItemError, fresh, lay_out
from .workspace.words import say

INTERRUPTED = 130
WORK = ROOT / "work"
ANEW = "run the cells of a copy first; the notebooks stay as they are"


def main(arguments: list[str] | None = None) -> int:
    """Do what the command says; return 0 where all is well."""
    parser = argparse.ArgumentParser(prog="python -m authoring", description=_exercises.__doc__)
    commands = parser.add_subparsers(title="or only one part of it", metavar="COMMAND")
    parser.set_defaults(run=_exercises)
    for name, run in COMMANDS.items():
        command = commands.add_parser(name, help=run.__doc__, description=run.__doc__)
        command.set_defaults(run=run)
        if run is _prove:
            command.add_argument("folders", nargs="*", metavar="NN-NAME", help="all, if none")
        if run is _reported:
            command.add_argument("--write", action="store_true", help="store today's messages")
        if run is _progress:
            command.add_argument("language", nargs="?", default="en", help="en (default), ko ...")
            command.add_argument("--run", dest="anew", action="store_true", help=ANEW)
        if run is _fresh:
            command.add_argument("name", metavar="NAME", help="03-lstm-gates, ko/03-lstm-gates ...")
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except (BundleError, ReleaseError) as error:
        print(f"Not made: {error}", file=sys.stderr)
    except UnknownItemError as error:
        print(error, file=sys.stderr)
    except KeyboardInterrupt:
        print("\nStopped. No file is half written; the same command goes on.", file=sys.stderr)
        return INTERRUPTED
    return 2


def _exercises(_: argparse.Namespace) -> int:
    """Make exercises/ from solutions/ and authoring/."""
    changed = generate()
    print("\n".join(changed) or "exercises/ is up to date.")
    return 0


def _lay(_: argparse.Namespace) -> int:
    """Lay checks.py and fixtures.json beside the notebooks of solutions/."""
    for path in lay():
        print(f"{path.relative_to(ROOT)}: written")
    return 0


def _check(_: argparse.Namespace) -> int:
    """Say which files of exercises/ are not what their sources give."""
    found = stale()
    if found:
        print("\n".join(found))
        print("exercises/ is generated: edit solutions/ and authoring/, then run `make exercises`.")
    return 1 if found else 0


def _prove(options: argparse.Namespace) -> int:
    """Grade all known mistakes, and write authoring/proofs."""
    from .verification import proof  # takes its time, and the other commands do without

    return proof.main(options.folders)


def _reported(options: argparse.Namespace) -> int:
    """Count the scores of the messages that reported mistakes hear."""
    from .verification import reported  # as above

    return reported.main(options.write)


def _work(_: argparse.Namespace) -> int:
    """Lay out work/, a learner's folder, or bring it up to date; what a learner wrote stays."""
    return _in_work(lambda: lay_out(ROOT, WORK))


def _fresh(options: argparse.Namespace) -> int:
    """Put a fresh copy of an assignment or a chapter into work/, and keep the old one."""
    return _in_work(lambda: fresh(ROOT, WORK, options.name))


def _progress(options: argparse.Namespace) -> int:
    """Show the points of the notebooks in work/, as their last tests gave them."""
    from .workspace import progress  # the other commands do without kernels

    return _in_work(lambda: progress.show(WORK, options.language, options.anew))


def _in_work(change: Callable[[], list[str]]) -> int:
    """Change a learner's folder, and say what was done, or why it could not be."""
    try:
        print("".join(f"{line}\n" for line in change()), end="")
    except OSError as error:
        for language in ("en", "ko"):
            print(say("failed", language, folder=WORK.name, error=error), file=sys.stderr)
        return 1
    return 0


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "lay": _lay,
    "check": _check,
    "prove": _prove,
    "reported": _reported,
    "work": _work,
    "fresh": _fresh,
    "progress": _progress,
}

if __name__ == "__main__":
    sys.exit(main())
