"""The sandbox holds, it is on by default, and where it is missing the command says so."""

import contextlib
import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep
from unittest import mock

import pytest

from grading import doctor
from grading.jobs import executors, worker_process
from grading.sandbox import bubblewrap, packages
from grading.sandbox.probes import HELD, PROBES, Probe
from grading.sandbox.process import SandboxProcess, shared_sandbox
from grading.sandbox.settings import (
    BUBBLEWRAP,
    LANDLOCK,
    NAMESPACES,
    SANDBOX,
    SandboxError,
    SandboxSettings,
)
from grading.wire.frames import ClosedError, Message, TooLateError
from tests.helpers.course_folder import ROOT, solved
from tests.helpers.holding import descendants, wait_for
from tests.helpers.new_process import in_new_process

pytestmark = pytest.mark.needs("sandbox")


@pytest.fixture(scope="module")
def sandbox():
    made = SandboxProcess(SandboxSettings(cell_seconds=10))
    yield made
    made.close()


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.name)
def test_from_inside_it_cannot_be_done(sandbox, probe):
    assert doctor.is_prevented(sandbox, probe)


def test_a_probe_that_works_is_not_taken_for_held(sandbox):
    for code in ("1 + 1", "open('here', 'w').close()", "1 / 0", "this is no Python"):
        assert not doctor.is_prevented(sandbox, Probe("works", "work", (), code))
    assert doctor.is_prevented(sandbox, Probe("fails", "fail", (), "raise OSError(1)"))
    assert HELD in Probe("fails", "fail", (), "raise OSError(1)").cell


def test_nothing_of_the_course_is_mounted():
    line = " ".join(bubblewrap.command(SandboxSettings(), "/work", "bwrap"))
    for name in ("solutions", "exercises", "submitted", "gradebook", "lstm_ref", "nbgrader"):
        assert name not in line.partition(" -- ")[0], name
    names = {path.name for path in packages.entries(SandboxSettings().packages)}
    assert {"numpy", "IPython"} <= names
    assert not {"keras", "jax", "onnx", "nbgrader", "lstm_ref"} & names


@pytest.mark.parametrize("layers", [SANDBOX, ()], ids=["sandbox", "no-sandbox"])
def test_the_next_submission_finds_nothing_and_nobody(layers):
    leave = Probe("a", "b", (), "open('left', 'w').close()\nraise OSError('left')")
    look = Probe("a", "b", (), "import os\nassert not os.listdir('.')\nraise OSError('empty')")
    sandbox = SandboxProcess(SandboxSettings(protections=layers))
    try:
        for probe in (leave, look, leave, look):
            assert doctor.is_prevented(sandbox, probe)
    finally:
        sandbox.close()


def test_the_next_submission_is_ready_and_sees_nothing_of_this_one(sandbox):
    look = "import os\nprint(os.getpid(), sorted(os.listdir('.')))\n"
    with sandbox.submission() as channel:
        said = ask(channel, look + "open('mine', 'w').close()\nready = 1")
        assert sandbox._spare is not None  # it was made before the file, and has another disk
    with sandbox.submission() as channel:
        assert ask(channel, look + "print(ready)", ok=False) == said


def ask(channel, source, ok=True):
    """Run a cell by hand; return what it printed."""
    channel.send(Message({"do": "run", "cell": 1, "source": source, "id": 1}))
    head = channel.receive(monotonic() + 20).head
    assert head["ok"] is ok
    return "".join(output.get("text", "") for output in head["outputs"])


def test_a_submission_that_plots_does_not_wait_for_the_import(sandbox):
    loaded = "import sys\nprint('matplotlib.pyplot' in sys.modules)"
    sandbox.preload_for("import numpy as np")
    with sandbox.submission() as channel:
        assert ask(channel, loaded) == "False\n"
    sandbox.preload_for("import matplotlib.pyplot as plt")
    for _ in range(2):
        with sandbox.submission() as channel:
            assert ask(channel, loaded) == "True\n"


def test_a_submission_is_the_only_thread_of_its_process(sandbox):
    with sandbox.submission() as channel:
        ask(channel, "1 + 1")
        assert ask(channel, "import threading\nprint(threading.active_count())") == "1\n"


def test_products_of_matrices_in_many_threads_fit_into_its_memory(sandbox):
    work = """
import threading
import numpy as np
together = threading.Barrier(14)
def work():
    a = np.ones((300, 300))
    together.wait()
    for _ in range(20):
        a @ a
started = [threading.Thread(target=work) for _ in range(14)]
for thread in started: thread.start()
for thread in started: thread.join()
print("done")
"""
    with sandbox.submission() as channel:
        assert ask(channel, work) == "done\n"


def a_core_each():
    """See where workers, their sandboxes and the command run."""
    usable = worker_process.usable_cores()
    with executors.processes(1, SandboxSettings()).make() as pool:
        alone, *_ = pool.submit(cores).result()
        assert set(alone) == set(worker_process.usable_cores())  # the command is there too
    assert worker_process.usable_cores() == usable
    with executors.processes(2, SandboxSettings()).make() as pool:
        seen = {}
        while len(seen) < 2:  # until both workers have answered
            seen |= {f.result()[2]: f.result() for f in [pool.submit(cores) for _ in range(8)]}
    workers = [worker for worker, _, _ in seen.values()]
    assert all(worker == inside for worker, inside, _ in seen.values())
    assert all(len(worker) == 1 and set(worker) <= set(usable) for worker in workers)
    assert len({*workers}) == min(2, len(usable))


def no_core_can_be_chosen():
    """See that a worker runs on all cores where the system lets it choose none."""
    refused = PermissionError(1, "Operation not permitted")
    with mock.patch.object(os, "sched_setaffinity", side_effect=refused):
        with executors.processes(1, SandboxSettings()).make() as pool:
            worker, inside, _ = pool.submit(cores).result()
        assert worker == inside == tuple(worker_process.usable_cores())


def test_each_worker_has_a_core_of_its_own_and_shares_it_with_its_sandbox():
    in_new_process(a_core_each)


def test_where_no_core_can_be_chosen_grading_goes_on():
    in_new_process(no_core_can_be_chosen)


def cores():
    """Return the cores that a worker may use, those of its submission, and which worker it is."""
    with shared_sandbox(SandboxSettings()).submission() as channel:
        told = ask(channel, "import os\nprint(*os.sched_getaffinity(0))")
    return tuple(os.sched_getaffinity(0)), tuple(map(int, told.split())), os.getpid()


def test_a_layer_that_cannot_be_put_on_stops_everything():
    sandbox = SandboxProcess(SandboxSettings(files=-1))
    try:
        with pytest.raises(SandboxError, match="could not be put on"), sandbox.submission():
            pass
    finally:
        sandbox.close()


@pytest.mark.parametrize("gone", [True, False], ids=["gone", "dying"])
@pytest.mark.parametrize("when", ["at work", "idle"])
def test_a_warm_process_that_died_is_replaced(sandbox, gone, when):
    with sandbox.submission():
        process = sandbox._process
        if when == "at work":
            process.kill()
    process.kill()
    if gone:
        process.wait()
    assert is_served(sandbox) or is_served(sandbox)  # one may be lost with it, and says so


def is_served(sandbox):
    """Say whether a submission was run, and not lost together with its sandbox."""
    with sandbox.submission() as channel:
        try:
            return ask(channel, "print('here')") == "here\n"
        except ClosedError:
            assert sandbox.was_killed_by_system()
            return False


# The first process of a namespace dies of its own signal 9 if the kernel is named as who sent it.
IN_THE_KERNEL_S_NAME = """
import ctypes, os, platform, signal, struct
me, call = os.getpid(), ctypes.CDLL(None).syscall
info = ctypes.create_string_buffer(struct.pack("iii", 9, 0, 0x80), 128)
process, thread, pidfd = {"x86_64": (129, 297, 424), "aarch64": (138, 240, 424)}[platform.machine()]
call(process, me, 9, info)
call(thread, me, me, 9, info)
for itself in (-10000, -10001, -10002):
    call(pidfd, itself, 9, info, 0)
os._exit(1)
"""
ENDS_ITSELF = {
    "exit": "import os\nos._exit(1)",
    "crash": "import ctypes\nctypes.string_at(0)",
    "abort": "import os\nos.abort()",
    "kill": "import os\nos.kill(os.getpid(), 9)\nos._exit(1)",
    "processor": "import resource as r\nr.setrlimit(r.RLIMIT_CPU, (1, 1))\nwhile True:\n    pass",
    "close": "import os\nos.closerange(0, 64)",
    "queue": IN_THE_KERNEL_S_NAME,
    "group": "import os\nos.kill(0, 9)\nos._exit(1)",
    "stop": "import os\nos.kill(0, 19)\nos._exit(1)",
    "slow": "import os\nos.setpriority(os.PRIO_PGRP, 0, 15)\nos._exit(1)",
}


# Landlock of newer kernels stops a signal to the group; older ones are not to depend on it.
@pytest.fixture(scope="module", params=[None, LANDLOCK], ids=["all layers", "no Landlock"])
def kept(request):
    made = SandboxProcess(
        SandboxSettings(protections=tuple(layer for layer in SANDBOX if layer != request.param))
    )
    yield made
    made.close()


@pytest.mark.parametrize("code", ENDS_ITSELF.values(), ids=ENDS_ITSELF)
def test_a_submission_that_ends_itself_is_not_excused_and_reaches_no_other(kept, code):
    with kept.submission() as channel:
        process = kept._process
        channel.send(Message({"do": "run", "cell": 1, "source": code, "id": 1}))
        with contextlib.suppress(ClosedError):
            channel.receive(monotonic() + 20)
        assert not kept.was_killed_by_system()
    with kept.submission() as channel:
        assert ask(channel, "print('here')") == "here\n"
        assert select.select([kept._spare], [], [], 20)[0]
        assert kept._process is process
        mine = {os.getpriority(os.PRIO_PROCESS, 0)}
        assert {os.getpriority(os.PRIO_PROCESS, pid) for pid in descendants(process.pid)} == mine


@pytest.mark.parametrize("code", ENDS_ITSELF.values(), ids=ENDS_ITSELF)
def test_without_a_sandbox_nothing_is_excused(code):
    sandbox = SandboxProcess(SandboxSettings(protections=()))
    try:
        with sandbox.submission() as channel:
            channel.send(Message({"do": "run", "cell": 1, "source": code, "id": 1}))
            with contextlib.suppress(ClosedError, TooLateError):
                channel.receive(monotonic() + 2)  # who has stopped itself says nothing
            assert not sandbox.was_killed_by_system()
        with sandbox.submission() as channel:
            assert ask(channel, "print('here')") == "here\n"
    finally:
        sandbox.close()


@pytest.mark.parametrize("layers", [SANDBOX, ()], ids=["sandbox", "no-sandbox"])
def test_nothing_is_left_of_a_submission_that_would_not_end(layers):
    sandbox = SandboxProcess(SandboxSettings(protections=layers))
    with sandbox.submission() as channel:
        ask(channel, "1")
        source = "while True:\n    pass"
        channel.send(Message({"do": "run", "cell": 1, "source": source, "id": 1}))
        there = descendants(sandbox._process.pid)
    sandbox.close()
    wait_until_gone(there)


def wait_until_gone(processes):
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in processes))


def test_what_the_system_ends_is_told_apart(sandbox):
    with sandbox.submission() as channel:
        ask(channel, "1")
        assert select.select([sandbox._spare], [], [], 20)[0]
        mine, _ = descendants(sandbox._process.pid)[-2:]
        os.kill(mine, signal.SIGKILL)
        with pytest.raises(ClosedError):
            ask(channel, "1")
        assert sandbox.was_killed_by_system()
    assert is_served(sandbox)


def test_a_loss_before_the_first_word_is_no_submission_s_fault(sandbox, monkeypatch):
    with sandbox.submission() as channel:
        ask(channel, "1")
    # It died when the next one was asked for.
    monkeypatch.setattr(sandbox, "_request_spare", sandbox.stop)
    with sandbox.submission() as channel:
        with pytest.raises(ClosedError):
            ask(channel, "1")
        assert sandbox.was_killed_by_system()
    monkeypatch.undo()
    assert is_served(sandbox)


def test_a_start_that_takes_too_long_is_no_submission_s_fault(monkeypatch):
    monkeypatch.setattr("grading.sandbox.process.START_SECONDS", 0.001)
    sandbox = SandboxProcess(SandboxSettings())
    with pytest.raises(SandboxError, match="does not start"), sandbox.submission():
        pass
    monkeypatch.undo()
    assert is_served(sandbox)
    sandbox.close()


def test_a_submission_that_died_before_its_turn_is_replaced(sandbox):
    with sandbox.submission() as channel:
        ask(channel, "1")
        assert select.select([sandbox._spare], [], [], 20)[0]  # the next one says that it is ready
        *_, spare = descendants(sandbox._process.pid)
        os.kill(spare, signal.SIGKILL)
        while ") Z " not in Path(f"/proc/{spare}/stat").read_text():  # until nothing of it is left
            sleep(0.01)
    with sandbox.submission() as channel:
        assert ask(channel, "print('here')") == "here\n"


def test_a_submission_is_ended_without_waiting_for_another(sandbox):
    with sandbox.submission() as channel:
        ask(channel, "1")
        assert select.select([sandbox._spare], [], [], 20)[0]
        mine, spare = descendants(sandbox._process.pid)[-2:]
    wait_until_gone([mine])
    left = descendants(sandbox._process.pid)
    assert mine not in left
    assert spare in left


def test_the_doctor_finds_every_layer(capsys):
    assert doctor.main() == 0
    said = capsys.readouterr().out
    assert "OFF" not in said
    for layer in SANDBOX:
        assert f"on   {layer}:" in said
    assert said.count("a submission cannot") == len(PROBES)


def test_the_command_starts_without_grammars_that_no_notebook_needs():
    code = "import grading.__main__, sys; print(sorted({'jsonschema', 'lark'} & {*sys.modules}))"
    line = [sys.executable, "-c", code]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "['jsonschema']\n"


def test_nbgrader_by_itself_uses_the_same_sandbox(make_course):
    course = make_course()
    notebook = solved()
    look = "import os\nprint('I am', os.getpid(), 'in', os.getcwd())\nimport lstm_ref"
    cell = {"cell_type": "code", "id": "own", "metadata": {}, "outputs": [], "source": look}
    notebook["cells"].insert(1, cell | {"execution_count": None})
    course.submit("anna", notebook)
    course.env["PATH"] = f"{os.path.dirname(sys.executable)}:/usr/bin:/bin"
    course.run("nbgrader", "generate_assignment", "03-lstm-gates", "--force")
    course.run("nbgrader", "autograde", "03-lstm-gates")
    (path,) = (course.root / "autograded").rglob("*.ipynb")
    text = path.read_text(encoding="utf-8")
    assert "I am 1 in /work" in text
    assert "ModuleNotFoundError" in text


@pytest.mark.needs("cc")
def test_the_numbers_of_system_calls_are_those_of_this_machine():
    """The table in seccomp.py against the C library's own headers, where they are installed."""
    from grading.student import seccomp

    column = {"x86_64": 0, "aarch64": 1}[os.uname().machine]
    names = "\n".join(f"{n} __NR_{n}" for n in seccomp.DENIED)
    source = f"#include <asm/unistd.h>\n{names}\n"
    line = ["cc", "-E", "-P", "-"]
    done = subprocess.run(line, input=source, capture_output=True, text=True, check=True)
    found = dict(line.split() for line in done.stdout.splitlines() if len(line.split()) == 2)
    for name, numbers in seccomp.DENIED.items():
        if found.get(name, "_").isdigit():
            assert int(found[name]) == numbers[column], name


def test_the_layers_have_names_of_their_own():
    assert len(set(SANDBOX)) == len(SANDBOX)
    assert {BUBBLEWRAP, NAMESPACES} <= set(SANDBOX)
    assert {layer for probe in PROBES for layer in probe.protections} == set(SANDBOX)
    assert ROOT.is_dir()
