"""Landlock: read files, write plain ones in the work folder; no TCP, no signals to others.

https://docs.kernel.org/userspace-api/landlock.html. The numbers are the same on all machines.
"""

import ctypes
import os
import struct

from .syscalls import prctl, syscall

CREATE, ADD, RESTRICT = 444, 445, 446
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
TRUNCATE = 1 << 14
SPECIAL = sum(1 << bit for bit in (6, 9, 10, 11, 12))  # devices, sockets, pipes, links
FILESYSTEM = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
NETWORK, SCOPED = 0b11, 0b11  # bind and connect; abstract sockets and signals
NO_NEW_PRIVS = 38


def version() -> int:
    """Return the version of Landlock in this kernel, 0 where it has none."""
    try:
        return syscall(CREATE, ctypes.c_void_p(None), 0, 1)
    except OSError:
        return 0


def restrict(writable: str, devices: list[str]) -> None:
    """Give up all rights on files but to read them, and to write below one folder."""
    abi = version()
    if not abi:
        raise OSError("this kernel has no Landlock")
    handled = FILESYSTEM[max(n for n in FILESYSTEM if n <= abi)]
    fields = [handled] + [NETWORK] * (abi >= 4) + [SCOPED] * (abi >= 6)
    attributes = ctypes.create_string_buffer(struct.pack(f"={len(fields)}Q", *fields))
    rules = syscall(CREATE, attributes, 8 * len(fields), 0)
    _allow(rules, "/", READ_FILE | READ_DIR)
    _allow(rules, writable, handled & ~(EXECUTE | SPECIAL))
    for path in devices:
        _allow(rules, path, READ_FILE | WRITE_FILE | (TRUNCATE & handled))
    prctl(NO_NEW_PRIVS, 1)
    syscall(RESTRICT, rules, 0)
    os.close(rules)


def _allow(rules: int, path: str, access: int) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    rule = ctypes.create_string_buffer(struct.pack("=Qi", access, place))
    syscall(ADD, rules, 1, rule, 0)
    os.close(place)
