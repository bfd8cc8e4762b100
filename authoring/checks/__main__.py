"""The command ``python -m checks``."""

import sys

from .progress import main

if __name__ == "__main__":
    sys.exit(main())
