"""All attacks, in one list."""

from tests.helpers.attacks.cells import CELLS
from tests.helpers.attacks.earning import EARNING
from tests.helpers.attacks.harming import HARMING
from tests.helpers.attacks.patching import PATCHING
from tests.helpers.attacks.searching import SEARCHING
from tests.helpers.attacks.talking import TALKING

ATTACKS = [*PATCHING, *SEARCHING, *HARMING, *CELLS, *TALKING, *EARNING]
