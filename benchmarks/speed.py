"""How fast one LSTM layer is, beside its own matrix products and beside other libraries.

``python -m benchmarks.speed`` prints the table and keeps it in ``benchmarks/speed.json``. All run
in one process, in turn, on one core with one thread, in float32. A time is a median over rounds.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import sys
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "book" / "_ext"))

from lstm_book.directives import speed_report  # noqa: E402 (found by the line before)

if TYPE_CHECKING:  # at run time after one_thread(): it imports NumPy and JAX
    from benchmarks.contestants import Run

SHAPES = {"seed": (1, 4, 5, 3), "mid": (32, 100, 64, 128), "big": (64, 128, 256, 512)}  # B, T, D, H
ROUNDS = {"seed": 41, "mid": 61, "big": 11}
SHORTEST = 0.005  # seconds: quicker runs are repeated within a round until they fill this
XLA_FLAGS = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
KEPT = Path(__file__).with_name("speed.json")
PACKAGES = ("numpy", "keras", "jax", "onnxruntime", "torch")


def main() -> None:
    """Measure, keep and print."""
    one_thread()
    found: dict[str, Any] = {"on": surroundings(), "shapes": SHAPES}
    found |= {"forward": {}, "both ways": {}, "kept": {}}
    for shape in SHAPES:
        measure(shape, found)
    found["skipped"] = skipped()
    KEPT.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(speed_report.as_table(found))
    print(json.dumps(found["on"]))


def one_thread() -> None:
    """Keep this process to one core, and each library to one thread, before any is imported."""
    for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[threads] = "1"
    os.environ |= {"KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu", "XLA_FLAGS": XLA_FLAGS}
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def measure(shape: str, found: dict[str, Any]) -> None:
    """Add what one shape gives: both kinds of times, and the memory."""
    from benchmarks.contestants import Problem, both_ways, forward

    problem = Problem.draw(*SHAPES[shape])
    runs = {
        "forward": forward(problem, eager=shape != "big"),
        "both ways": both_ways(problem),
    }
    for kind, contestants in runs.items():
        print(f"{shape}, {kind}: {', '.join(contestants)} ...", file=sys.stderr, flush=True)
        found[kind][shape] = medians(contestants, ROUNDS[shape])
    found["kept"][shape] = kept(problem)


def medians(runs: dict[str, Run], rounds: int) -> dict[str, float]:
    """Return the median seconds of each; each round lets all of them run, one after the other."""
    for run in runs.values():
        run()  # compiles
    repeats = {name: max(1, round(SHORTEST / timed(run, 1))) for name, run in runs.items()}
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            times[name].append(timed(run, repeats[name]))
    return {name: float(f"{statistics.median(each):.4g}") for name, each in times.items()}


def timed(run: Run, repeats: int) -> float:
    """Return the seconds of one run, the mean of some repeats."""
    start = time.perf_counter()
    for _ in range(repeats):
        run()
    return (time.perf_counter() - start) / repeats


def kept(problem: Any) -> float:
    """Return the bytes kept by a call in training, over those of its gates and states alone."""
    from benchmarks.contestants import our_layer

    layer = our_layer(problem)
    layer(problem.x, training=True)
    cache = layer._cached()
    B, T, H = problem.dh.shape
    needed = cache.gates.nbytes + cache.C.nbytes + (T + 1) * B * H * problem.dh.itemsize
    arrays = (cache.gates, cache.C, cache.rows, cache.h[-1])  # no mask here: cache.keep is None
    kept = sum(array.nbytes for array in arrays)
    return round(kept / needed, 3)


def surroundings() -> dict[str, Any]:
    """Say on what it was measured."""
    return {
        "machine": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "processor": processor(),
        "packages": {name: number for name in PACKAGES if (number := installed(name))},
    }


def processor() -> str:
    """Return the processor's name, where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else "unknown"


def installed(package: str) -> str | None:
    """Return the version of a package, None where it is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def skipped() -> list[str]:
    """Say what was left out, and why."""
    lines = [speed_report.WORDS["en"]["no_eager"]]
    if installed("torch") is None:
        lines.append(speed_report.WORDS["en"]["no_torch"])
    return lines


if __name__ == "__main__":
    main()
