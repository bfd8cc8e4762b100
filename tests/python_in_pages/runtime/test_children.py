"""No process of a build outlives it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from python_in_pages.runtime import compiling
from python_in_pages.runtime.children import wait_for
from python_in_pages.runtime.compiling import Archive

WAITS = [sys.executable, "-c", "input()"]  # for ever: nobody answers


@pytest.fixture
def started():
    """Return a list for processes; at the end of the test none of them runs."""
    processes = []
    yield processes
    for process in processes:
        process.kill()
        process.communicate()


def waiting(started) -> subprocess.Popen[bytes]:
    started.append(subprocess.Popen(WAITS, stdin=subprocess.PIPE))
    return started[-1]


def test_those_that_end_are_returned():
    commands = [[sys.executable, "-c", f"raise SystemExit({code})"] for code in (0, 3)]
    ended = wait_for(map(subprocess.Popen, commands), lambda: None)
    assert [process.returncode for process in ended] == [0, 3]


def test_an_interruption_ends_all(started):
    def look() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        wait_for([waiting(started), waiting(started)], look)
    assert [process.poll() is None for process in started] == [False, False]


def test_the_first_ends_if_the_second_cannot_be_started(
    started, tmp_path, cache, said, monkeypatch
):
    def start(share, *arguments):
        if started:
            raise OSError("too many processes")
        return waiting(started)

    monkeypatch.setattr(compiling, "_start", start)
    files = [tmp_path / name for name in ("one", "two")]
    for file in files:
        file.touch()
    work = {file.name: Archive(file, "", "wheel") for file in files}
    with pytest.raises(OSError, match="too many"):
        compiling._make(work, tmp_path, cache, said.append)
    assert started[0].poll() is not None
