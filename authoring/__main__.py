"""``python -m authoring``: make exercises/ from solutions/. ``make exercises`` calls this.

``python -m authoring prove [ASSIGNMENT ...]`` writes authoring/proofs, which the book shows."""

import subprocess
import sys
from pathlib import Path

from . import lay
from .banks import proof
from .korean import cells, release


def main() -> int:
    """Make the release, or write the proofs."""
    if sys.argv[1:2] == ["prove"]:
        return proof.main(sys.argv[2:])
    return make()


def make() -> int:
    """Lay the files beside the notebooks, let nbgrader make the release, put it into Korean."""
    lay.main()
    nbgrader = Path(sys.executable).with_name("nbgrader")
    command = [nbgrader, "generate_assignment", "0*", "--force", "--no-db"]
    done = subprocess.run([*command, "--db", "sqlite:///:memory:"], cwd=cells.ROOT, check=False)
    if done.returncode:
        return done.returncode
    release.write_all(cells.ROOT / "exercises")
    return 0


if __name__ == "__main__":
    sys.exit(main())
