"""Run chosen tests, the quick files first, and report each test as it begins and fails.

This file runs inside the checkout under test, which may know nothing of mutants: it is started by
its path, and imports nothing of this package. ``selected.py JOB.json``; what it reports is a line
of JSON for each event, so that the one who waits sees which test is endless.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from pathlib import Path

import pytest


class Selected:
    """The plugin: keeps the chosen tests, orders them, reports."""

    def __init__(self, job: dict) -> None:
        self.ids = set(job["ids"])
        self.seconds = job["seconds"]
        self.report = Path(job["report"])

    def tell(self, **event: object) -> None:
        """Report an event."""
        with self.report.open("a", encoding="utf-8") as file:
            print(json.dumps({"at": time.time(), **event}), file=file)

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list) -> None:
        """Keep what was chosen; files stay whole, so that their fixtures are made once."""
        left_out = [item for item in items if self.ids and item.nodeid not in self.ids]
        items[:] = [item for item in items if not self.ids or item.nodeid in self.ids]
        config.hook.pytest_deselected(items=left_out)
        costs: dict[str, float] = defaultdict(float)
        for item in items:
            costs[file_of(item.nodeid)] += self.seconds.get(item.nodeid, 0.0)
        items.sort(key=lambda item: costs[file_of(item.nodeid)])
        self.tell(collected=len(items))

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Report the test that begins."""
        self.tell(begun=nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Report how long each part took, and what failed."""
        if report.failed:
            self.tell(failed=report.nodeid, why=last_line(report))
        self.tell(done=report.nodeid, seconds=report.duration, outcome=report.outcome)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Report a file that cannot even be imported."""
        if report.failed:
            self.tell(failed=report.nodeid, why=last_line(report))


def file_of(nodeid: str) -> str:
    """Return the file of a test."""
    return nodeid.split("::")[0]


def last_line(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Return the message of a failure, on one line."""
    crash = getattr(report.longrepr, "reprcrash", None)
    words = crash.message if crash else str(report.longrepr)
    return " ".join(words.split())[:200]


def main() -> int:
    """Run the tests that the job names."""
    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    sys.path[0] = ""  # as in `python -m pytest`; the modules beside this one stay unseen
    return int(pytest.main(job["arguments"], plugins=[Selected(job)]))


if __name__ == "__main__":
    sys.exit(main())
