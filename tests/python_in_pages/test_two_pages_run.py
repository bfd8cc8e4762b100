"""The cells of another book, built with the extension alone, run in its pages.

The wheels come from the user's cache, where the build of the course has put them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.server import Plain, serve
from tests.helpers import two_page_book
from tests.helpers.running_page import RunningPage, Window
from tests.helpers.visit import DESK, Visit

pytestmark = pytest.mark.needs("python-in-pages")

SETTINGS = {
    "lock": str(two_page_book.ROOT / "book" / "python-in-pages.lock.json"),
    "start": ["numpy"],
    "later": [{"name": "figures", "when": "matplotlib", "packages": ["matplotlib"]}],
}
# In the place of its page without code: a result, an error that the page shows, a figure.
CIRCLES = """# Circles

```{code-cell} ipython3
import numpy as np

angle = np.linspace(0, 2 * np.pi, 9)
points = np.column_stack([np.cos(angle), np.sin(angle)])
points.round(3)
```

There is no tenth point.

```{code-cell} ipython3
:tags: [raises-exception]

points[9]
```

```{code-cell} ipython3
import matplotlib.pyplot as plt

plt.figure(figsize=(3, 3))
plt.plot(*points.T)
plt.show()
```
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """Build the book."""
    book = two_page_book.write(tmp_path_factory.mktemp("numbers"), SETTINGS)
    (book / "history.md").write_text(two_page_book.HEAD + CIRCLES, encoding="utf-8")
    made, _ = two_page_book.build(book, PYTHON_IN_PAGES="required")
    return made


@pytest.fixture(scope="module")
def visit(browser):
    made = Visit(browser, DESK)
    yield made
    made.context.close()


@pytest.mark.parametrize(
    ("page", "states"), [("primes", ["ran", "ran"]), ("history", ["ran", "error", "ran"])]
)
def test_the_cells_of_another_book_run(visit, browser, site, page, states):
    window = Window(browser.version, visit.page.goto, visit.page.evaluate)
    with serve(site, Plain) as address:
        running = RunningPage(window, f"{address}/{page}.html")
        running.start()
        running.run_all()
        assert running.states() == states
        assert running.differences(page) == {}
    # Jupyter Book's own pages ask other hosts for scripts; what this one is asked for is there.
    assert [line for line in visit.troubles if "127.0.0.1" in line] == []
