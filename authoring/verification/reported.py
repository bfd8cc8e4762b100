"""Reported mistakes: wrong solutions from public code and questions, and what the release says.

reported_mistakes/ has the mistakes, a file for each assignment, each with its source. The code is
ours. judgements/ has, for each of them, its points and its messages in both languages, and two
scores: what two readers, each by himself, made of exactly these words. A mistake that came in, or
a message that changed, after the first reader has the second one's score alone. disagreements.yml
has the messages that the two judged differently, and how that was settled. ``python -m authoring
reported`` counts the scores, the stricter one where there are two, and how far the readers agree.

named: the message says what is wrong; Python's own words count. placed: it leads to the line, or to
the result that is wrong, as a wrong shape does. generic: it would say the same of many other
mistakes, or its hint leads elsewhere. false: a sentence in it is not so, or is not so of this code.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from authoring.assignments import ASSIGNMENTS
from authoring.records import Assignment

from .proof import Proof
from .runnable_notebook import Graded, RunnableNotebook

MISTAKES = Path(__file__).with_name("reported_mistakes")
JUDGEMENTS = Path(__file__).with_name("judgements")
DISAGREEMENTS = Path(__file__).with_name("disagreements.yml")
SCORES = ("named", "placed", "generic", "false")  # from the best to the worst
HEADING = """\
# What the release says of each reported mistake. `python -m authoring reported --write` writes all
# but the scores, and empties those whose message has changed: read both languages, then put in
# named, placed, generic or false. first, second: the two readers.
"""


@dataclass(frozen=True)
class Reported:
    """One mistake. source: where it was found. wrong: what is wrong, and its form in the source."""

    function: str
    name: str
    source: str
    wrong: str
    code: str

    @property
    def key(self) -> str:
        return f"{self.function}.{self.name}"


@dataclass(frozen=True)
class Judgement:
    """What the release says of one mistake, and the scores that two readers have given it."""

    points: str
    en: str
    ko: str
    first: str | None = None
    second: str | None = None

    @property
    def score(self) -> str | None:
        """Return the stricter of the two scores, or the only one."""
        given = [score for score in (self.first, self.second) if score]
        return max(given, key=SCORES.index) if given else None

    def kept_for(self, today: "Judgement") -> "Judgement":
        """Return today's words, with the scores if they are the scores of these words."""
        same = (self.en, self.ko) == (today.en, today.ko)
        return replace(today, first=self.first, second=self.second) if same else today


@dataclass(frozen=True)
class Disagreement:
    """A message, as it then was, that two readers judged differently, and how it was settled.

    agreed: the score that held. why: the reason, and what was done about the message.
    """

    mistake: str
    first: str
    second: str
    agreed: str
    why: str


def reported(folder: str) -> list[Reported]:
    """Return the reported mistakes of one assignment."""
    text = (MISTAKES / f"{folder}.yml").read_text(encoding="utf-8")
    return [Reported(**record) for record in yaml.safe_load(text)]


def judgements(folder: str) -> dict[str, Judgement]:
    """Return the stored judgements of one assignment: key of a mistake -> judgement."""
    path = JUDGEMENTS / f"{folder}.yml"
    stored = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return {key: Judgement(**record) for key, record in stored.items()}


def disagreements() -> tuple[int, list[Disagreement]]:
    """Return how many messages two readers had read, and those that they judged differently."""
    stored = yaml.safe_load(DISAGREEMENTS.read_text(encoding="utf-8"))
    return stored["read"], [Disagreement(**each) for each in stored["settled"]]


class Bank:
    """The notebooks in which the reported mistakes of one assignment are run, solved else."""

    def __init__(self, assignment: Assignment) -> None:
        self.folder = assignment.folder
        self.proof = Proof(assignment)
        self.korean = RunnableNotebook("exercises/ko", assignment.folder, assignment.notebook)
        solved = self.proof.solution.code.items()
        self.korean.code |= {k: v for k, v in solved if k not in self.korean.tests}

    def today(self) -> dict[str, Judgement]:
        """Return what the release says now; no score."""
        return {mistake.key: self.heard(mistake) for mistake in reported(self.folder)}

    def heard(self, mistake: Reported) -> Judgement:
        """Run a learner's cell and its test cell in both releases."""
        test, cells = f"test_{mistake.function}", self.cells(mistake)
        en, ko = (
            notebook.run(cells, only=test)[test] for notebook in (self.proof.release, self.korean)
        )
        if (en.points, en.most) != (ko.points, ko.most):
            raise ValueError(f"{mistake.key}: other points in Korean")
        return Judgement(f"{en.points:g} of {en.most:g}", en.text, ko.text)

    def graded(self, mistake: Reported) -> dict[str, Graded]:
        """Grade the whole notebook with the hidden tests: test cell -> what it gave."""
        return self.proof.solution.run(self.cells(mistake))

    def cells(self, mistake: Reported) -> dict[str, str]:
        """Return the cell that a learner writes, by its id."""
        return {mistake.function: self.proof.cells.cell(mistake.function, mistake.code)}


def main(write: bool = False) -> int:
    """Store what the release says now, if asked to; print the scores; 1 if some are missing."""
    if write:
        for folder, assignment in ASSIGNMENTS.items():
            store(folder, merged(judgements(folder), Bank(assignment).today()))
    stored = {k: j for folder in ASSIGNMENTS for k, j in judgements(folder).items()}
    print("\n".join([*table(stored), *agreement(stored, *disagreements())]))
    return 1 if any(judgement.score is None for judgement in stored.values()) else 0


def merged(stored: dict[str, Judgement], today: dict[str, Judgement]) -> dict[str, Judgement]:
    """Return today's words with the scores that were given to the same words."""
    return {key: stored.get(key, words).kept_for(words) for key, words in today.items()}


def store(folder: str, found: dict[str, Judgement]) -> None:
    """Write the judgements of one assignment."""
    records: dict[str, Any] = {key: asdict(judgement) for key, judgement in found.items()}
    text = yaml.safe_dump(records, allow_unicode=True, sort_keys=False, width=96)
    JUDGEMENTS.mkdir(exist_ok=True)
    (JUDGEMENTS / f"{folder}.yml").write_text(HEADING + text, encoding="utf-8")


def table(found: dict[str, Judgement]) -> Iterator[str]:
    """Yield the lines of a table: for each function and for all, how many have which score."""
    counts: dict[str, Counter[str]] = {}
    for key, judgement in found.items():
        counts.setdefault(key.partition(".")[0], Counter())[judgement.score or "not judged"] += 1
    counts["all"] = sum(counts.values(), Counter())
    columns = [*SCORES, "not judged"]
    yield f"{'':24}" + "".join(f"{column:>12}" for column in [*columns, "all"])
    for function, count in counts.items():
        numbers = [*(count[column] for column in columns), count.total()]
        yield f"{function:24}" + "".join(f"{number:>12}" for number in numbers)


def agreement(found: dict[str, Judgement], read: int, settled: list[Disagreement]) -> Iterator[str]:
    """Yield how far two readers agreed, each by himself, and what they say of today's messages."""
    firsts = sum(each.agreed == each.first for each in settled)
    yield (
        f"Two readers, {read} messages: the same score for {read - len(settled)}. The other "
        f"{len(settled)} are settled, {firsts} as the first reader had it, "
        f"{len(settled) - firsts} as the second."
    )
    both = [(each.first, each.second) for each in found.values() if each.first and each.second]
    same = sum(first == second for first, second in both)
    yield f"Messages of today with both scores: {len(both)}, the same for {same}."
