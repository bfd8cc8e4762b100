"""Check the sandbox on this machine: which protections are on, and whether each probe fails."""

import os
import platform
from collections.abc import Iterator

from .judge.clock import Countdown
from .judge.session import ProcessLostError, Session
from .sandbox import program
from .sandbox.probes import HELD, PROBES, Probe
from .sandbox.process import SandboxProcess
from .sandbox.settings import BUBBLEWRAP, LANDLOCK, SANDBOX, SECCOMP, SandboxError, SandboxSettings
from .student import landlock, seccomp

ON, OFF = "on", "OFF"
SECONDS = 30.0


def main() -> int:
    """Print what protects this machine; return 0 if everything does."""
    print(f"{platform.system()} {platform.release()}, {platform.machine()}")
    if problem := _missing():
        print(f"{OFF:4} sandbox: {problem}")
        return 2
    protections = dict(_protections())
    for name, (state, about) in protections.items():
        print(f"{state:4} {name}: {about}")
        if name == BUBBLEWRAP:
            print(*(f"{'':4} not taken: {other}\n" for other in _not_taken()), sep="", end="")
    process = SandboxProcess(SandboxSettings())
    try:
        held = [_show(process, probe) for probe in PROBES]
    except SandboxError as error:
        print(f"{OFF:4} sandbox: {error}")
        return 2
    finally:
        process.close()
    whole = all(state == ON for state, _ in protections.values()) and all(held)
    print("Every layer is on." if whole else "Not everything is on: see the lines above.")
    return 0 if whole else 1


def _missing() -> str:
    """Return why there is no sandbox at all, and how to get one."""
    process = SandboxProcess(SandboxSettings())
    try:
        with process.submission():
            return ""
    except SandboxError as error:
        return str(error)
    finally:
        process.close()


def _protections() -> Iterator[tuple[str, tuple[str, str]]]:
    for protection in SANDBOX:
        yield protection, _state(protection)


def _state(protection: str) -> tuple[str, str]:
    if protection == BUBBLEWRAP:
        user = "another user than root" if os.geteuid() == 0 else "your user"
        return ON, f"{program.find()}, as {user}"
    if protection == LANDLOCK:
        version = landlock.version()
        about = f"version {version}" if version else "this kernel has none; the others remain"
        return (ON if version else OFF), about
    if protection == SECCOMP:
        known = seccomp.known()
        return (ON if known else OFF), "filter" if known else "not for this kind of machine"
    return ON, "in use"


def _not_taken() -> Iterator[str]:
    """Say of each other bubblewrap that is allowed why it is not the one in use."""
    found = program.search()
    for other, failure in found.failed:
        yield f"{other}: {failure.step}: {failure.words}"
    for other in found.left:
        yield f"{other}: the first that serves is in use, and this one comes after it"


def _show(process: SandboxProcess, probe: Probe) -> bool:
    held = is_prevented(process, probe)
    print(f"{ON if held else OFF:4} a submission cannot {probe.what}")
    return held


def is_prevented(process: SandboxProcess, probe: Probe) -> bool:
    """Try a probe in a fresh submission; say whether the sandbox has prevented it."""
    session = Session(process, {})
    try:
        session.open()
        session.deadline = Countdown(SECONDS)
        outputs = session.run(0, probe.cell).outputs
    except ProcessLostError:
        # A protection has killed the submission; if the system did, the probe says nothing.
        return not process.was_killed_by_system()
    finally:
        session.close()
    said = "".join(str(output.get("text", "")) for output in outputs)
    return said.startswith(HELD)
