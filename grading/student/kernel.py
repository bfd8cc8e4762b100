"""The few system calls that Python has no function for."""

import ctypes
import os
from typing import Any

LIBC = ctypes.CDLL(None, use_errno=True)


def check(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def unshare(flags: int) -> None:
    check(LIBC.unshare(flags), "unshare")


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
