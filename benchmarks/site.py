"""The site in numbers, beside the same pages built by an unmodified Jupyter Book 1.

``python -m benchmarks.site`` prints the table and keeps it in ``benchmarks/site.json``. Lighthouse
judges with its mobile preset, the median of three runs, against a server that compresses.
"""

from __future__ import annotations

import json
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.browser import program
from benchmarks.lighthouse import judge, report
from benchmarks.server import serve
from benchmarks.slider import median_repaint
from benchmarks.stock_book import ROOT, build

PAGES = {"welcome": "index.html", "a page with sliders": "03-2-forget-gate.html"}
WIDGETS = {
    "cell explorer": ("03-2-forget-gate.html", "f forget gate"),
    "gate maker": ("03-1-input-gate.html", "b bias"),
    "sequence explorer": ("03-4-output-gate.html", "w of the RNN"),
    "bidirectional explorer": ("06-bidirectional-lstm.html", "x at step 1"),
}
CHAPTER = "a page with sliders"
LEAST = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
HEAVIEST = 230  # kilobytes, before Python is asked for
KEPT = Path(__file__).with_name("site.json")
PACKAGES = ("jupyter-book", "sphinx", "sphinx-book-theme", "myst-nb", "ipywidgets", "anywidget")


def measure(site: Path, folder: str = "") -> dict[str, dict[str, float]]:
    """Judge both pages, which stand in a folder of a site."""
    with serve(site) as address:
        return {name: judge(f"{address}/{folder}{page}", program()) for name, page in PAGES.items()}


def repaints(site: Path) -> dict[str, float]:
    """Return the median milliseconds from a slider's movement to its paint, for each widget."""
    with serve(site) as address:
        return {
            name: round(median_repaint(f"{address}/{page}", label, program()), 1)
            for name, (page, label) in WIDGETS.items()
        }


def surroundings(site: Path) -> dict[str, Any]:
    """Say on what it was measured."""
    with serve(site) as address:
        environment = report(f"{address}/{PAGES['welcome']}", program())
    return {
        "machine": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "browser": environment["userAgent"].split()[-2],
        "lighthouse": environment["lighthouseVersion"],
        "packages": {name: version(name) for name in PACKAGES},
    }


def as_table(found: dict[str, Any]) -> str:
    """Return the figures as a table of Markdown."""
    names = list(next(iter(found["ours"].values())))
    lines = [["page", *names], ["---"] * (len(names) + 1)]
    for book, word in (("ours", "this site"), ("stock", "stock Jupyter Book 1")):
        for page, values in found[book].items():
            lines.append([f"{page}, {word}", *(f"{values[name]:g}" for name in names)])
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    times = ", ".join(f"{name} {ms:g} ms" for name, ms in found["repaint"].items())
    return f"{table}\n\nSlider to paint, median: {times}."


def as_goals(found: dict[str, Any]) -> str:
    """Return what was wanted of a chapter's page, and whether it was reached."""
    values = found["ours"][CHAPTER]
    wanted = [f"{name} {values[name]:g}; wanted {least} at least" for name, least in LEAST.items()]
    reached = [values[name] >= least for name, least in LEAST.items()]
    wanted.append(f"{values['kilobytes']:g} kB; wanted {HEAVIEST} at most")
    reached.append(values["kilobytes"] <= HEAVIEST)
    return "\n".join(
        f"- {'Reached' if is_reached else '**Not reached**'}: {CHAPTER}, {words}."
        for is_reached, words in zip(reached, wanted, strict=True)
    )


def main() -> None:
    """Measure, keep and print."""
    ours = ROOT / "_build" / "html"
    print("building the stock book ...", flush=True)
    stock = build(ROOT / "_build" / "stock")
    print("measuring (a few minutes) ...", flush=True)
    found = {"on": surroundings(ours), "ours": measure(ours), "stock": measure(stock, "book/en/")}
    found["repaint"] = repaints(ours)
    KEPT.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(as_table(found), as_goals(found), sep="\n\n")
    print(json.dumps(found["on"]))


if __name__ == "__main__":
    main()
