"""The command line: ``python -m python_in_pages.runtime lock FILE [PACKAGE...]``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .failures import RuntimeFailure
from .renew import renew


def main(arguments: list[str]) -> int:
    """Renew a book's lock; return 1, and leave it as it is, where that cannot be."""
    parser = argparse.ArgumentParser(prog="python -m python_in_pages.runtime")
    lock = parser.add_subparsers(required=True).add_parser("lock", help="renew a book's lock")
    lock.add_argument("file", type=Path, help="the lock: `lock` in the book's settings")
    lock.add_argument("package", nargs="*", help="to add to what it has")
    given = parser.parse_args(arguments)
    try:
        renew(given.file, given.package, lambda text: print(text, flush=True))
    except RuntimeFailure as error:
        print(f"{given.file} was not written. {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"Interrupted: {given.file} was not written.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
