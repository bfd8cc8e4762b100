"""Check the sandbox on this machine: which layers are on, and whether each thing is held."""

import os
import platform
from collections.abc import Iterator
from time import monotonic

from .judge.session import LostError, Session
from .sandbox import program
from .sandbox.house import House
from .sandbox.layers import BUBBLEWRAP, LANDLOCK, SANDBOX, SECCOMP, SandboxError, Setting
from .sandbox.probes import HELD, PROBES, Probe
from .student import landlock, seccomp

ON, OFF = "on", "OFF"
SECONDS = 30.0


def main() -> int:
    """Print what protects this machine; return 0 if everything does."""
    print(f"{platform.system()} {platform.release()}, {platform.machine()}")
    if problem := _missing():
        print(f"{OFF:4} sandbox: {problem}")
        return 2
    layers = dict(_layers())
    for name, (state, about) in layers.items():
        print(f"{state:4} {name}: {about}")
        if name == BUBBLEWRAP:
            print(*(f"{'':4} not taken: {other}\n" for other in _not_taken()), sep="", end="")
    house = House(Setting())
    try:
        held = [_show(house, probe) for probe in PROBES]
    except SandboxError as error:
        print(f"{OFF:4} sandbox: {error}")
        return 2
    finally:
        house.close()
    whole = all(state == ON for state, _ in layers.values()) and all(held)
    print("Every layer is on." if whole else "Not everything is on: see the lines above.")
    return 0 if whole else 1


def _missing() -> str:
    """Return why there is no sandbox at all, and how to get one."""
    house = House(Setting())
    try:
        with house.submission():
            return ""
    except SandboxError as error:
        return str(error)
    finally:
        house.close()


def _layers() -> Iterator[tuple[str, tuple[str, str]]]:
    for layer in SANDBOX:
        yield layer, _state(layer)


def _state(layer: str) -> tuple[str, str]:
    if layer == BUBBLEWRAP:
        user = "another user than root" if os.geteuid() == 0 else "your user"
        return ON, f"{program.find()}, as {user}"
    if layer == LANDLOCK:
        version = landlock.version()
        about = f"version {version}" if version else "this kernel has none; the others remain"
        return (ON if version else OFF), about
    if layer == SECCOMP:
        known = seccomp.known()
        return (ON if known else OFF), "filter" if known else "not for this kind of machine"
    return ON, "in use"


def _not_taken() -> Iterator[str]:
    """Say of each other bubblewrap that is allowed why it is not the one in use."""
    found = program.search()
    for other, failure in found.failed:
        yield f"{other}: {failure.layer}: {failure.words}"
    for other in found.left:
        yield f"{other}: the first that serves is in use, and this one comes after it"


def _show(house: House, probe: Probe) -> bool:
    held = is_held(house, probe)
    print(f"{ON if held else OFF:4} a submission cannot {probe.what}")
    return held


def is_held(house: House, probe: Probe) -> bool:
    """Try a probe in a fresh submission; say whether the sandbox has prevented it."""
    session = Session(house, {}, ())
    try:
        session.open()
        session.deadline = monotonic() + SECONDS
        outputs = session.run(0, probe.cell).outputs
    except LostError:
        return not house.was_ended()  # it was killed for it, unless the system had to do so
    finally:
        session.close()
    said = "".join(str(output.get("text", "")) for output in outputs)
    return said.startswith(HELD)
