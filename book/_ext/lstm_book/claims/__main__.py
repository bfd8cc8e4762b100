"""``python -m lstm_book.claims``: see ``compare``."""

import sys

from .compare import main

sys.exit(main(sys.argv[1:]))
