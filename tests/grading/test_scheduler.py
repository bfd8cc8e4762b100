"""The scheduler: every job comes back once, whatever happens to the workers."""

import contextlib
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass

import pytest

from grading.jobs import scheduler as scheduler_module
from grading.jobs.executors import Workers
from grading.jobs.scheduler import MAX_TRIES, Scheduler
from grading.sandbox.settings import SandboxSettings


class Workshop(Executor):
    """Does a call at once, in this thread. A broken one does nothing any more."""

    def __init__(self):
        self.broken = self.closed = False

    def submit(self, function, *arguments):
        if self.broken:
            raise BrokenProcessPool
        future = Future()
        try:
            future.set_result(function(*arguments))
        except BrokenProcessPool as error:
            self.broken = True
            future.set_exception(error)
        except Exception as error:
            future.set_exception(error)
        return future


@dataclass
class Job:
    """Returns its names; kills its worker as often as told. What is called ? is held up once."""

    names: str
    kills: dict
    tries: int = 1
    last: bool = False
    local: bool = False
    size: int = 0

    def call(self):
        return self.work, (self.names,)

    def work(self, names):
        for name in names:
            if self.kills.get(name, 0):
                self.kills[name] -= 1
                raise BrokenProcessPool
        if "!" in names:
            raise ArithmeticError(names)
        return names

    def parts(self):
        return [Job(name, self.kills) for name in self.names]

    def held_up(self, result):
        held = [] if self.last else [name for name in self.names if name == "?"]
        self.names = "".join(name for name in self.names if name not in held)
        return [Job(name, self.kills, last=True) for name in held]


@pytest.fixture
def made(monkeypatch):
    """Return a scheduler and the executors that it has had."""
    monkeypatch.setattr("grading.jobs.scheduler.check", lambda settings: None)
    executors = []

    @contextlib.contextmanager
    def make():
        executors.append(Workshop())
        yield executors[-1]
        executors[-1].closed = True

    with Scheduler(Workers(make, 2, 1)) as scheduler:
        scheduler.start(SandboxSettings())
        yield scheduler, executors
    assert all(executor.closed for executor in executors)


def run(scheduler, *names, **kills):
    return [(job.names, result) for job, result in scheduler.run(Job(n, kills) for n in names)]


def test_each_job_is_yielded_with_its_value(made):
    assert sorted(run(made[0], "a", "b", "cd", "e")) == [(n, n) for n in ("a", "b", "cd", "e")]
    assert len(made[1]) == 1


def test_a_failure_is_the_result_of_its_job(made):
    found = dict(run(made[0], "a", "!", "b"))
    assert (found["a"], found["b"]) == ("a", "b")
    assert isinstance(found["!"], ArithmeticError)


def test_a_job_that_was_lost_with_its_worker_is_tried_in_parts(made):
    """And what was started elsewhere meanwhile goes on: its executor is not closed."""
    assert sorted(run(made[0], "abc", "d", b=1)) == [(n, n) for n in "abcd"]
    assert len(made[1]) == 2


def test_who_kills_every_worker_fails_alone(made):
    found = dict(run(made[0], "abc", b=MAX_TRIES))
    assert (found["a"], found["c"]) == ("a", "c")
    assert isinstance(found["b"], BrokenProcessPool)


def test_what_was_held_up_is_tried_once_more_after_all_others(made):
    found = [names for names, _ in run(made[0], "?", "a?", "b", "c", "!", "d", b=1)]
    assert found[-2:] == ["?", "?"]
    assert sorted(found) == ["", "!", "?", "?", *"abcd"]


def test_jobs_can_be_added_while_results_are_taken(made):
    scheduler, seen = made[0], []
    for job, result in scheduler.run(Job(name, {}) for name in "ab"):
        seen.append(result)
        if result.islower():
            scheduler.add([Job(job.names.upper(), {})])
    assert sorted(seen) == ["A", "B", "a", "b"]


def test_a_batch_that_fails_is_done_again_in_parts(made):
    """One that raises, whatever it is, takes no other of its batch with it."""
    found = dict(run(made[0], "a!c", "d"))
    assert (found["a"], found["c"], found["d"]) == ("a", "c", "d")
    assert isinstance(found["!"], ArithmeticError)
    assert len(made[1]) == 1


def test_a_job_that_is_put_off_is_done_even_after_the_last(made):
    scheduler, seen = made[0], []
    for job, result in scheduler.run(Job(name, {}) for name in "ab"):
        seen.append(result)
        if result.islower():
            scheduler.postpone(Job(job.names.upper(), {}))
    assert sorted(seen) == ["A", "B", "a", "b"]


def test_large_jobs_are_begun_one_after_the_other(made):
    """What is under way stays below a number of bytes."""
    begun = []

    def jobs():
        for name in "abcd":
            begun.append(name)
            yield Job(name, {}, size=2 * scheduler_module.MAX_BYTES)

    ended = []
    for job, _ in made[0].run(jobs()):
        ended.append(job.names)
        assert begun == ended
    assert ended == list("abcd")
