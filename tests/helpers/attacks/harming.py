"""Submissions that would harm the machine, the batch or other students. All are small."""

from tests.helpers.attacks.attack import HONEST, Attack, answer, text


def harm(name, reaches, own="", body="return 0", **more):
    return Attack(f"harm-{name}", text(own), answer(body), reaches=(reaches,), **more)


DENIED = "cell own: PermissionError: [Errno 1] Operation not permitted"
LATE = "input_gate: ProcessLostError: late"
SLEPT = "input_gate: ProcessLostError: slept or waited"
LATE_CELL = "grading.judge.session.Session._stopped"
DIED = "input_gate: ProcessLostError: died"
DIED_CELL = "cell own: DeadKernelError"
ALIVE = "cell own: alive"


def print_in_all(cells):
    """Print in many cells what each of them may print."""
    for number in range(40):
        source = "print('x' * 190_000)"
        cell = {"cell_type": "code", "id": f"more-{number}", "metadata": {}, "outputs": []}
        cells.insert(4, cell | {"execution_count": None, "source": source})


HARMING = [
    harm(
        "deletes",
        "cell own: refused [('/",
        """
        import os, shutil
        refused = []
        shutil.rmtree("/", onerror=lambda how, path, error: refused.append((path, error[1])))
        print("refused", refused[:9])
        """,
        seconds=60.0,  # some thousand files, one after the other
    ),
    harm(
        "deletes-work",
        "cell own: left []",
        """
        import os
        for name in os.listdir("."):
            os.remove(name)
        print("left", os.listdir("."))
        """,
    ),
    harm(
        "configuration",
        "cell own: refused 4 of 4",
        """
        refused = 0
        for folder in ("..", "../..", "/", "/work/.."):
            try:
                open(folder + "/nbgrader_config.py", "a").write("raise SystemExit")
            except OSError:
                refused += 1
        print("refused", refused, "of 4")
        """,
    ),
    harm("socket", DENIED, "import socket\nsocket.create_server(('0.0.0.0', 8765))"),
    harm("background", DENIED, "import subprocess\nsubprocess.Popen(['sleep', '1000'])"),
    harm("forks", DENIED, "import os\nwhile True:\n    os.fork()"),
    harm(
        "orphan",
        DENIED,
        "import os\nif os.fork() == 0:\n    import time; time.sleep(1000)\nos._exit(0)",
    ),
    harm(
        "thread",
        ALIVE,
        """
        import threading, time
        threading.Thread(target=time.sleep, args=(1000,)).start()
        print("alive")
        """,
    ),
    harm("memory", "cell own: MemoryError", "kept = [bytearray(100_000_000) for _ in range(100)]"),
    harm(
        "memory-in-test",
        "input_gate: MemoryError",
        body="return [bytearray(100_000_000) for _ in range(100)]",
        seconds=20.0,
    ),
    harm(
        "disk",
        "cell own: OSError: [Errno 28] No space left on device",
        """
        for number in range(300):
            open(f"file-{number}", "wb").write(bytes(9_000_000))
        """,
    ),
    harm(
        "swallows",
        LATE_CELL + ": late",
        """
        while True:
            try:
                while True:
                    pass
            except BaseException:
                pass
        """,
    ),
    harm("sleeps", LATE_CELL, "import time\ntime.sleep(1000)"),
    harm("sleeps-in-test", SLEPT, body="import time; time.sleep(1000)"),
    # Each call is quick enough, all together are not: there is one deadline.
    harm("time-bomb", SLEPT, body="import time; time.sleep(0.7); return np.zeros((2, 4))"),
    harm("dies", DIED_CELL, "import os\nos._exit(1)"),
    harm("dies-in-test", DIED, body="import os; os._exit(1)"),
    harm("crashes", DIED_CELL, "import ctypes\nctypes.string_at(0)"),
    harm("aborts-in-test", DIED, body="import os; os.abort()"),
    harm("stops", ALIVE, "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)\nprint('alive')"),
    harm(
        "kills-all",
        "cell own: ProcessLookupError: [Errno 3] No such process",
        "import os, signal\nos.kill(-1, signal.SIGKILL)",
    ),
    harm("kills-group", ALIVE, "import os, signal\nos.kill(0, signal.SIGKILL)\nprint('alive')"),
    harm("stops-group", ALIVE, "import os, signal\nos.kill(0, signal.SIGSTOP)\nprint('alive')"),
    harm("slows-group", ALIVE, "import os\nos.setpriority(os.PRIO_PGRP, 0, 19)\nprint('alive')"),
    harm(
        "ends-by-limit",
        "cell own: ValueError: not allowed to raise maximum limit",
        "import resource as r\nr.setrlimit(r.RLIMIT_CPU, (1, 1))\nwhile 1: 1",
    ),
    harm(  # with the kernel named as the one who sent it
        "queues-signal",
        "cell own: -1",
        "import ctypes, os, struct\n"
        "info = ctypes.create_string_buffer(struct.pack('iii', 9, 0, 0x80), 128)\n"
        "ctypes.CDLL(None).syscall(129, os.getpid(), 9, info)",
    ),
    harm("quits", ALIVE, "quit()\nprint('alive')"),
    harm("exits-in-test", "input_gate: SystemExit", body="raise SystemExit"),
    harm("interrupts", "input_gate: KeyboardInterrupt", body="raise KeyboardInterrupt"),
    harm("recursion", "input_gate: RecursionError", body="return input_gate(*args)"),
    harm("prints", "cell own: ... cut ...", "print('x' * 30_000_000)"),
    harm(
        "prints-in-test",
        "note: test_input_gate printed too much",
        body="print('x' * 30_000_000); return 0",
    ),
    Attack(
        "harm-prints-in-all",
        functions=answer("return 0"),
        cells=print_in_all,
        reaches=(
            "note: the outputs of all cells had more than 5000000 characters",
            "cell more-0: ... this notebook has shown more than 5000000 characters: left out ...",
        ),
    ),
    harm("colours", "cell own: \x1b]0;title", 'print("\\x1b]0;title\\x07\\x1b[2J" * 100)'),
    harm(
        "closes",
        DIED_CELL,
        "import os\nfor number in range(64):\n    os.close(number)",
        earns=HONEST,
    ),
]
