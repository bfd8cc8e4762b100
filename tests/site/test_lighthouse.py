"""What Lighthouse says of a page on a phone: the welcome page and a page with sliders.

Its performance score also follows from how busy this machine is, so ``make bench`` measures it.
Here stands what it is made of and no machine changes: bytes, and what moves while loading.
"""

from pathlib import Path

import pytest

from benchmarks.browser import program
from benchmarks.lighthouse import report, scores
from benchmarks.server import serve
from benchmarks.site import PAGES

LEAST = {"accessibility": 100, "best-practices": 95, "seo": 95}
MOST = {"total-byte-weight": 240_000, "cumulative-layout-shift": 0.02}


@pytest.mark.parametrize("page", PAGES.values())
@pytest.mark.needs("browser")
def test_scores_and_weight(site, edition, page):
    with serve(site) as address:
        found = report(f"{address}/{edition.folder}/{Path(page).name}", program())
    assert {name: n for name, n in scores(found).items() if n < LEAST.get(name, 0)} == {}
    values = {name: found["audits"][name]["numericValue"] for name in MOST}
    assert {name: n for name, n in values.items() if n > MOST[name]} == {}
