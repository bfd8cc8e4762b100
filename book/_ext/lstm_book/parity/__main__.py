"""``python -m lstm_book.parity``: see ``compare``."""

import sys

from .compare import main

sys.exit(main(sys.argv[1:]))
