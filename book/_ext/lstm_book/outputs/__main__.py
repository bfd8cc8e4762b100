"""``python -m lstm_book.outputs``: run the code of every library's tabs, and keep what it prints.

python -m lstm_book.outputs            # each library that is installed
python -m lstm_book.outputs pytorch    # one of them
"""

from __future__ import annotations

import sys

from ..paths import BOOK
from . import kept, running
from .libraries import LIBRARIES, Library


def main(names: list[str]) -> int:
    """Run what can be run here; return 1 where something that was asked for could not."""
    if unknown := set(names) - LIBRARIES.keys():
        print(f"expected some of {', '.join(LIBRARIES)}, received {', '.join(sorted(unknown))}.")
        return 1
    running.one_backend()
    left_out = [name for name in names or LIBRARIES if not LIBRARIES[name].is_here()]
    for name in left_out:
        print(f"{name}: is not installed; what is kept of it stays as it is.")
    for name in names or LIBRARIES:
        if name not in left_out:
            make(LIBRARIES[name])
    return 1 if names and left_out else 0


def make(library: Library) -> None:
    """Write the outputs of every page, and remove those of pages that have no such tab."""
    for page in sorted({path.stem for path in BOOK.glob("*/*.md")} | pages_kept(library)):
        found = running.run_pages(library.directive, sorted(BOOK.glob(f"*/{page}.md")))
        found.by = library.versions()
        if found.pages:
            kept.write(library.name, page, found)
            print(f"{library.name}: {page}, {len(found.printed)} outputs")
        else:
            kept.path_of(library.name, page).unlink(missing_ok=True)


def pages_kept(library: Library) -> set[str]:
    """Return the pages of which something is kept."""
    return {path.stem for path in kept.path_of(library.name, "a-page").parent.glob("*.yml")}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
