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
]
