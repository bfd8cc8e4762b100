"""``python -m lstm_book``: build every edition that has changed, and lay all into one site."""

from __future__ import annotations

import sys

from . import built
from .places import STAMP


def main() -> int:
    """Build what is not up to date; import what builds only then."""
    wanted = built.digests()
    languages = built.stale(wanted)
    if not languages:
        print("The site is up to date: nothing has changed.")
        return 0
    STAMP.unlink(missing_ok=True)
    from .build import build_all

    if not build_all(languages):
        return 1
    built.note(wanted)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        left = "" if STAMP.exists() else ": there is no whole site until the next `make book`"
        print(f"\nInterrupted{left}.", file=sys.stderr)
        sys.exit(130)
