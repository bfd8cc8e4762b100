"""Measure the grading beside plain ``nbgrader autograde``, in one run on the same cores.

``python -m benchmarks.grading`` prints the table and keeps it in ``benchmarks/grading.json``.
``--plain N`` says how many submissions plain nbgrader gets (it is slow: 200 take minutes);
``--many N`` how many the run has that is watched for its memory.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from grading.record.journal import FILE
from grading.sandbox import program

from .fuzzer import fuzz, peak_kb

ROOT = Path(__file__).parents[1]
KEPT = Path(__file__).with_name("grading.json")
CLASS = 200  # submissions, over the course's own six assignments
LIMIT = 5  # seconds for a cell, where an endless one is measured
FUZZ_SECONDS = 20.0
TIMES = 5  # that ours is measured, of which the median counts; nbgrader's own run has as many parts
ALONE = (
    "import json\nfor _ in range(60):\n    json.loads(json.dumps([{'a': 0.5}] * 9000, indent=1))"
)
ENDLESS = "def {name}(*args):\n    while True:\n        pass\n"
PACKAGES = ("nbgrader", "numpy", "ipython", "nbconvert")
Json = dict[str, Any]


class Course:
    """A course in a folder of its own, with or without our grading."""

    def __init__(self, folder: Path, ours: bool) -> None:
        self.folder = folder
        folder.mkdir()
        shutil.copy(ROOT / "nbgrader_config.py", folder)
        shutil.copytree(ROOT / "solutions", folder / "solutions")
        if ours:
            shutil.copytree(ROOT / "grading", folder / "grading")
        path = f"{os.path.dirname(sys.executable)}{os.pathsep}{os.environ['PATH']}"
        home = {"HOME": str(folder), "JUPYTER_CONFIG_DIR": str(folder), "IPYTHONDIR": str(folder)}
        threads = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
        self.env = {**os.environ, **home, **threads, "PATH": path}
        (folder / "submitted").mkdir()

    def submit(self, count: int, first: int = 0) -> None:
        """Hand in solved notebooks, the six assignments in turn."""
        notebooks = [solved(path) for path in sorted((ROOT / "exercises").glob("*/*.ipynb"))]
        for number in range(first, first + count):
            path, text = notebooks[number % len(notebooks)]
            self.hand_in(f"student-{number // len(notebooks):04}", path, text)

    def hand_in(self, student: str, path: Path, text: str) -> None:
        place = self.folder / "submitted" / student / path.parent.name
        place.mkdir(parents=True, exist_ok=True)
        (place / path.name).write_text(text, encoding="utf-8")

    def start(self, *words: str) -> "subprocess.Popen[bytes]":
        nowhere = subprocess.DEVNULL
        return subprocess.Popen(
            words, cwd=self.folder, env=self.env, stdout=nowhere, stderr=nowhere
        )

    def seconds(self, *words: str) -> float:
        start = time.perf_counter()
        code = self.start(*words).wait()
        assert code == 0, (words, code)
        return time.perf_counter() - start

    def grade(self, *words: str) -> float:
        return self.seconds(sys.executable, "-m", "grading", "--force", *words)


def solved(path: Path, wrong: str = "") -> tuple[Path, str]:
    """Return a released notebook with every function written; wrong: one that never ends."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    solution = json.loads((ROOT / "solutions" / path.parent.name / path.name).read_text("utf-8"))
    right = {cell["id"]: cell["source"] for cell in solution["cells"]}
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = right[cell["id"]]
        if cell["id"] == wrong:
            cell["source"] = ENDLESS.format(name=wrong)
    return path, json.dumps(notebook)


class PlainNbgrader:
    """nbgrader by itself; its start is measured alone and taken off."""

    def __init__(self, folder: Path) -> None:
        self.course = Course(folder / "plain", ours=False)
        self.course.seconds("nbgrader", "generate_assignment", "0*")
        self.submissions, self.rates = 0, []

    def more(self, count: int) -> float:
        """Grade some submissions more."""
        self.course.submit(count, first=self.submissions)
        self.submissions += count
        whole = self.course.seconds("nbgrader", "autograde", "0*")
        self.start = self.course.seconds("nbgrader", "autograde", "0*")  # nothing is left to do
        self.rates.append(rate(count, whole - self.start))
        return whole

    def found(self) -> Json:
        return {
            "submissions": self.submissions,
            "a_minute": statistics.median(self.rates),
            "parts": self.rates,
            "start": round(self.start, 2),
        }


def both(folder: Path, plain_count: int, count: int, cores: int) -> tuple[Json, Json]:
    """Measure nbgrader in parts, and ours in turn: its whole command, and without its start."""
    plain = PlainNbgrader(folder)
    course = Course(folder / "ours", ours=True)
    course.grade("--no-feedback")  # also tells nbgrader of the assignments
    one, every = ("--no-feedback", "--jobs", "1"), ("--no-feedback", "--jobs", str(cores))
    starts = medians({"one": lambda: course.grade(*one), "every": lambda: course.grade(*every)})
    course.submit(count)
    whole = medians(
        {
            "plain": lambda: plain.more(plain_count // TIMES),
            "one": lambda: course.grade(*one),
            "every": lambda: course.grade(*every),
            "feedback": lambda: with_pages(course, cores),
            "alone": lambda: apart(1),
            "apart": lambda: apart(cores),
        }
    )
    return plain.found(), {
        "submissions": count,
        "start": round(starts["every"], 2),
        "one_worker": rate(count, whole["one"] - starts["one"]),
        "a_minute": rate(count, whole["every"] - starts["every"]),
        "whole_command": rate(count, whole["every"]),
        "feedback": rate(count, whole["feedback"] - starts["every"]),
        "feedback_whole": rate(count, whole["feedback"]),
        "apart": round(cores * whole["alone"] / whole["apart"], 2),
    }


def with_pages(course: Course, cores: int) -> float:
    """Grade with feedback; pages that are there and still right would not be made again."""
    shutil.rmtree(course.folder / "feedback", ignore_errors=True)
    seconds = course.grade("--jobs", str(cores))
    made = len(list(course.folder.glob("feedback/*/*/*.html")))
    assert made == CLASS, made
    return seconds


def medians(measures: dict[str, Callable[[], float]]) -> dict[str, float]:
    """Measure in turn, several times: a busy minute of the machine then meets all alike."""
    taken = {name: [] for name in measures}
    for _ in range(TIMES):
        for name, measure in measures.items():
            taken[name].append(measure())
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def apart(count: int) -> float:
    """Return how long processes take that share nothing: more cores cannot give more than this."""
    start = time.perf_counter()
    processes = [subprocess.Popen([sys.executable, "-c", ALONE]) for _ in range(count)]
    for process in processes:
        assert process.wait() == 0
    return time.perf_counter() - start


def rate(count: int, seconds: float) -> float:
    return round(60 * count / seconds, 1)


def endless(folder: Path) -> Json:
    """Measure by how much one submission delays 24 others on one worker when it is endless.

    They wait as long as the worker is at it, which the journal tells.
    """
    course = Course(folder / "endless", ours=True)
    with (course.folder / "nbgrader_config.py").open("a") as config:
        config.write(f"c.Execute.timeout = {LIMIT}\n")
    course.submit(24)
    path = ROOT / "exercises" / "02-vanilla-rnn" / "vanilla_rnn.ipynb"

    def grade(wrong: str) -> float:
        course.hand_in("aaa", *solved(path, wrong))
        course.grade("--no-feedback", "--jobs", "1")
        lines = (course.folder / FILE).read_text("utf-8").splitlines()
        seconds = [made["seconds"] for made in map(json.loads, lines) if made["student"] == "aaa"]
        return float(seconds[-1])

    taken = medians({"sound": lambda: grade(""), "endless": lambda: grade("rnn_step")})
    return {"limit": LIMIT, "delay": round(taken["endless"] - taken["sound"], 2)}


def memory(folder: Path, counts: tuple[int, ...]) -> Json:
    """Return the largest memory of the command and of its workers, in megabytes."""
    found = {}
    for count in counts:
        course = Course(folder / f"memory-{count}", ours=True)
        course.submit(count)
        process = course.start(sys.executable, "-m", "grading", "--no-feedback")
        peaks: dict[int, int] = {}
        while process.poll() is None:
            peaks |= {pid: peak for pid in family(process.pid) if (peak := peak_kb(pid))}
            time.sleep(0.2)
        assert process.returncode == 0, process.returncode
        main = peaks.pop(process.pid)
        found[str(count)] = {"main": main // 1024, "worker": max(peaks.values()) // 1024}
        shutil.rmtree(course.folder)
    return found


def family(pid: int) -> list[int]:
    """Return a process and its children: the workers."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    try:
        return [pid, *map(int, children.read_text().split())]
    except OSError:
        return [pid]


def surroundings(cores: int) -> Json:
    return {
        "machine": f"{cores} cores ({platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()})",
        "versions": {name: version(name) for name in PACKAGES},
        "bubblewrap": program.find().version,
    }


def as_table(found: Json) -> str:
    """Return the measurements as benchmarks/README.md shows them."""
    base, fast = found["plain"]["a_minute"], found["ours"]
    rows = [
        ("nbgrader by itself", base),
        ("this grading, one worker on one core", fast["one_worker"]),
        ("this grading, a worker on each core", fast["a_minute"]),
        ("the same, its start included", fast["whole_command"]),
        ("the same, with feedback pages", fast["feedback_whole"]),
    ]
    lines = ["| | submissions a minute | times |", "| --- | --- | --- |"]
    return "\n".join(lines + [f"| {name} | {n:.0f} | {n / base:.1f} |" for name, n in rows])


def as_goals(found: Json) -> str:
    """Return what was wanted of the speed, and whether it was reached."""
    base, fast = found["plain"]["a_minute"], found["ours"]
    rows = [
        ("times nbgrader, ours on all cores", fast["a_minute"] / base, 55),
        ("times nbgrader with feedback pages and the start", fast["feedback_whole"] / base, 30),
        ("times one worker with a worker on each core", fast["a_minute"] / fast["one_worker"], 1.7),
    ]
    return "\n".join(
        f"- {'Reached' if got >= wanted else '**Not reached**'}: {got:.2f} {what}; wanted {wanted}."
        for what, got, wanted in rows
    )


def as_words(found: Json) -> str:
    """Return what else benchmarks/README.md says of them."""
    on, late, fuzzed = found["on"], found["endless"], found["fuzz"]
    sizes = [
        f"{size['main']} MB in the command and {size['worker']} MB in a worker with {count}"
        for count, size in found["memory"].items()
    ]
    return (
        f"On {on['machine']}, nbgrader {on['versions']['nbgrader']}, bubblewrap "
        f"{on['bubblewrap']}; nbgrader grades one after the other. Its figure is the median of "
        f"{TIMES} parts, ours of {TIMES} runs, one after each part. In the same minutes all cores "
        f"did {found['ours']['apart']} times the work of one when its processes shared nothing. "
        f"Memory at its highest: {', '.join(sizes)} submissions. One endless submission delayed "
        f"24 others on one worker by {late['delay']} s, where a cell may take {late['limit']} s. "
        f"Of {fuzzed['messages']} forged messages, of up to {fuzzed['largest'] / 1e6:.1f} MB, the "
        f"judge refused {fuzzed['refused']} and took the others for plain answers; the slowest "
        f"took {fuzzed['slowest_ms']} ms, and in the second half its memory grew by "
        f"{fuzzed['grown_mb']} MB."
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.grading")
    parser.add_argument("--plain", type=int, default=CLASS, metavar="N")
    parser.add_argument("--many", type=int, default=5000, metavar="N")
    parser.add_argument("--only", choices=["speed", "memory", "fuzz", "endless"])
    options = parser.parse_args()
    if options.plain < TIMES:
        parser.error(f"--plain: expected at least {TIMES}, received {options.plain}")
    cores = len(os.sched_getaffinity(0))
    found: Json = json.loads(KEPT.read_text("utf-8")) if options.only else {}
    found["on"] = surroundings(cores)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.only in (None, "speed"):
            found["plain"], found["ours"] = both(folder, options.plain, CLASS, cores)
        if options.only in (None, "endless"):
            found["endless"] = endless(folder)
        if options.only in (None, "memory"):
            found["memory"] = memory(folder, (100, options.many))
        if options.only in (None, "fuzz"):
            found["fuzz"] = fuzz(FUZZ_SECONDS)
    KEPT.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(as_table(found))
    print(as_goals(found))
    if found.keys() >= {"memory", "fuzz", "endless"}:
        print(as_words(found))
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
