"""Run commands at the same time; Ctrl-C ends them all."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from subprocess import PIPE, STDOUT


def run_in_parallel(commands: list[list[str]]) -> bool:
    """Run commands to their end; show the first one's output at once, the others' after it."""
    first, *others = [
        subprocess.Popen(
            command, stdout=PIPE if number else None, stderr=STDOUT if number else None
        )
        for number, command in enumerate(commands)
    ]
    with ThreadPoolExecutor() as pool:  # reads the pipes, so that no command waits for a full one
        outputs = pool.map(lambda each: each.communicate()[0], others)
        try:
            first.wait()
            for output in outputs:
                sys.stdout.buffer.write(output)
                sys.stdout.flush()
        except BaseException:
            for each in (first, *others):
                each.kill()
            raise
    return not any(each.returncode for each in (first, *others))
