"""What the outputs of one cell may be: how many, how large, of which types.

The student's process keeps to it and leaves the rest out; the judge takes nothing else.
"""

import re

MAX_OUTPUTS = 5000
MAX_LINES = 200  # of a traceback
ERROR_SPACE = 1_000_000  # characters of all errors, beside the limit of what a cell may print
MIME = re.compile(r"[a-z]+/[a-zA-Z0-9.+-]{1,60}")
