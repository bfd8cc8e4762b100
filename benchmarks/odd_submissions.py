"""A longer run of the tests' grammar of odd submissions: does one still touch another?

``python -m benchmarks.odd_submissions`` draws 200 batches of odd and honest submissions, grades
each with the command, and prints how many there were, how long it took and how much memory the
command took at most. ``--batches N`` draws another number, ``--jobs N`` gives the command more
workers. It fails with the batch that breaks a rule.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from .grading import surroundings

ROOT = Path(__file__).parents[1]
FILE = "tests/grading/test_one_submission.py"
TEST = f"{FILE}::test_odd_submissions_cost_honest_ones_nothing"
BATCHES = 200


def run(batches: int, jobs: int) -> dict[str, Any]:
    """Run the test with so many batches; return what it has counted, and the seconds."""
    with tempfile.TemporaryDirectory() as name:
        report = Path(name, "report.xml")
        line = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider"]
        line += [f"--basetemp={name}/work", f"--junit-xml={report}", TEST]
        env = os.environ | {"ODD_BATCHES": str(batches), "ODD_JOBS": str(jobs)}
        start = time.perf_counter()
        code = subprocess.run(line, cwd=ROOT, env=env, check=False).returncode
        seconds = time.perf_counter() - start
        if code:
            sys.exit(code)
        properties = ElementTree.parse(report).iter("property")
        found = {str(one.get("name")): one.get("value") for one in properties}
    counted = {key: int(value) for key, value in found.items() if value and value.isdecimal()}
    return counted | {"jobs": jobs, "seconds": round(seconds)}


def main() -> None:
    """Run it, and print what was found."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.odd_submissions")
    parser.add_argument("--batches", type=int, default=BATCHES, metavar="N")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="workers of the command")
    options = parser.parse_args()
    found = run(options.batches, options.jobs)
    print(json.dumps(found | surroundings(len(os.sched_getaffinity(0))), indent=1))


if __name__ == "__main__":
    main()
