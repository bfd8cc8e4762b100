"""Judge mutants: does a test notice? First those that reach it, then its folder, then all.

A test that kills is run once more without the mutant: one that fails there too says nothing.
"""

import json
import re
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from . import reach, watch
from .groups import GROUPS, NO_BEHAVIOUR, Group, needs_site
from .mutant import Mutant, locate
from .scratch import Scratch

KILLED, SURVIVED, GONE, UNCLEAR = "killed", "survived", "gone", "unclear"
LIMIT = 3600.0  # seconds for one stage
NO_TESTS = 5  # pytest's code
BUILD, COLLECTION, TIME = "make book", "collection", "the time limit"  # what kills besides a test


@dataclass(frozen=True)
class Stage:
    """Some tests to run against a mutant: by id, or all of some folders."""

    name: str
    ids: frozenset[str] = frozenset()
    places: tuple[str, ...] = ()
    ignored: tuple[str, ...] = (NO_BEHAVIOUR,)
    builds: bool = False
    options: tuple[str, ...] = ()


@dataclass
class Verdict:
    """What became of a mutant."""

    mutant: Mutant
    status: str
    by: str = ""  # the test, or one of those
    why: str = ""
    stages: list[str] = field(default_factory=list)  # that were run
    seconds: float = 0.0

    def line(self) -> str:
        """Return it as a line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)


class Judge:
    """Judges mutants in one copy of a checkout."""

    def __init__(self, scratch: Scratch, data: Path, only: Iterable[str] = ()) -> None:
        self.scratch = scratch
        self.data = data
        self.only = tuple(only)  # instead of a group's folders, to try something out
        self.times = reach.known_times(data)
        self._sound: dict[tuple[str, Stage], bool] = {}

    def stages(self, group: Group, ids: set[str], whole: bool) -> list[Stage]:
        """Return what to run, the cheap first; or the rest of the suite, for one that survived."""
        tests, pages = (self.only, ()) if self.only else (group.tests, group.pages)
        if whole:
            passed, builds = (*tests, *pages), bool(group.pages)
            ignored = (NO_BEHAVIOUR, *passed)
            return [Stage("whole", places=("tests",), ignored=ignored, builds=builds)]
        found = [Stage("reached", frozenset(ids))] if ids else []
        if tests:
            builds = bool(group.pages) and needs_site(tests)
            found.append(Stage("folder", places=tests, builds=builds))
        if pages:
            found.append(Stage("pages", places=pages, builds=True))
        return found

    def judge(self, mutant: Mutant, whole: bool = False) -> Verdict:
        """Put a mutant into the copy, and run stage after stage until one notices."""
        began, verdict = time.monotonic(), Verdict(mutant, SURVIVED)
        group = next(group for group in GROUPS if group.name == mutant.group)
        found = locate(mutant, self.scratch.root)
        if found is None:
            return Verdict(mutant, GONE)
        source, change = found
        ids = reach.tests_that_reach(self.data, self.scratch.root, group, mutant, change)
        try:
            with self.scratch.mutated(group, mutant.file, source, change):
                for stage in self.stages(group, ids, whole):
                    self._run(stage, verdict)
                    if verdict.status != SURVIVED:
                        break
        finally:
            if group.pages:
                self.scratch.bring_site_back()
        if verdict.status == KILLED and not self._is_sound(verdict.by, stage):
            verdict.status = UNCLEAR
        verdict.seconds = round(time.monotonic() - began, 1)
        return verdict

    def _run(self, stage: Stage, verdict: Verdict) -> None:
        """Run one stage; note what killed the mutant."""
        verdict.stages.append(stage.name)
        if stage.builds and (why := self.build()):
            verdict.status, verdict.by, verdict.why = KILLED, BUILD, why
            return
        ended = self._pytest(stage)
        if ended.code not in (0, NO_TESTS):
            verdict.status, verdict.why = KILLED, ended.why
            verdict.by = ended.test or (COLLECTION if ended.code else TIME)

    def _pytest(self, stage: Stage) -> watch.Ended:
        job, report, log = (self.scratch.folder / n for n in ("job.json", "report.jsonl", "log"))
        report.unlink(missing_ok=True)
        places = stage.places or sorted({test.split("::")[0] for test in stage.ids})
        there = [place for place in places if (self.scratch.root / place.split("::")[0]).exists()]
        arguments = [*there, *(f"--ignore={path}" for path in stage.ignored), "-x", "-q"]
        arguments += ["-p", "no:cacheprovider", "-p", "no:randomly", *stage.options]
        fields = {"ids": sorted(stage.ids), "seconds": self.times, "report": str(report)}
        job.write_text(json.dumps(fields | {"arguments": arguments}), encoding="utf-8")
        command = [str(self.scratch.python), str(reach.SELECTED), str(job)]
        return watch.run(command, self.scratch.root, log, LIMIT, report, self.times)

    def build(self) -> str:
        """Build the site in the copy; return what went wrong, or nothing."""
        log = self.scratch.folder / "build.log"
        ended = watch.run(BUILD.split(), self.scratch.root, log, LIMIT)
        if ended.code == 0:
            return ""
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines() or [""]
        told = [line for line in lines if re.search("error|warning", line, re.IGNORECASE)]
        told = [line for line in told if not line.startswith("make")]  # it only counts
        return (told or lines)[-1][:200] if ended.code is not None else ended.why

    def _is_sound(self, by: str, stage: Stage) -> bool:
        """Say whether what killed a mutant passes where there is none."""
        if by in (BUILD, TIME):
            return by == BUILD  # the copy's site was built before the first mutant
        if "::" in by:
            clean = Stage("sound", frozenset({by}))
        else:  # tests that could not be imported: in the same call, for it may be the call's fault
            clean = replace(stage, options=("--collect-only",))
        if (by, clean) not in self._sound:
            self._sound[by, clean] = self._pytest(clean).code == 0
        return self._sound[by, clean]
