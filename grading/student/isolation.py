"""Isolation of one submission: namespaces, a tmpfs and resource limits of its own.

Call fork, then in the child enter_namespaces and drop_rights, before any code of the submission
runs.
"""

import ctypes
import os
import resource
import struct
from typing import Any

from . import landlock, seccomp, syscalls
from .syscalls import LIBC, check, mount, prctl, syscall

WORK = "/work"
DEVICES = ["/dev/null", "/dev/zero", "/dev/random", "/dev/urandom"]
NEW_USER, NEW_MOUNTS, NEW_PIDS, NEW_IPC = 0x10000000, 0x00020000, 0x20000000, 0x08000000
PRIVATE, RECURSIVE, READ_ONLY = 1 << 18, 1 << 14, 1
NO_SUID, NO_DEVICES, NO_EXECUTE = 2, 4, 8
DROP_FROM_BOUND, NO_NEW_PRIVS, DUMPABLE = 24, 38, 4
CAPSET = {"x86_64": 126, "aarch64": 91}
SIGNALS = 64  # that may be pending; the user has some thousand, for all submissions together
MEGA = 1 << 20

Settings = dict[str, Any]


def leave_root(uid: int) -> None:
    """Become a user without any rights, if this process has those of root."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
        prctl(DUMPABLE, 1)  # else this process could not write its own maps of users
    prctl(NO_NEW_PRIVS, 1)


def fork(settings: Settings) -> int:
    """Fork a submission's process; it is the first in its own namespaces."""
    if "namespaces" in settings["protections"]:
        return syscalls.fork(NEW_USER | NEW_MOUNTS | NEW_PIDS | NEW_IPC)
    return os.fork()


def enter_namespaces(settings: Settings) -> None:
    """Map the user, hide /proc, mount an empty tmpfs as the work folder."""
    protections = settings["protections"]
    if "namespaces" not in protections:
        return
    _map_user(settings["user"])
    mount("", "/", PRIVATE | RECURSIVE)
    mount("tmpfs", "/proc", READ_ONLY | NO_SUID | NO_DEVICES | NO_EXECUTE, "nr_inodes=1")
    if "disk" in protections:
        options = f"size={settings['disk_mb']}m,nr_inodes={settings['files']},mode=0700"
        mount("tmpfs", settings["work"], NO_SUID | NO_DEVICES | NO_EXECUTE, options)


def _map_user(user: tuple[int, int]) -> None:
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{user[0]} {user[0]} 1"),
        ("gid_map", f"{user[1]} {user[1]} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def drop_rights(settings: Settings) -> None:
    """Set the limits, drop all capabilities, restrict files and system calls."""
    protections = settings["protections"]
    if "limits" in protections:
        _limit(settings)
    _drop_capabilities()
    if "landlock" in protections and landlock.version():
        landlock.restrict(settings["work"], [d for d in DEVICES if os.path.exists(d)])
    if "seccomp" in protections and seccomp.known():
        seccomp.restrict()


def _limit(settings: Settings) -> None:
    """Limit memory, time, processes (threads count) and files of this process."""
    memory = _mapped_bytes() + settings["memory_mb"] * MEGA
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, settings["cpu_seconds"]),
        (resource.RLIMIT_NPROC, settings["processes"]),
        (resource.RLIMIT_FSIZE, settings["disk_mb"] * MEGA),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_SIGPENDING, SIGNALS),
    ):
        hard = resource.getrlimit(what)[1]  # where less is allowed already, that stays
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (least, least))


def _mapped_bytes() -> int:
    """Return how much this process has mapped already; /proc is hidden in the namespaces."""
    return _MAPPED


def measure_memory() -> None:
    """Remember the size of the fork server, while /proc can still be read."""
    global _MAPPED
    with open("/proc/self/statm") as file:
        _MAPPED = int(file.read().split()[0]) * resource.getpagesize()


_MAPPED = 512 * MEGA


def _drop_capabilities() -> None:
    """Drop what a new user namespace gives: all capabilities, in all sets."""
    machine = os.uname().machine
    if machine not in CAPSET:
        return
    for capability in range(64):
        LIBC.prctl(DROP_FROM_BOUND, ctypes.c_ulong(capability), 0, 0, 0)  # some are not there
    header = ctypes.create_string_buffer(struct.pack("=Ii", 0x20080522, 0))
    nothing = ctypes.create_string_buffer(24)
    check(syscall(CAPSET[machine], header, nothing), "capset")
    prctl(NO_NEW_PRIVS, 1)
    prctl(DUMPABLE, 0)
