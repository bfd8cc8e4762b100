"""Train what is missing of the grid, and keep each run as soon as it is done.

A run that is done goes to ``experiments.unfinished.jsonl`` at once, one line a run. Whoever stops
the command and starts it again goes on from there. When the grid is whole it becomes
``experiments.json``, and the other file goes. A run is kept as long as its
:func:`~lstm_ref.learning.experiments.fingerprint` is the same: after a change of one task only
the runs of that task are trained again.

Source: this module. Chapter 3.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import asdict, fields
from multiprocessing import get_context
from time import monotonic
from typing import Any, TextIO

import numpy as np

from lstm_ref.learning import experiments
from lstm_ref.learning.experiments import RESULTS, Setting, fingerprint, run, settings

SPAWN = get_context("spawn")  # a fork of a process with threads may never end
UNFINISHED = RESULTS.with_suffix(".unfinished.jsonl")
COMMAND = "python -m lstm_ref.learning.train_grid"
Run = dict[str, Any]


def main(jobs: int) -> None:
    """Train what is missing with that many processes; write the results when the grid is whole.

    Ctrl-C ends it, with code 130. Returns nothing, raises as :func:`experiments.run`.
    Source: this module. Chapter 3.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    grid = list(settings())
    found = kept(grid)
    todo = [setting for setting in grid if setting not in found]
    print(f"{len(grid)} trainings: {len(found)} are kept, {len(todo)} to do.", file=sys.stderr)
    try:
        _train_all(todo, jobs, found)
    except KeyboardInterrupt:
        print(f"\nStopped: {len(found)} of {len(grid)} trainings are kept. "
              "The same command goes on from there.", file=sys.stderr)  # fmt: skip
        sys.exit(130)
    _write([found[setting] for setting in grid])
    UNFINISHED.unlink(missing_ok=True)


def kept(grid: Sequence[Setting]) -> dict[Setting, Run]:
    """Return the runs of both files that are of this grid, with the fingerprint they have now.

    grid : settings. Raises nothing that a file could cause. Source: this module. Chapter 3.
    """
    wanted = set(grid)
    found = ((_setting(each), each) for each in _runs_on_disk())
    return {s: one for s, one in found if s in wanted and one.get("of") == fingerprint(s)}


def _setting(each: Run) -> Setting:
    return Setting(**{field.name: each[field.name] for field in fields(Setting)})


def _runs_on_disk() -> Iterator[Run]:
    if RESULTS.exists():
        yield from json.loads(RESULTS.read_text(encoding="utf-8"))["runs"]
    if UNFINISHED.exists():
        for line in UNFINISHED.read_text(encoding="utf-8").splitlines():
            try:
                yield json.loads(line)
            except json.JSONDecodeError:  # the last line of a run that was killed
                continue


def _train_all(todo: Sequence[Setting], jobs: int, found: dict[Setting, Run]) -> None:
    """Train; write each run down and put it into found. A stop loses none that is done."""
    with (
        UNFINISHED.open("a", encoding="utf-8") as journal,
        ProcessPoolExecutor(jobs, SPAWN, initializer=_leave_ctrl_c_to_the_parent) as pool,
    ):
        waiting = {pool.submit(run, setting): setting for setting in todo}
        line = _ProgressLine(todo, sys.stderr)
        try:
            for future in as_completed(waiting):
                line.show(_keep(journal, waiting.pop(future), future, found))
        except KeyboardInterrupt:
            pool.shutdown(cancel_futures=True)  # the few that are being trained end first
            for future, setting in waiting.items():
                if not future.cancelled():
                    _keep(journal, setting, future, found)
            raise


def _leave_ctrl_c_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _keep(
    journal: TextIO, setting: Setting, future: Future[dict[str, float]], found: dict[Setting, Run]
) -> Run:
    each: Run = asdict(setting) | _finite(future.result()) | {"of": fingerprint(setting)}
    found[setting] = each
    journal.write(f"\n{json.dumps(each)}")  # a line of its own, whatever was cut off before it
    journal.flush()
    return each


def _finite(found: dict[str, float]) -> dict[str, float | None]:
    """Round for the file; None for a run that diverged."""
    return {k: float(f"{v:.4g}") if np.isfinite(v) else None for k, v in found.items()}


def _write(runs: list[Run]) -> None:
    """Replace the results at once: a reader sees the old ones or the new ones."""
    lines = ",\n".join(json.dumps(each) for each in runs)
    new = RESULTS.with_suffix(".new")
    new.write_text(f'{{"on": {json.dumps(_on())},\n"runs": [\n{lines}\n]}}\n', encoding="utf-8")
    os.replace(new, RESULTS)


def _on() -> dict[str, str]:
    """Return the command, and the machines and versions of all runs that the file has had."""
    before = json.loads(RESULTS.read_text(encoding="utf-8"))["on"] if RESULTS.exists() else {}
    here = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    on = {"command": COMMAND}
    for name, value in (("machine", here), ("numpy", np.__version__)):
        known = [each for each in before.get(name, "").split("; ") if each]
        on[name] = "; ".join(known if value in known else [*known, value])
    return on


class _ProgressLine:
    """What was trained last, how many there are, and how long it will take.

    A terminal gets one line, rewritten; a file a line for every twenty-fifth training.
    """

    def __init__(self, todo: Sequence[Setting], to: TextIO) -> None:
        self.total, self.to, self.start = len(todo), to, monotonic()
        self.left, self.gone, self.done = sum(map(_steps, todo)), 0, 0

    def show(self, each: Run) -> None:
        steps = _steps(each)
        self.done, self.left, self.gone = self.done + 1, self.left - steps, self.gone + steps
        terminal, last = self.to.isatty(), self.done == self.total
        if terminal or last or self.done % 25 == 0:
            start, end = ("\r\x1b[K", "") if terminal else ("", "\n")
            print(f"{start}{self._text(each)}", end="\n" if last else end, file=self.to, flush=True)

    def _text(self, each: Run) -> str:
        minutes = (monotonic() - self.start) / self.gone * self.left / 60
        return (
            f"{self.done} of {self.total} trained, about {minutes:.0f} minutes left; "
            f"{each['task']}, {each['model']}, T = {each['timesteps']}: loss {each['loss']}"
        )


def _steps(one: Setting | Run) -> int:
    """Return the work of a training: its updates times its steps, an LSTM's count twice."""
    each = one if isinstance(one, dict) else asdict(one)
    updates = experiments.TASKS[each["task"]].updates
    return int(updates * each["timesteps"] * (2 if each["model"].startswith("LSTM") else 1))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog=COMMAND)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    main(parser.parse_args().jobs)
