"""Which tests reach a line, and how long each test takes: from one run with coverage.

Coverage sees what a test runs in its own process. What runs elsewhere (a sandbox, a kernel, a
built page) and what a shared fixture runs for the first test that needs it is found by the tests
of the whole folder instead: see ``judge``.
"""

import json
import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

from .groups import GROUPS, NO_BEHAVIOUR, Group
from .mutant import Mutant
from .scratch import Scratch
from .source import Change

DATABASE, TIMES = "coverage.db", "seconds.json"
SETTINGS = """[run]
relative_files = true
disable_warnings = no-data-collected, module-not-imported, module-not-measured, no-sysmon
include = {include}
"""
SELECTED = Path(__file__).with_name("selected.py")


def measure(scratch: Scratch, data: Path, tests: Iterable[str], workers: str) -> int:
    """Run tests under coverage in a copy; keep the database and the times. Return pytest's code."""
    data.mkdir(parents=True, exist_ok=True)
    settings, job, report = (data / name for name in ("coverage.ini", "job.json", "report.jsonl"))
    patterns = [pattern for group in GROUPS for pattern in (*group.sources, *group.joined)]
    include = ", ".join(pattern.replace("**/*.py", "*") for pattern in patterns)
    settings.write_text(SETTINGS.format(include=include), encoding="utf-8")
    report.unlink(missing_ok=True)
    arguments = [*tests, f"--ignore={NO_BEHAVIOUR}", "-q", "-p", "no:cacheprovider"]
    arguments += ["-n", workers, "--dist", "loadscope", "--no-loadscope-reorder"]
    arguments += ["--cov", f"--cov-config={settings}", "--cov-context=test", "--cov-report="]
    fields = {"ids": [], "seconds": {}, "report": str(report), "arguments": arguments}
    job.write_text(json.dumps(fields), encoding="utf-8")
    env = os.environ | {"COVERAGE_FILE": str(data / DATABASE)}
    command = [str(scratch.python), str(SELECTED), str(job)]
    code = subprocess.run(command, cwd=scratch.root, env=env, check=False).returncode
    (data / TIMES).write_text(json.dumps(seconds(report), indent=0), encoding="utf-8")
    return code


def seconds(report: Path) -> dict[str, float]:
    """Return how long each test took, with its fixtures."""
    total: dict[str, float] = {}
    for line in report.read_text(encoding="utf-8").splitlines():
        event = json.loads(line)
        if "done" in event:
            total[event["done"]] = total.get(event["done"], 0.0) + event["seconds"]
    return {test: round(spent, 3) for test, spent in total.items()}


def known_times(data: Path) -> dict[str, float]:
    """Return the times that were kept; none where nothing was measured."""
    path = data / TIMES
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def tests_that_reach(data: Path, root: Path, group: Group, mutant: Mutant, change: Change) -> set:
    """Return the tests that run a mutant's statement, in any file; none where nothing is known."""
    if not (data / DATABASE).is_file():
        return set()
    from coverage import CoverageData

    database = CoverageData(basename=str(data / DATABASE))
    database.read()
    first, last = change.lines
    found: set[str] = set()
    for path, lines in group.lines(root, mutant.file, range(first, last + 1)).items():
        contexts = database.contexts_by_lineno(path.relative_to(root).as_posix())
        for line in lines:
            found.update(contexts.get(line, ()))
    return {context.rpartition("|")[0] for context in found if "|" in context}
