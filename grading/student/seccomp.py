"""seccomp: system calls that an exercise never needs fail. Threads may start, processes not.

A filter in the kernel's own small language, for the two usual machines.
https://docs.kernel.org/userspace-api/seccomp_filter.html
"""

import ctypes
import errno
import platform
import struct

from .syscalls import prctl

# name -> number on x86_64 and on aarch64; None: that machine has no such call.
DENIED: dict[str, tuple[int | None, int | None]] = {
    # programs and other processes
    "fork": (57, None),
    "vfork": (58, None),
    "execve": (59, 221),
    "execveat": (322, 281),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    # the network, in any form; a pair of connected sockets stays
    "socket": (41, 198),
    "connect": (42, 203),
    "bind": (49, 200),
    "listen": (50, 201),
    # what a pair of sockets could hold beside its small buffers: larger ones, open files
    "setsockopt": (54, 208),
    "sendmsg": (46, 211),
    "sendmmsg": (307, 269),
    "recvmsg": (47, 212),
    "recvmmsg": (299, 243),
    # what another submission would notice, or miss: locks, watches and waits on shared files
    "flock": (73, 32),
    "inotify_init": (253, None),
    "inotify_init1": (294, 26),
    "futex_wake": (454, 454),
    "futex_wait": (455, 455),
    "futex_requeue": (456, 456),
    "cachestat": (451, 451),
    "io_setup": (206, 0),
    # memory that no other limit counts, and what outlives a process
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "shmat": (30, 196),
    "semget": (64, 190),
    "msgget": (68, 186),
    "mq_open": (240, 180),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    # namespaces and mounts
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsmount": (432, 432),
    "mount_setattr": (442, 442),
    "open_tree_attr": (467, 467),
    "fsconfig": (431, 431),
    "fspick": (433, 433),
    "statmount": (457, 457),
    "listmount": (458, 458),
    # the core that it shares with its judge
    "sched_setaffinity": (203, 122),
    # what would let it end as if the system had ended it: limits, signals in the kernel's name
    "setrlimit": (160, 164),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "pidfd_send_signal": (424, 424),
    # large parts of the kernel that no exercise needs
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "kexec_load": (246, 104),
    "open_by_handle_at": (304, 265),
    "personality": (135, 92),
    "fanotify_init": (300, 262),
    "seccomp": (317, 277),
}
CLONE, CLONE3, PRLIMIT, FCNTL = (56, 220), (435, 435), (302, 261), (72, 25)
FUTEX, SENDTO, RECVFROM = (202, 98), (44, 206), (45, 207)
SHARED_STATE = (  # commands of fcntl
    *(1024, 1040),  # leases make everybody wait who opens the file, in another sandbox as well
    *(5, 6, 7, 36, 37, 38),  # locks, and who has them
    1031,  # a larger pipe: pages that no limit counts
)
FUTEX_PRIVATE, FUTEX_COMMAND, FUTEX_WAITS = 128, 127, (0, 9)
OUT_OF_BAND = 1
ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
CLONE_THREAD = 0x00010000
X32 = 0x40000000
LOAD, AND, JUMP_EQUAL, JUMP_GREATER, JUMP_ANY_BIT, RETURN = 0x20, 0x54, 0x15, 0x35, 0x45, 0x06
# Where they are in what the filter sees.
NUMBER, ARCHITECTURE = 0, 4
FIRST_ARGUMENT, SECOND_ARGUMENT, THIRD_ARGUMENT, FOURTH_ARGUMENT = 16, 24, 32, 40
ALLOW, KILL, ERROR = 0x7FFF0000, 0x80000000, 0x00050000
NO_NEW_PRIVS, SET_SECCOMP, FILTER = 38, 22, 2


def known() -> bool:
    return platform.machine() in ARCHITECTURES


def restrict() -> None:
    """Install the filter for this process and all its threads."""
    lines = program(*ARCHITECTURES[platform.machine()])
    code = ctypes.create_string_buffer(b"".join(lines))
    whole = struct.pack("HxxxxxxQ", len(lines), ctypes.addressof(code))
    handed = ctypes.create_string_buffer(whole)
    prctl(NO_NEW_PRIVS, 1)
    prctl(SET_SECCOMP, FILTER, ctypes.c_void_p(ctypes.addressof(handed)))


def program(column: int, architecture: int) -> list[bytes]:
    """Return the filter: each line looks at one thing and decides, or goes on to the next."""
    lines = [
        _line(LOAD, ARCHITECTURE),
        _line(JUMP_EQUAL, architecture, yes=1),
        _line(RETURN, KILL),
        _line(LOAD, NUMBER),
        _line(JUMP_GREATER, X32, no=1),
        _line(RETURN, ERROR | errno.EPERM),
    ]
    for numbers in DENIED.values():
        if (number := numbers[column]) is not None:
            lines += [
                _line(JUMP_EQUAL, number, no=1),
                _line(RETURN, ERROR | errno.EPERM),
            ]
    return [
        *lines,
        *_only(PRLIMIT[column], _no_new_limit()),
        *_only(FCNTL[column], _no_shared_state()),
        *_only(FUTEX[column], _no_shared_wake()),
        *_only(SENDTO[column], _no_urgent_data()),
        *_only(RECVFROM[column], _no_urgent_data()),
        *_only(CLONE3[column], [_line(RETURN, ERROR | errno.ENOSYS)]),  # then libc takes clone
        *_only(CLONE[column], _no_process()),
        _line(RETURN, ALLOW),
    ]


def _only(number: int, decision: list[bytes]) -> list[bytes]:
    """Return the lines that decide about one system call; the others skip them."""
    return [_line(JUMP_EQUAL, number, no=len(decision)), *decision]


def _no_new_limit() -> list[bytes]:
    return [
        _line(LOAD, THIRD_ARGUMENT),  # where the new limit is: nowhere, for who only asks
        _line(JUMP_EQUAL, 0, no=2),
        _line(LOAD, THIRD_ARGUMENT + 4),
        _line(JUMP_EQUAL, 0, yes=1),
        _line(RETURN, ERROR | errno.EPERM),
        _line(RETURN, ALLOW),
    ]


def _no_shared_state() -> list[bytes]:
    tests = [
        _line(JUMP_EQUAL, command, yes=left + 1)
        for left, command in zip(reversed(range(len(SHARED_STATE))), SHARED_STATE, strict=True)
    ]
    denied = _line(RETURN, ERROR | errno.EPERM)
    return [_line(LOAD, SECOND_ARGUMENT), *tests, _line(RETURN, ALLOW), denied]


def _no_shared_wake() -> list[bytes]:
    """Who wakes others at a page of a shared file is told how many there were.

    To wait there is allowed: so a thread waits for the end of another one.
    """
    return [
        _line(LOAD, SECOND_ARGUMENT),
        _line(JUMP_ANY_BIT, FUTEX_PRIVATE, yes=4),
        _line(AND, FUTEX_COMMAND),
        _line(JUMP_EQUAL, FUTEX_WAITS[0], yes=2),
        _line(JUMP_EQUAL, FUTEX_WAITS[1], yes=1),
        _line(RETURN, ERROR | errno.EPERM),
        _line(RETURN, ALLOW),
    ]


def _no_urgent_data() -> list[bytes]:
    return [
        _line(LOAD, FOURTH_ARGUMENT),
        _line(JUMP_ANY_BIT, OUT_OF_BAND, yes=1),
        _line(RETURN, ALLOW),
        _line(RETURN, ERROR | errno.EPERM),
    ]


def _no_process() -> list[bytes]:
    return [
        _line(LOAD, FIRST_ARGUMENT),
        _line(JUMP_ANY_BIT, CLONE_THREAD, yes=1),
        _line(RETURN, ERROR | errno.EPERM),
        _line(RETURN, ALLOW),
    ]


def _line(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("=HBBI", code, yes, no, value)
