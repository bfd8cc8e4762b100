"""Submissions that would harm the machine, the batch or other students. All are small."""

from tests.helpers.attacks.attack import HONEST, Attack, answer, text


def harm(name, own="", body="return 0", **more):
    return Attack(f"harm-{name}", text(own), answer(body), **more)


HARMING = [
    harm("deletes", "import shutil\nshutil.rmtree('/', ignore_errors=True)"),
    harm(
        "deletes-work",
        "import os\nfor name in os.listdir('.'):\n    os.remove(name)",
    ),
    harm(
        "configuration",
        """
        for folder in (".", "..", "../..", "/"):
            try:
                open(folder + "/nbgrader_config.py", "a").write("raise SystemExit")
            except OSError:
                pass
        """,
    ),
    harm("socket", "import socket\nsocket.create_server(('0.0.0.0', 8765))"),
    harm("background", "import subprocess\nsubprocess.Popen(['sleep', '1000'])"),
    harm("forks", "import os\nwhile True:\n    os.fork()"),
    harm("orphan", "import os\nif os.fork() == 0:\n    import time; time.sleep(1000)\nos._exit(0)"),
    harm(
        "thread",
        """
        import threading, time
        threading.Thread(target=time.sleep, args=(1000,)).start()
        """,
    ),
    harm("memory", "kept = [bytearray(100_000_000) for _ in range(100)]"),
    harm("memory-in-test", body="return [bytearray(100_000_000) for _ in range(100)]"),
    harm(
        "disk",
        """
        for number in range(300):
            open(f"file-{number}", "wb").write(bytes(9_000_000))
        """,
    ),
    harm(
        "swallows",
        """
        while True:
            try:
                while True:
                    pass
            except BaseException:
                pass
        """,
    ),
    harm("sleeps", "import time\ntime.sleep(1000)"),
    harm("sleeps-in-test", body="import time; time.sleep(1000)"),
    # Each call is quick enough, all together are not: there is one deadline.
    harm("time-bomb", body="import time; time.sleep(0.7); return np.zeros((2, 4))"),
    harm("dies", "import os\nos._exit(1)"),
    harm("dies-in-test", body="import os; os._exit(1)"),
    harm("crashes", "import ctypes\nctypes.string_at(0)"),
    harm("aborts-in-test", body="import os; os.abort()"),
    harm("stops", "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)"),
    harm("kills-all", "import os, signal\nos.kill(-1, signal.SIGKILL)"),
    harm("kills-group", "import os, signal\nos.kill(0, signal.SIGKILL)"),
    harm("stops-group", "import os, signal\nos.kill(0, signal.SIGSTOP)"),
    harm("slows-group", "import os\nos.setpriority(os.PRIO_PGRP, 0, 19)"),
    harm("ends-by-limit", "import resource as r\nr.setrlimit(r.RLIMIT_CPU, (1, 1))\nwhile 1: 1"),
    harm(  # with the kernel named as the one who sent it
        "queues-signal",
        "import ctypes, os, struct\n"
        "info = ctypes.create_string_buffer(struct.pack('iii', 9, 0, 0x80), 128)\n"
        "ctypes.CDLL(None).syscall(129, os.getpid(), 9, info)",
    ),
    harm("quits", "quit()"),
    harm("exits-in-test", body="raise SystemExit"),
    harm("interrupts", body="raise KeyboardInterrupt"),
    harm("recursion", body="return input_gate(*args)"),
    harm("prints", "print('x' * 30_000_000)"),
    harm("prints-in-test", body="print('x' * 30_000_000); return 0"),
    harm("colours", 'print("\\x1b]0;title\\x07\\x1b[2J" * 100)'),
    harm("closes", "import os\nfor number in range(64):\n    os.close(number)", earns=HONEST),
]
