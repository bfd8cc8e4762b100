"""nbgrader's application, made in the process of the tests, closes no stream of theirs."""

import io

from absl import logging as absl_logging

from grading.course import Course


def test_a_stream_that_keras_logs_to_stays_open(monkeypatch):
    handler, stream = absl_logging.get_absl_handler().python_handler, io.StringIO()
    monkeypatch.setattr(handler, "stream", stream)
    Course()
    assert not stream.closed
