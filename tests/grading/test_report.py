"""A line for each submission that needs a look; a line that a whole class would get is counted."""

from grading.publish.report import MOST, Report
from grading.record.gradebook_reader import Marks
from grading.record.records import FAILED, GRADED, Record


def told(capsys, reasons, state=GRADED):
    """Count one submission for each reason; return the lines of that run."""
    report = Report()
    report.start(len(reasons))
    for number, reason in enumerate(reasons):
        record = Record("03-lstm-gates", f"s{number}", "", state, reason)
        report.count(record, Marks({}) if state == GRADED else None)
    report.end()
    return capsys.readouterr().out.splitlines()


def test_what_a_whole_class_would_hear_is_said_ten_times_and_counted(capsys):
    late = [f"handed in at 2030-05-03 10:{minute} UTC" for minute in range(10, 40)]
    lines = told(capsys, [*late, "setup had become a raw cell"])
    assert MOST == 10
    assert lines[:MOST] == [f"s{n} 03-lstm-gates: graded: {late[n]}" for n in range(MOST)]
    assert lines[MOST:] == [
        "s30 03-lstm-gates: graded: setup had become a raw cell",
        f"03-lstm-gates: 20 more of this kind: graded: {late[-1]}",
    ]


def test_ten_lines_are_all_said(capsys):
    assert len(told(capsys, ["the same"] * MOST)) == MOST


def test_who_failed_is_always_named(capsys):
    lines = told(capsys, ["no notebook"] * 12, FAILED)
    assert lines == [f"s{n} 03-lstm-gates: failed: no notebook" for n in range(12)]
