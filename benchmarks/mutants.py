"""Does the test suite still notice mistakes? Put some into a copy of the project, and see.

``python -m benchmarks.mutants --draw`` draws mutants into ``benchmarks/mutants.json``;
``--coverage`` runs the suite once, to learn which tests reach what (that takes as long as
``make test`` and more); ``--run RESULTS.jsonl`` judges each mutant, and goes on where it stopped;
``--compare BEFORE.jsonl AFTER.jsonl`` prints both, and fails if a mutant is no longer killed.
``--checkout`` names another version of the project, with its ``.venv`` and its built site.
A mutant that changes nothing is named, with the reason, in ``benchmarks/mutation/equivalent.json``:
the next draw has another one in its place.
"""

import argparse
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .mutation import mutant as mutation
from .mutation import reach, table, watch
from .mutation.draw import draw, equivalents
from .mutation.groups import GROUPS, needs_site
from .mutation.judge import SURVIVED, Judge
from .mutation.mutant import Mutant
from .mutation.scratch import Scratch

ROOT = Path(__file__).parents[1]
DRAWN = Path(__file__).with_name("mutants.json")
SEED, COUNT, WHOLE = 17, 30, 5


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutants", description=__doc__)
    task = parser.add_mutually_exclusive_group(required=True)
    task.add_argument("--draw", action="store_true", help="draw mutants of the checkout")
    task.add_argument("--coverage", action="store_true", help="learn which tests reach what")
    task.add_argument("--run", type=Path, metavar="RESULTS", help="judge the mutants")
    task.add_argument("--compare", type=Path, nargs=2, metavar=("BEFORE", "AFTER"))
    parser.add_argument("--checkout", type=Path, default=ROOT)
    parser.add_argument("--mutants", type=Path, default=DRAWN, help="the file of drawn mutants")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--data", type=Path, help="folder of what --coverage learnt")
    parser.add_argument("--tests", nargs="+", default=[], help="only these files or folders")
    parser.add_argument("--numbers", type=int, nargs="+", help="judge only these, from 1")
    parser.add_argument("--jobs", type=int, default=1, help="mutants judged at the same time")
    parser.add_argument(
        "--whole", action="store_true", help=f"all other tests, for {WHOLE} that survived --run"
    )
    options = parser.parse_args()
    options.checkout = options.checkout.resolve()
    options.data = (options.data or options.checkout / "_build" / "mutants").resolve()
    return options


@contextmanager
def copy_of(checkout: Path) -> Iterator[Scratch]:
    """Make a copy of a checkout, for as long as it is needed."""
    folder = Path(tempfile.mkdtemp(prefix="mutants-"))
    try:
        scratch = Scratch(checkout, folder)
        scratch.make()
        yield scratch
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Run:
    """Judges mutants, some at the same time, and keeps each verdict as it comes."""

    def __init__(self, options: argparse.Namespace, todo: list[Mutant]) -> None:
        self.options = options
        self.waiting: queue.Queue[Mutant] = queue.Queue()
        for mutant in todo:
            self.waiting.put(mutant)
        self.total, self.done = len(todo), 0
        built = {group.name for group in GROUPS if group.pages}
        self.needs_site = needs_site(options.tests or ["tests"]) and any(
            mutant.group in built for mutant in todo
        )
        self.lock = threading.Lock()
        self.failed: BaseException | None = None

    def go(self) -> None:
        """Judge all; Ctrl-C ends what runs, and what is judged stays kept."""
        threads = [threading.Thread(target=self._work) for _ in range(self.options.jobs)]
        try:
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        finally:
            watch.STOP.set()
            for thread in threads:
                thread.join()
        watch.STOP.clear()
        if self.failed:
            raise self.failed

    def _work(self) -> None:
        """Judge one mutant after the other in a copy."""
        try:
            with copy_of(self.options.checkout) as scratch:
                judge = Judge(scratch, self.options.data, self.options.tests)
                if self.needs_site:
                    self._build(judge)
                while not watch.STOP.is_set():
                    self._keep(judge, self.waiting.get_nowait())
        except queue.Empty:
            pass
        except (Exception, KeyboardInterrupt) as error:
            self.failed = self.failed or error
            watch.STOP.set()

    def _build(self, judge: Judge) -> None:
        """Build the site where the copy is, so that a mutant's build has only its own work."""
        print("building the site in the copy ...", flush=True)
        if why := judge.build():
            raise SystemExit(f"expected a site that builds without a mutant: {why}")
        judge.scratch.remember_site()

    def _keep(self, judge: Judge, mutant: Mutant) -> None:
        verdict = judge.judge(mutant, self.options.whole)
        with self.lock, self.options.run.open("a", encoding="utf-8") as file:
            print(verdict.line(), file=file)
            self.done += 1
            words = f"[{self.done}/{self.total}] {verdict.seconds:5.0f} s  {table.told(verdict)}"
            print(f"{words}\n      {mutant.name}", flush=True)


def run(options: argparse.Namespace) -> int:
    """Judge what has no verdict yet; with --whole, the first survivors once more."""
    drawn = mutation.load(options.mutants)
    chosen = [drawn[number - 1] for number in options.numbers] if options.numbers else drawn
    known = table.read(options.run)
    todo = [mutant for mutant in chosen if mutant not in known]
    if options.whole:
        survivors = [m for m in chosen if m in known and known[m].status == SURVIVED]
        todo = [m for m in survivors if "whole" not in known[m].stages][:WHOLE]
    try:
        if todo:
            Run(options, todo).go()
    except KeyboardInterrupt:
        print("stopped: the same command goes on with what has no verdict yet")
        return 130
    print(table.summary(options.run.name, table.read(options.run)))
    return 0


def learn(options: argparse.Namespace) -> int:
    """Run the suite, or some of it, with coverage, in a copy."""
    with copy_of(options.checkout) as scratch:
        check = [str(scratch.python), "-c", "import pytest_cov"]
        if subprocess.run(check, capture_output=True, check=False).returncode:
            raise SystemExit(
                f"expected pytest-cov in {options.checkout}/.venv: install the extra 'bench'"
            )
        tests = options.tests or ["tests"]
        if needs_site(tests) and (why := Judge(scratch, options.data).build()):
            raise SystemExit(f"expected a site that builds: {why}")
        return reach.measure(scratch, options.data, tests, str(options.jobs))


def main() -> int:
    """Do what the command line says."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # also started in the background
    options = arguments()
    if options.compare:
        before, after = map(table.read, options.compare)
        print(table.compared(before, after))
        return 1 if table.lost(before, after) else 0
    if options.coverage:
        return learn(options)
    if options.run:
        return run(options)
    drawn = draw(options.checkout, options.seed, options.count, without=equivalents())
    mutation.save(options.mutants, options.seed, drawn)
    print("\n".join(f"{number:3} {one.name}" for number, one in enumerate(drawn, 1)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
