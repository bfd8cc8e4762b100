"""benchmarks/README.md shows what the benchmarks have kept, and nothing else."""

import json
import re
from pathlib import Path

from benchmarks import grading, python_in_pages, site, speed

BENCHMARKS = Path(grading.__file__).parent
PAGE = (BENCHMARKS / "README.md").read_text(encoding="utf-8")


def kept(name):
    return json.loads((BENCHMARKS / f"{name}.json").read_text(encoding="utf-8"))


def test_the_figures_of_the_site():
    found = kept("site")
    assert site.as_table(found) in PAGE
    assert site.as_goals(found) in PAGE
    assert f"Lighthouse {found['on']['lighthouse']} " in PAGE
    assert found["on"]["machine"] in PAGE
    assert max(found["repaint"].values()) <= 16


def test_the_times_of_the_lstm():
    found = kept("speed")
    assert speed.speed_report.as_table(found) in PAGE
    assert speed.speed_report.as_machine(found) in PAGE


def test_the_figures_of_the_grading():
    found = kept("grading")
    assert grading.as_table(found) in PAGE
    assert grading.as_goals(found) in PAGE
    assert f"{found['ours']['submissions']} submissions" in PAGE
    assert found["plain"]["submissions"] == found["ours"]["submissions"]
    assert grading.as_words(found) in " ".join(PAGE.split())


def test_the_figures_of_python_in_the_pages():
    found = kept("python_in_pages")
    assert python_in_pages.as_table(found) in PAGE
    assert python_in_pages.as_goals(found) in PAGE
    assert python_in_pages.as_words(found) in " ".join(PAGE.split())
    assert {len(costs) for costs in found["costs"].values()} == {python_in_pages.ROUNDS}


def test_the_commands_that_the_page_names_are_there():
    named = re.findall(r"`python -m benchmarks\.(\w+)`", PAGE)
    assert len(named) == 6
    assert [name for name in named if not (BENCHMARKS / f"{name}.py").exists()] == []
