"""What Lighthouse says of a page on a phone: the welcome page and a page with sliders.

Its performance score also follows from how busy this machine is, so ``make bench`` measures it.
Here stands what it is made of and no machine changes: bytes, and what moves while loading.
"""

from pathlib import Path

import pytest
from lstm_book.editions.edition import all_editions

from benchmarks.browser import program
from benchmarks.lighthouse import report, scores
from benchmarks.server import serve
from benchmarks.site import PAGES

LEAST = {"accessibility": 100, "best-practices": 95, "seo": 95}
MOST = {"total-byte-weight": 240_000, "cumulative-layout-shift": 0.02}
ONLY = (f"--only-categories={','.join(LEAST)}", *(f"--only-audits={name}" for name in MOST))


CASES = [(edition, Path(page).stem) for edition in all_editions() for page in PAGES.values()]
# Each page and each language once; the other pairs say it again.
ONCE = [CASES[0], CASES[-1]]


@pytest.mark.parametrize(
    ("edition", "page"),
    [pytest.param(*case, marks=[] if case in ONCE else pytest.mark.slow) for case in CASES],
)
@pytest.mark.needs("browser")
def test_scores_and_weight(site, edition, page):
    with serve(site) as address:
        found = report(f"{address}/{edition.address(page)}", program(), *ONLY)
    reached = scores(found)
    assert {name: reached[name] for name, least in LEAST.items() if reached[name] < least} == {}
    values = {name: found["audits"][name]["numericValue"] for name in MOST}
    assert {name: n for name, n in values.items() if n > MOST[name]} == {}
