"""All attacks, in one list."""

from cells import CELLS
from harming import HARMING
from patching import PATCHING
from searching import SEARCHING
from talking import TALKING

ATTACKS = [*PATCHING, *SEARCHING, *HARMING, *CELLS, *TALKING]
