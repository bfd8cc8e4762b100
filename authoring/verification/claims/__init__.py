"""Claims: what each sentence says to be so, as a predicate over the results.

They stand apart from the diagnosis, and share no code with it: formulas of their own, from the
equations. tests/authoring/verification/test_claims.py evaluates the claim of whatever is said.

seen           the calls that a claim is about
sentences      the sentences of words.yml
families       those of them about families of mistakes
squashed_sums, norms, cells, layers, arrangements: the messages of known mistakes

A new key needs its claim: a sentence in ``sentences``, a known mistake with its function.
"""

from .arrangements import ARRANGEMENTS
from .cells import CELLS
from .layers import LAYERS
from .norms import NORMS
from .seen import Call, Claim, Seen
from .sentences import LEADING, SENTENCES
from .squashed_sums import SQUASHED_SUMS

__all__ = ["LEADING", "MISTAKES", "SENTENCES", "Call", "Seen", "claim_of"]

MISTAKES: dict[str, dict[str, Claim]] = {
    "jacobian_norms": NORMS,
    **SQUASHED_SUMS,
    **CELLS,
    **LAYERS,
    **ARRANGEMENTS,
}


def claim_of(function: str, key: str) -> Claim:
    """Return the claim of a key; raise KeyError where there is none."""
    return MISTAKES[function].get(key) or SENTENCES[key]
