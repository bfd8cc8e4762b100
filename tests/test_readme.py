"""The README keeps its word: its example prints what it says, its map and targets exist."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import grading, speed
from benchmarks.site import as_table

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_example_prints_what_the_readme_shows():
    example, shown = re.search(r"```python\n(.*?)```\n+```\n(.*?)```", README, re.DOTALL).groups()
    done = subprocess.run([sys.executable, "-c", example], capture_output=True, text=True)
    assert done.stderr == ""
    assert done.stdout == shown


def test_what_the_map_names_is_there():
    rows = [line.split("|")[1] for line in README.splitlines() if line.startswith("| `")]
    named = [name for row in rows for name in re.findall(r"`([^`]+)`", row)]
    assert "lstm_ref/" in named
    missing = [name for name in named if not (ROOT / name).exists()]
    assert missing == []


@pytest.mark.needs("make")
def test_every_make_target_the_readme_names_is_listed_by_make_help():
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    targets = set(re.findall(r"^make ([a-z-]+)", listed.stdout, re.MULTILINE))
    prose = re.sub(r"```.*?```", "", README, flags=re.DOTALL)
    named = set(re.findall(r"`make ([a-z-]+)`", prose))
    assert {"serve", "lab", "exercises", "lock", "help"} <= named
    assert {"book", "test"} | named <= targets


def test_links_to_files_of_the_project_lead_somewhere():
    targets = re.findall(r"\]\(([^)#]+)\)", README)
    local = [target for target in targets if not target.startswith("http")]
    assert local
    assert [target for target in local if not (ROOT / target).exists()] == []


def test_the_figures_are_those_that_the_benchmark_kept():
    kept = json.loads((ROOT / "benchmarks" / "site.json").read_text(encoding="utf-8"))
    assert as_table(kept) in README
    assert f"Lighthouse {kept['on']['lighthouse']} " in README
    assert kept["on"]["machine"] in README
    assert max(kept["repaint"].values()) <= 16


def test_the_times_are_those_that_the_benchmark_kept():
    kept = json.loads((ROOT / "benchmarks" / "speed.json").read_text(encoding="utf-8"))
    assert speed.speed_report.as_table(kept) in README
    assert speed.speed_report.as_machine(kept) in README


def test_the_figures_of_the_grading_are_those_that_were_kept():
    kept = json.loads((ROOT / "benchmarks" / "grading.json").read_text(encoding="utf-8"))
    assert grading.as_table(kept) in README
    assert grading.as_goals(kept) in README
    assert f"{kept['ours']['submissions']} submissions" in README
    assert kept["plain"]["submissions"] == kept["ours"]["submissions"]
    assert grading.as_words(kept) in " ".join(README.split())
