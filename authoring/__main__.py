"""The command: ``python -m authoring`` makes exercises/ from solutions/ and what stands here.

``lay`` makes only what lies beside the notebooks of solutions/; ``check`` changes nothing in
exercises/, and says what there is not what its sources give.
"""

import argparse
import sys
from collections.abc import Callable

from .bundle import BundleError
from .generate import ReleaseError, generate, stale
from .lay import ROOT, lay

INTERRUPTED = 130


def main(arguments: list[str] | None = None) -> int:
    """Do what the command says; return 0 where all is well."""
    parser = argparse.ArgumentParser(prog="python -m authoring", description=_exercises.__doc__)
    commands = parser.add_subparsers(title="or only one part of it", metavar="COMMAND")
    parser.set_defaults(run=_exercises)
    for name, run in COMMANDS.items():
        commands.add_parser(name, help=run.__doc__, description=run.__doc__).set_defaults(run=run)
    options = parser.parse_args(arguments)
    try:
        return int(options.run())
    except (BundleError, ReleaseError) as error:
        print(f"Not made: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nStopped. No file is half written; the same command goes on.", file=sys.stderr)
        return INTERRUPTED
    return 2


def _exercises() -> int:
    """Make exercises/ from solutions/ and authoring/."""
    changed = generate()
    print("\n".join(changed) or "exercises/ is up to date.")
    return 0


def _lay() -> int:
    """Lay checks.py and fixtures.json beside the notebooks of solutions/."""
    for path in lay():
        print(f"{path.relative_to(ROOT)}: written")
    return 0


def _check() -> int:
    """Say which files of exercises/ are not what their sources give."""
    found = stale()
    if found:
        print("\n".join(found))
        print("exercises/ is generated: edit solutions/ and authoring/, then run `make exercises`.")
    return 1 if found else 0


COMMANDS: dict[str, Callable[[], int]] = {"lay": _lay, "check": _check}

if __name__ == "__main__":
    sys.exit(main())
