"""Probes: attempts that must fail inside the sandbox, for the doctor and the tests.

A probe is code that a student could write. It must fail, with the error that is named.
"""

from dataclasses import dataclass
from textwrap import dedent

from .settings import BUBBLEWRAP, DISK, LANDLOCK, LIMITS, NAMESPACES, SECCOMP

HELD, BROKEN = "held", "BROKEN"


@dataclass(frozen=True)
class Probe:
    """An attempt that must fail; each of its protections alone prevents it."""

    name: str
    what: str
    protections: tuple[str, ...]
    code: str

    @property
    def cell(self) -> str:
        """Return a cell that says whether the attempt failed."""
        body = dedent(self.code).strip().replace("\n", "\n    ")
        return (
            f"try:\n    {body}\nexcept (OSError, MemoryError, ImportError, RuntimeError) as e:\n"
            f"    print({HELD!r}, type(e).__name__, e)\nelse:\n    print({BROKEN!r})\n"
        )


PROBES = [
    Probe(
        "network",
        "reach the network",
        (SECCOMP, BUBBLEWRAP),
        """
        import socket
        socket.create_connection(("192.0.2.1", 80), timeout=1)
        """,
    ),
    Probe(
        "loopback",
        "listen where another submission could hear it",
        (SECCOMP, LANDLOCK),
        """
        import socket
        server = socket.socket()
        server.bind(("127.0.0.1", 0))
        server.listen()
        """,
    ),
    Probe(
        "program",
        "start a program",
        (SECCOMP,),
        """
        import subprocess
        subprocess.run(["/python/bin/python3", "-c", "1"], check=True)
        """,
    ),
    Probe(
        "core",
        "move to the core of another worker",
        (SECCOMP,),
        """
        import os
        os.sched_setaffinity(0, os.sched_getaffinity(0))
        """,
    ),
    Probe(
        "processes",
        "start a second process",
        (SECCOMP,),
        """
        import os
        if os.fork() == 0:
            os._exit(0)
        """,
    ),
    Probe(
        "threads",
        "start any number of threads",
        (LIMITS,),
        """
        import threading
        stop = threading.Event()
        try:
            for _ in range(500):
                threading.Thread(target=stop.wait).start()
        finally:
            stop.set()
        """,
    ),
    Probe(
        "others",
        "see another process",
        (NAMESPACES,),
        """
        import os
        seen = [name for name in os.listdir("/proc") if name.isdigit()]
        if not seen and os.getpid() == 1:
            raise OSError("no process in sight")
        """,
    ),
    Probe(
        "memory",
        "take any amount of memory",
        (LIMITS,),
        """
        kept = []
        for _ in range(400):
            kept.append(bytearray(10_000_000))
        """,
    ),
    Probe(
        "files",
        "fill the disk, in many files",
        (DISK, BUBBLEWRAP),
        """
        for number in range(40):
            with open(f"file-{number}", "wb") as file:
                file.write(bytes(10_000_000))
        """,
    ),
    Probe(
        "many-files",
        "make any number of files",
        (DISK,),
        """
        for number in range(20_000):
            open(f"small-{number}", "w").close()
        """,
    ),
    Probe(
        "outside",
        "write outside of its own folder",
        (LANDLOCK, BUBBLEWRAP),
        """
        import os
        for folder in ("/", "/usr", "/python", "/grader", "/site", "/etc", "/dev"):
            try:
                with open(f"{folder}/written", "w") as file:
                    file.write("here")
            except OSError:
                continue
            os.remove(f"{folder}/written")
            break
        else:
            raise OSError("nowhere")
        """,
    ),
    Probe("pipes", "make anything but files and folders", (LANDLOCK,), 'import os; os.mkfifo("p")'),
    Probe(
        "secrets",
        "read the accounts of this machine",
        (BUBBLEWRAP,),
        'open("/etc/passwd").read()',
    ),
    Probe("reference", "import the reference package", (BUBBLEWRAP,), "import lstm_ref"),
    Probe("nbgrader", "import the grader's own tools", (BUBBLEWRAP,), "import nbgrader"),
    Probe(
        "root",
        "become another user",
        (NAMESPACES, BUBBLEWRAP),
        """
        import os
        os.setuid(0)
        """,
    ),
    Probe(
        "namespaces",
        "make namespaces of its own",
        (SECCOMP,),
        """
        import ctypes, os, platform
        libc = ctypes.CDLL(None, use_errno=True)
        clone = {"x86_64": 56, "aarch64": 220}[platform.machine()]
        child = libc.syscall(clone, 0x10000000 | 17, 0, 0, 0, 0)  # unshare wants a single thread
        if child == 0:
            os._exit(0)
        if child < 0:
            raise OSError(ctypes.get_errno(), "clone")
        """,
    ),
    Probe(
        "mounts",
        "mount a file system",
        (SECCOMP, NAMESPACES),
        """
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.mount(b"tmpfs", b"/work", b"tmpfs", 0, None):
            raise OSError(ctypes.get_errno(), "mount")
        """,
    ),
    Probe(
        "hidden-memory",
        "take memory that no limit counts",
        (SECCOMP,),
        """
        import os
        os.memfd_create("hidden")
        """,
    ),
    Probe(
        "signals",
        "signal a process that is not its own",
        (NAMESPACES, LANDLOCK),
        """
        import os
        os.kill(os.getppid() or 2**22, 0)
        """,
    ),
    Probe(
        "lease",
        "make others wait for a file",
        (SECCOMP,),
        """
        import fcntl
        with open("own", "w") as file:
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
        """,
    ),
    Probe(
        "limits",
        "change its own limits",
        (SECCOMP,),
        """
        import resource
        soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (soft - 1, hard))
        except ValueError as error:  # which Python makes of "not permitted"
            raise OSError(str(error))
        """,
    ),
    Probe(
        "lock",
        "lock a file that others see as well",
        (SECCOMP,),
        """
        import fcntl, os
        with open(os.__file__) as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        """,
    ),
    Probe(
        "record-lock",
        "lock a part of a file that others see as well",
        (SECCOMP,),
        """
        import fcntl, os
        with open(os.__file__) as file:
            fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB, 1)
        """,
    ),
    Probe(
        "lock-query",
        "see the locks of others",
        (SECCOMP,),
        """
        import fcntl, os, struct
        with open(os.__file__) as file:
            fcntl.fcntl(file, fcntl.F_GETLK, struct.pack("hhqqixxxx", fcntl.F_WRLCK, 0, 0, 1, 0))
        """,
    ),
    Probe(
        "watch",
        "see when others open a file",
        (SECCOMP,),
        """
        import ctypes, os
        libc = ctypes.CDLL(None, use_errno=True)
        watcher = libc.inotify_init1(0)
        if watcher < 0 or libc.inotify_add_watch(watcher, os.__file__.encode(), 0x20) < 0:
            raise OSError(ctypes.get_errno(), "inotify")
        """,
    ),
    Probe(
        "shared-futex",
        "see who waits at a page of a file that others see as well",
        (SECCOMP,),
        """
        import ctypes, platform
        libc = ctypes.CDLL(None, use_errno=True)
        futex, wake = {"x86_64": 202, "aarch64": 98}[platform.machine()], 1
        page = ctypes.cast(libc.strlen, ctypes.c_void_p).value & ~3
        if libc.syscall(futex, ctypes.c_void_p(page), wake, 1, None, None, 0) < 0:
            raise OSError(ctypes.get_errno(), "futex")
        """,
    ),
    Probe(
        "aio",
        "take the host's contexts for asynchronous input and output",
        (SECCOMP,),
        """
        import ctypes, platform
        libc = ctypes.CDLL(None, use_errno=True)
        number = {"x86_64": 206, "aarch64": 0}[platform.machine()]
        if libc.syscall(number, 1, ctypes.byref(ctypes.c_ulong())):
            raise OSError(ctypes.get_errno(), "io_setup")
        """,
    ),
    Probe(
        "pending-signals",
        "keep any number of signals pending",
        (LIMITS,),
        """
        import ctypes, platform
        libc = ctypes.CDLL(None, use_errno=True)
        create = {"x86_64": 222, "aarch64": 107}[platform.machine()]
        for _ in range(1000):  # a timer keeps room for its signal
            if libc.syscall(create, 1, None, ctypes.byref(ctypes.c_int())):
                raise OSError(ctypes.get_errno(), "timer_create")
        """,
    ),
    Probe(
        "socket-buffers",
        "take memory in the buffers of sockets",
        (SECCOMP,),
        """
        import socket
        ours, theirs = socket.socketpair()
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 22)
        """,
    ),
    Probe(
        "sent-files",
        "leave open files in the queue of a socket",
        (SECCOMP,),
        """
        import socket
        ours, theirs = socket.socketpair()
        socket.send_fds(ours, [b"x"], [0])
        """,
    ),
    Probe(
        "pipe-buffers",
        "take memory in the buffers of pipes",
        (SECCOMP,),
        """
        import fcntl, os
        fcntl.fcntl(os.pipe()[0], 1031, 1 << 20)  # F_SETPIPE_SZ
        """,
    ),
    Probe(
        "urgent-data",
        "send urgent data, a part of the kernel that no exercise needs",
        (SECCOMP,),
        """
        import socket
        ours, theirs = socket.socketpair()
        ours.send(b"x", socket.MSG_OOB)
        """,
    ),
    Probe(
        "list-mounts",
        "list the mounts",
        (SECCOMP,),
        """
        import ctypes, struct
        libc = ctypes.CDLL(None, use_errno=True)
        request = ctypes.create_string_buffer(struct.pack("=IIQQ", 24, 0, 2**64 - 1, 0))
        if libc.syscall(458, request, ctypes.create_string_buffer(800), 100, 0) < 0:
            raise OSError(ctypes.get_errno(), "listmount")
        """,
    ),
    Probe(
        "ask-mount",
        "ask for what a mount is made of",
        (SECCOMP,),
        """
        import ctypes, os, struct
        libc = ctypes.CDLL(None, use_errno=True)
        root = ctypes.create_string_buffer(256)  # a struct statx; its mount id is at byte 144
        libc.statx(-100, b"/", 0, 0x4000, root)
        (mount,) = struct.unpack_from("=Q", root, 144)
        request = ctypes.create_string_buffer(struct.pack("=IIQQ", 24, 0, mount, 2))
        if libc.syscall(457, request, ctypes.create_string_buffer(4096), 4096, 0) < 0:
            raise OSError(ctypes.get_errno(), "statmount")
        """,
    ),
    Probe(
        "open-tree",
        "take hold of a mount",
        (SECCOMP,),
        """
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.syscall(467, -100, b"/", 0, None, 0) < 0:
            raise OSError(ctypes.get_errno(), "open_tree_attr")
        """,
    ),
]
