"""The command line that starts the fork server, in bubblewrap or without it."""

import json
import os
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

from ..student.isolation import WORK
from . import packages
from .settings import BUBBLEWRAP, SandboxSettings

GRADING = Path(__file__).parents[1]
INSIDE = ("wire", "student")  # the parts of this package that a submission may see
LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64")
DEVICES = ("null", "zero", "random", "urandom")
START = "import sys; sys.path[:0] = {paths!r}; from grading.student.{module} import main; main()"
PYTHON = ("/python/bin/python3", "-I", "-S", "-c")


def command(
    settings: SandboxSettings, work: str, program: str = "", plots: bool = False
) -> list[str]:
    """Return the command for the fork server; the number of its control socket is to follow.

    program: the path of bubblewrap, where the settings want it.
    """
    told = json.dumps(settings.for_student(work, plots))
    if BUBBLEWRAP not in settings.protections:
        start = START.format(paths=[str(GRADING.parent)], module="fork_server")
        return [sys.executable, "-c", start, told]
    return [*inside(settings, program, "fork_server"), told]


def inside(settings: SandboxSettings, program: str, module: str) -> list[str]:
    """Return the command for a module of grading.student in bubblewrap."""
    start = START.format(paths=["/grader", "/site"], module=module)
    return [*namespaces(program), *files(settings), "--", *PYTHON, start]


def environment(settings: SandboxSettings, work: str) -> dict[str, str]:
    threads = ("OMP", "OPENBLAS", "MKL", "NUMEXPR")
    return {f"{name}_NUM_THREADS": "1" for name in threads} | {
        "PATH": "/python/bin" if BUBBLEWRAP in settings.protections else os.environ.get("PATH", ""),
        "HOME": work,
        "USER": "learner",  # getpass.getuser() asks for it, and finds no accounts here
        "TMPDIR": work,
        "LANG": "C.UTF-8",
        "MALLOC_ARENA_MAX": "2",  # else each thread takes 64 MB of addresses for its own heap
        "MPLBACKEND": "agg",
        "MPLCONFIGDIR": work,
        "LD_LIBRARY_PATH": "/python/lib",
        "NBGRADER_EXECUTION": "autograde",
    }


def namespaces(program: str) -> list[str]:
    """Return the beginning of the command: bubblewrap, with namespaces of its own."""
    line = [program, "--die-with-parent", "--new-session", "--unshare-ipc", "--unshare-pid"]
    line += ["--unshare-net", "--unshare-uts", "--unshare-cgroup-try", "--hostname", "grading"]
    if os.geteuid() == 0:  # the fork server takes another user first of all
        line += ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        line += ["--unshare-user", "--cap-drop", "ALL"]
    return line


def files(settings: SandboxSettings) -> list[str]:
    """Return the mounts: Python, some packages, the C libraries, all read-only."""
    line = ["--proc", "/proc"]
    for folder in ("/dev", "/python/bin", "/python/lib", "/site", "/grader/grading"):
        line += _open_folders(folder)
    for name in DEVICES:
        line += ["--dev-bind", f"/dev/{name}", f"/dev/{name}"]
    for folder in LIBRARIES:
        if os.path.islink(folder):
            line += ["--symlink", os.readlink(folder), folder]
        elif os.path.isdir(folder):
            line += [*_open_folders(os.path.dirname(folder)), "--ro-bind", folder, folder]
    line += ["--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"]
    line += [*_python(), *_hidden(), *_binds("/grader/grading", _own_code())]
    line += _binds("/site", packages.entries(settings.packages))
    size = str(
        settings.disk_mb << 20
    )  # the fork server's own; each submission mounts its own over it
    line += ["--size", size, "--perms", "0777", "--tmpfs", WORK, "--symlink", WORK, "/tmp"]
    return [*line, "--remount-ro", "/"]


def _open_folders(path: str) -> list[str]:
    """Make a folder and all above it, readable for any user."""
    line = []
    for part in [*reversed(Path(path).parents[:-1]), path] if path != "/" else []:
        line += ["--perms", "0755", "--dir", str(part)]
    return line


def _python() -> list[str]:
    """Mount the interpreter that this one is built on, with its library, at /python."""
    library = Path(sysconfig.get_path("stdlib"))
    inside = f"/python/lib/{library.name}"
    program = os.path.realpath(sys.executable)
    line = ["--ro-bind", program, "/python/bin/python3", "--ro-bind", str(library), inside]
    if (library / "site-packages").is_dir():
        line += ["--perms", "0755", "--tmpfs", f"{inside}/site-packages"]
    shared = Path(sysconfig.get_config_var("LIBDIR") or "/none")
    return line + _binds("/python/lib", sorted(shared.glob("libpython*.so*")))


def _hidden() -> list[str]:
    """Hide the Python packages that the system has installed: only named ones are visible."""
    line = []
    for folder in LIBRARIES:
        if not os.path.islink(folder):
            for found in sorted(Path(folder).glob("python3*/*-packages")):
                line += ["--perms", "0755", "--tmpfs", str(found)]
    return line


def _own_code() -> list[Path]:
    return [GRADING / name for name in ("__init__.py", *INSIDE)]


def _binds(target: str, paths: Iterable[Path]) -> list[str]:
    line = []
    for path in paths:
        line += ["--ro-bind", str(path.resolve()), f"{target}/{path.name}"]
    return line
