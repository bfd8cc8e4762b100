"""``python -m lstm_book``: build every edition that has changed, all into one site."""

from __future__ import annotations

import sys

from .paths import STAMP
from .site import build_stamp


def main() -> int:
    """Build what is not up to date; import what builds only then."""
    wanted = build_stamp.input_digests()
    languages = build_stamp.unfinished_languages(wanted) or build_stamp.stale_languages(wanted)
    if not languages:
        print("The site is up to date: nothing has changed.")
        return 0
    STAMP.unlink(missing_ok=True)
    from sphinx.errors import ExtensionError

    from .site.build import build_editions, prepare

    try:
        missing = prepare()
    except ExtensionError as error:
        print(error, file=sys.stderr)
        return 1
    if not build_editions(list(wanted) if missing else languages):  # all have it, or none
        return 1
    build_stamp.write_stamp(wanted, whole=not missing)
    if missing:
        print(f"\n{missing}", flush=True)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        left = "" if STAMP.exists() else ": there is no whole site until the next `make book`"
        print(f"\nInterrupted{left}.", file=sys.stderr)
        sys.exit(130)
