"""The bar that an instructor watches: it fills, keeps its width, and ends full."""

import io
import re

from grading.publish.progress import WIDTH, Progress


class Terminal(io.TextIOWrapper):
    def __init__(self):
        super().__init__(io.BytesIO(), encoding="utf-8")

    def isatty(self):
        return True

    def shown(self):
        return self.buffer.getvalue().decode("utf-8")


def test_the_bar_fills_and_keeps_its_width():
    terminal = Terminal()
    progress = Progress(4, terminal)
    for student in ("anna", "ben", "cleo", "이 수민"):
        progress.step(student)
    bars = re.findall(r"\[([#.]+)\]", terminal.shown())
    assert [len(bar) for bar in bars] == [WIDTH] * 4
    assert [bar.count("#") for bar in bars] == [WIDTH * n // 4 for n in (1, 2, 3, 4)]
    assert "] 4/4 이 수민 (" in terminal.shown()


def test_into_a_file_go_lines_now_and_then():
    written = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    progress = Progress(20, written)
    for number in range(20):
        progress.step("이" if number == 19 else "anna")
    lines = written.buffer.getvalue().decode("ascii").splitlines()
    assert [line.partition("/")[0] for line in lines] == [str(n) for n in range(2, 21, 2)]
    assert lines[-1].startswith("20/20 ? (")  # a letter that the file cannot hold
