"""The judge's side of the protocol: it takes no answer but the one that it asked for."""

import contextlib
import socket
import threading
from time import monotonic

import nbformat
import pytest

from grading.judge.clock import Countdown
from grading.judge.notebook_runner import NotebookRunner
from grading.judge.session import BROKE, ProcessLostError, Session
from grading.judge.workspace import Workspace
from grading.sandbox.settings import HeldUpError, SandboxSettings
from grading.wire.frames import Channel, ClosedError, Message


class Submission:
    """A process that answers each request with what a test says, under a number of its choice."""

    settings = SandboxSettings()

    def __init__(self, number_of):
        self.number_of = number_of

    @contextlib.contextmanager
    def submission(self):
        ours, theirs = socket.socketpair()
        thread = threading.Thread(target=self.serve, args=(Channel(theirs),))
        thread.start()
        try:
            with ours:
                yield Channel(ours)
        finally:
            thread.join()
            theirs.close()

    def preload_for(self, code):
        pass

    def serve(self, channel):
        with contextlib.suppress(ClosedError):
            while True:
                head = channel.receive(monotonic() + 20).head
                nothing = {"changed": ["dict", []], "renewed": ["dict", []]}
                answer = {"out": [], "cut": False, "result": 4.0, **nothing}
                if head["do"] == "names":
                    answer = {"values": ["dict", []]}
                number = head["id"] if head["do"] == "names" else self.number_of(head["id"])
                channel.send(Message(answer | {"id": number}))


@pytest.fixture
def call():
    """Return a function that calls a student's function, answered under some number."""
    with contextlib.ExitStack() as stack:

        def opened(number_of):
            session = Session(Submission(number_of), {})
            stack.callback(session.close)
            session.open()
            session.deadline = Countdown(20)
            return session.call("call", (), {})

        yield opened


def test_an_answer_under_its_own_number_is_taken(call):
    assert call(lambda asked: asked).value == 4.0


@pytest.mark.parametrize("other", [-1, 1, 100])
def test_an_answer_under_another_request_s_number_is_not(call, other):
    with pytest.raises(ProcessLostError) as lost:
        call(lambda asked: asked + other)
    assert lost.value.why == BROKE


def test_who_is_held_up_before_its_first_line_is_not_to_blame(monkeypatch):
    """Stopped from outside while its files are stored, it says nothing."""
    monkeypatch.setattr("grading.judge.session.FILE_SECONDS", 0.1)
    silent = Submission(lambda asked: asked)
    monkeypatch.setattr(silent, "serve", lambda channel: None)
    with contextlib.closing(Workspace({})) as workspace:
        runner = NotebookRunner(silent, workspace, (), last=True)
        with pytest.raises(HeldUpError, match="could not be run here"):
            runner.execute(nbformat.v4.new_notebook(), {"data.csv": b"1"})
