"""System calls that Python has no function for, by ctypes."""

import ctypes
import os
import signal
from typing import Any

LIBC = ctypes.CDLL(None, use_errno=True)
CLONE = {"x86_64": 56, "aarch64": 220}


def check(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def mount(kind: str, target: str, flags: int, options: str = "") -> None:
    source = kind.encode() if kind else None
    args = (source, target.encode(), source, ctypes.c_ulong(flags), options.encode())
    check(LIBC.mount(*args), f"mount {target}")


def prctl(option: int, *values: Any) -> int:
    four = [*values, 0, 0, 0, 0][:4]
    typed = [v if isinstance(v, ctypes.c_void_p) else ctypes.c_ulong(v) for v in four]
    return check(LIBC.prctl(option, *typed), f"prctl {option}")


def syscall(number: int, *values: Any) -> int:
    typed = [ctypes.c_long(v) if isinstance(v, int) else v for v in values]
    return check(LIBC.syscall(ctypes.c_long(number), *typed), f"system call {number}")


def fork(flags: int) -> int:
    """Fork as os.fork does, with the child in new namespaces; a second fork would cost more.

    Only for a process with one thread. The three functions are Python's own, for such calls.
    """
    number = CLONE[os.uname().machine]
    python = ctypes.pythonapi
    python.PyOS_BeforeFork()
    pid: int = ctypes.PyDLL(None, use_errno=True).syscall(
        ctypes.c_long(number), ctypes.c_long(flags | signal.SIGCHLD), *[ctypes.c_long(0)] * 4
    )
    if pid == 0:
        python.PyOS_AfterFork_Child()
    else:
        python.PyOS_AfterFork_Parent()
    return check(pid, "clone")
