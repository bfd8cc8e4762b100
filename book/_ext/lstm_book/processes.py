"""Processes that run at the same time, all ended by Ctrl-C."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from subprocess import PIPE, STDOUT


def run_side_by_side(commands: list[list[str]]) -> bool:
    """Run commands at the same time, to their end; one speaks at once, the others after it."""
    first, *others = [
        subprocess.Popen(
            command, stdout=PIPE if number else None, stderr=STDOUT if number else None
        )
        for number, command in enumerate(commands)
    ]
    with ThreadPoolExecutor() as pool:  # reads what the others say, lest they wait for it
        said = pool.map(lambda each: each.communicate()[0], others)
        try:
            first.wait()
            for text in said:
                sys.stdout.buffer.write(text)
                sys.stdout.flush()
        except BaseException:
            for each in (first, *others):
                each.kill()
            raise
    return not any(each.returncode for each in (first, *others))
