"""Python in the pages beside JupyterLite: what a first result costs.

``python -m benchmarks.python_in_pages`` prints the table and keeps it in
``benchmarks/python_in_pages.json``. In each round every contestant starts once, in turn, in a
browser of its own; the median of the rounds counts. JupyterLite has the same packages twice: as
the book's pages load them, compiled, and as they were published.
"""

from __future__ import annotations

import json
import platform
import re
import statistics
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import asdict
from html import unescape
from pathlib import Path
from typing import Any

from benchmarks import jupyterlite_site, jupyterlite_wheels
from benchmarks.browser import program
from benchmarks.first_result import Cost, in_jupyterlite, in_page, stopping

ROOT = Path(__file__).parents[1]
KEPT = Path(__file__).with_name("python_in_pages.json")
SITE = ROOT / "_build" / "html"
PAGE = "02-vanilla-rnn.html"
ROUNDS = 5
OURS, COMPILED, PUBLISHED = "a page", "JupyterLite, same files", "JupyterLite, as published"
COLUMNS = {"cpu": "CPU s", "megabytes": "MB sent", "files": "files", "memory": "MB of memory"}
Json = dict[str, Any]


def main() -> None:
    """Measure, keep and print."""
    python = runtime(SITE)
    print("building JupyterLite's site ...", flush=True)
    peers = dict(jupyterlite_sites(python))
    code = first_code(SITE / PAGE)
    contestants: dict[str, Callable[[], Cost]] = {OURS: lambda: in_page(SITE, PAGE)}
    for name, site in peers.items():
        contestants[name] = lambda site=site: in_jupyterlite(site, code)  # type: ignore[misc]
    found: Json = {"on": surroundings(python), "costs": in_rounds(contestants)}
    found["stop"] = [stopping(SITE, PAGE) for _ in range(ROUNDS)]
    KEPT.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(as_table(found), as_goals(found), as_words(found), sep="\n\n")


def jupyterlite_sites(python: Path) -> Iterator[tuple[str, Path]]:
    """Build JupyterLite with the packages of a runtime, in both ways."""
    described = json.loads((python / "runtime.json").read_text("utf-8"))
    lock = json.loads((python / described["lock"]).read_text("utf-8"))
    published = jupyterlite_wheels.published(set(lock["packages"]))
    compiled = jupyterlite_wheels.as_in_the_pages(published)
    ways = {
        COMPILED: ("compiled", python / described["core"], compiled),
        PUBLISHED: ("published", jupyterlite_wheels.npm_packages() / "pyodide", published),
    }
    for name, (folder, core, wheels) in ways.items():
        target = ROOT / "_build" / "jupyterlite" / folder
        yield name, jupyterlite_site.build(target, core, wheels, described["start"])


def runtime(site: Path) -> Path:
    """Return the folder of the version of Python that a site serves."""
    found = list(site.glob("python/*/runtime.json"))
    if len(found) != 1:
        raise SystemExit(f"{site} has {len(found)} versions of Python: run `make book` first.")
    return found[0].parent


def first_code(page: Path) -> str:
    """Return the source of the first cell of a built page."""
    html = page.read_text("utf-8")
    found = re.search(r'<div class="cell_input.*?<pre>(.*?)</pre>', html, re.DOTALL)
    if not found:
        raise SystemExit(f"{page} has no code cell")
    return unescape(re.sub(r"<[^>]+>", "", found[1]))


def in_rounds(contestants: dict[str, Callable[[], Cost]]) -> dict[str, list[Json]]:
    """Return the costs of each contestant, measured in turn."""
    costs: dict[str, list[Json]] = {name: [] for name in contestants}
    for number in range(1, ROUNDS + 1):
        for name, measure in contestants.items():
            costs[name].append(asdict(measure()))
            print(f"round {number} of {ROUNDS}, {name}: {costs[name][-1]}", flush=True)
    return costs


def surroundings(python: Path) -> Json:
    """Say on what it was measured."""
    described = json.loads((python / "runtime.json").read_text("utf-8"))
    pins = dict(re.findall(r"^([\w-]+)==([\w.]+)", jupyterlite_site.PINS.read_text(), re.MULTILINE))
    said = subprocess.run([program(), "--version"], capture_output=True, text=True, check=True)
    found = re.search(r"[\d.]+", said.stdout)
    return {
        "machine": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "Chromium": found[0] if found else "",
        "JupyterLite": pins["jupyterlite-core"],
        "its kernel": pins["jupyterlite-pyodide-kernel"],
        "Pyodide": described["pyodide"],
    }


def medians(found: Json) -> dict[str, dict[str, float]]:
    """Return the median of each figure of each contestant."""
    return {
        name: {key: statistics.median(cost[key] for cost in costs) for key in COLUMNS}
        for name, costs in found["costs"].items()
    }


def as_table(found: Json) -> str:
    """Return the figures as a table of Markdown."""
    lines = [["", *COLUMNS.values()], ["---"] * (len(COLUMNS) + 1)]
    for name, values in medians(found).items():
        lines.append([name, *(f"{values[key]:g}" for key in COLUMNS)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def goals(found: Json) -> list[tuple[str, float, float]]:
    """Return what was wanted: words, what was measured, and what it may be at most."""
    values = medians(found)
    ours, stop = values[OURS], found["stop"]
    return [
        ("of JupyterLite's CPU, as published", ours["cpu"] / values[PUBLISHED]["cpu"], 0.6),
        ("of JupyterLite's CPU, same files", ours["cpu"] / values[COMPILED]["cpu"], 0.6),
        ("MB sent for the first result", ours["megabytes"], 16),
        ("files for it", ours["files"], 40),
        ("MB of memory more than before the click", ours["memory"], 220),
        ("ms until Stop answers, the slowest", max(each["answers, ms"] for each in stop), 300),
    ]


def as_goals(found: Json) -> str:
    """Return what was wanted, and whether it was reached."""
    return "\n".join(
        f"- {'Reached' if got <= most else '**Not reached**'}: {got:.3g} {what}; "
        f"wanted {most:g} at most."
        for what, got, most in goals(found)
    )


def as_words(found: Json) -> str:
    """Return what else benchmarks/README.md says of them."""
    on, stop = found["on"], found["stop"]
    back = {
        key: statistics.median(each[key] for each in stop) for key in ("back, CPU s", "back, s")
    }
    kept = sum(each["text kept"] for each in stop)
    return (
        f"On {on['machine']}, Chromium {on['Chromium']}, Pyodide {on['Pyodide']}, JupyterLite "
        f"{on['JupyterLite']} with its Pyodide kernel {on['its kernel']}. After Stop, Python was "
        f"ready again after {back['back, CPU s']:g} CPU s ({back['back, s']:g} s here), and the "
        f"reader's text was still there {kept} times of {len(stop)}."
    )


if __name__ == "__main__":
    main()
