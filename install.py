"""Install what the project needs into ``.venv``; ``make`` calls this: ``python3 install.py book``.

It needs Python and its standard library. pip fetches uv, and uv the rest, many times faster than
pip would; where uv cannot be had or fails, pip does it. uv does not read pip's configuration, so
it is handed the index, proxy and certificates that pip would use.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  an older Python must read on to here
    sys.exit(
        f"The project needs Python 3.11 or newer, and {sys.executable} is "
        f"{sys.version_info[0]}.{sys.version_info[1]}. Where a newer one is installed, name it: "
        "make PYTHON=python3.12 ..."
    )

import ast
import importlib.util
import os
import re
import shutil
import subprocess
import tomllib
import venv
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
VENV = Path(".venv")  # relative, as everything here: a path may have spaces and any letters
UNFINISHED = VENV / "unfinished"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = str(BIN / ("python.exe" if os.name == "nt" else "python"))
UV = str(BIN / ("uv.exe" if os.name == "nt" else "uv"))
LOCK = "requirements.lock"

# A file with hashes is installed alone: pip wants a hash for every package, or for none.
HASHED = {"sandbox": "grading/sandbox/bubblewrap.lock"}
ALSO = {"test": "sandbox"}  # tried with an extra, which is complete without it

FOR_UV = {  # pip's options, and the variables in which uv looks for the same
    "index-url": ("UV_DEFAULT_INDEX",),
    "extra-index-url": ("UV_INDEX",),
    "find-links": ("UV_FIND_LINKS",),
    "trusted-host": ("UV_INSECURE_HOST",),
    "cert": ("SSL_CERT_FILE",),
    "client-cert": ("SSL_CLIENT_CERT",),
    "proxy": ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"),
    "default-timeout": ("UV_HTTP_TIMEOUT",),
    "timeout": ("UV_HTTP_TIMEOUT",),
    "retries": ("UV_HTTP_RETRIES",),
    "no-cache-dir": ("UV_NO_CACHE",),
}


class FailedError(Exception):
    """Something could not be installed; the message says what, and what to do."""


def main(names: list[str]) -> int:
    """Install extras of ``pyproject.toml`` and hashed files; renew a stamp for each."""
    os.chdir(ROOT)
    try:
        make_venv()
        UNFINISHED.touch()  # an interrupted installation leaves it behind
        for name in names:
            install(name)
    except FailedError as failed:
        UNFINISHED.unlink(missing_ok=True)  # pip and uv gave up by themselves: nothing is half done
        print(failed, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{VENV} could not be written in {ROOT}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted: the next call starts the installation anew.", file=sys.stderr)
        return 130
    UNFINISHED.unlink()
    return 0


def make_venv() -> None:
    """Make ``.venv`` where there is none, or none that works and is finished."""
    ask = "import sys; print(sys.version_info >= (3, 11))"
    if not UNFINISHED.exists() and said([PYTHON, "-c", ask]).strip() == "True":
        return
    if VENV.exists():
        print(f"{VENV} is broken or half finished: making it anew ...")
        Path(PYTHON).unlink(missing_ok=True)  # first: to be interrupted here leaves it broken
    venv.create(VENV, clear=True, symlinks=os.name != "nt")


def install(name: str) -> None:
    """Install one extra with all that it contains, or one hashed file."""
    print(f"Installing what '{name}' needs into {VENV} (once) ...", flush=True)
    if name in HASHED:
        hashed = ["--require-hashes", "--no-deps", "--only-binary", ":all:"]
        fetch([*hashed, "-r", HASHED[name]], name)
        stamp(name)
        return
    inside = contained(name, extras())
    fetch(["-c", LOCK, "-e", f".[{name}]"], name)
    for also in {ALSO[extra] for extra in inside & ALSO.keys()}:
        try:
            install(also)
        except FailedError as failed:
            print(f"Going on without: {failed}", file=sys.stderr)
    for extra in inside:
        stamp(extra)


def extras() -> dict[str, list[str]]:
    """Return the extras of the project and what each needs."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    found: dict[str, list[str]] = tomllib.loads(text)["project"]["optional-dependencies"]
    return found


def contained(name: str, known: dict[str, list[str]]) -> set[str]:
    """Return an extra and all extras that it takes in: ``lstm-ref[book,exercises]``."""
    if name not in known:
        there = ", ".join(sorted(known | HASHED))
        raise FailedError(f"there is nothing to install under the name {name!r}; there are {there}")
    found = {name}
    for line in known[name]:
        own = re.match(r"lstm-ref\[([^]]+)\]", line)
        for extra in own[1].split(",") if own else []:
            found |= contained(extra.strip(), known)
    return found


def stamp(name: str) -> None:
    """Note for make that this is installed, as the pins are now."""
    (VENV / f"{name}.installed").touch()


def fetch(what: list[str], name: str) -> None:
    """Let uv install something, or pip where uv is not to be had or fails."""
    uv = find_uv()
    if uv:
        settings = pip_settings()
        if cache_is_closed(uv):
            settings["no-cache-dir"] = "1"
        command = [uv, "pip", "install", "--quiet", "--python", PYTHON, *options(settings), *what]
        if run(command, variables(settings, dict(os.environ))) is None:
            return
    error = pip_install(what)
    if error:
        raise FailedError(f"What '{name}' needs could not be installed: {error}")


def find_uv() -> str | None:
    """Return the pinned uv, which pip fetches into ``.venv``, or one on the path without pip."""
    pin = re.search(r"^uv==(\S+)", Path(LOCK).read_text(encoding="utf-8"), re.MULTILINE)
    if pin and said([UV, "--version"]).split()[1:2] == [pin[1]]:
        return UV
    if not has_pip():
        return shutil.which("uv")
    error = pip_install(["-c", LOCK, "uv"])
    if error and UNREACHABLE in error:
        raise FailedError(f"uv could not be installed: {error}")
    return None if error else UV


def cache_is_closed(uv: str) -> bool:
    """Return whether uv's folder for downloads cannot be written: without it, uv would fail."""
    folder = Path(said([uv, "cache", "dir"]).strip() or Path.cwd())
    there = next(each for each in (folder, *folder.parents) if each.exists())
    return not os.access(there, os.W_OK)


def has_pip() -> bool:
    """Return whether ``.venv`` has pip, after putting it there where Python brings it."""
    if not said([PYTHON, "-m", "pip", "--version"]) and importlib.util.find_spec("ensurepip"):
        run([PYTHON, "-m", "ensurepip", "--default-pip"])
    return bool(said([PYTHON, "-m", "pip", "--version"]))


INDEX = (
    "The first time, this needs a network connection, or pip's settings for a proxy or an index of "
    "your own (python3 -m pip config list). Then run the same command again."
)
UNREACHABLE = f"the package index cannot be reached. {INDEX}"
NO_PIP = (
    "Python brings no pip here. On Debian and Ubuntu: apt install python3-venv. "
    "Then run the same command again."
)


def pip_install(what: list[str]) -> str | None:
    """Let pip install something; return what went wrong."""
    if not has_pip():
        return NO_PIP
    command = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    output = run([*command, *what], os.environ | {"PIP_USER": "0"})  # .venv is no user's folder
    if output is None or "connection broken by" in output:
        return output and UNREACHABLE
    errors = [line.strip() for line in output.splitlines() if "ERROR: " in line]
    return f"pip said: {(errors or [output])[-1]}. {INDEX}"


def pip_settings() -> dict[str, str]:
    """Return pip's settings, from its files and from the environment, as pip ranks them."""
    found: dict[str, str] = {}
    lines = said([PYTHON, "-m", "pip", "config", "list"]).splitlines()
    for section in ("global.", "install.", ":env:."):
        for key, _, value in (line.partition("=") for line in lines if line.startswith(section)):
            found[key.removeprefix(section)] = str(ast.literal_eval(value))
    return found


def options(settings: dict[str, str]) -> list[str]:
    """Return those of pip's settings for which uv has no variable, or one that -c overrides."""
    found = [f"--constraint={path}" for path in settings.get("constraint", "").split()]
    return [*found, "--no-index"] if settings.get("no-index") in ("1", "true", "yes") else found


def variables(settings: dict[str, str], env: dict[str, str]) -> dict[str, str]:
    """Return an environment in which uv finds pip's settings; what is there for uv stays."""
    for option, names in FOR_UV.items():
        value = " ".join(settings.get(option, "").split())
        if option == "find-links":
            value = value.replace(" ", ",")
        for name in names if value else ():
            env.setdefault(name, value)
    # As pip: the best of all indexes; and compiled now, as a sandbox cannot keep what it compiles.
    return {"UV_INDEX_STRATEGY": "unsafe-best-match", "UV_COMPILE_BYTECODE": "1"} | env


TEXT: dict[str, Any] = {"text": True, "errors": "replace"}  # uv writes UTF-8 in any locale


def run(command: list[str], env: dict[str, str] | None = None) -> str | None:
    """Run a command in silence; return what it said if it failed."""
    done = subprocess.run(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **TEXT
    )
    return done.stdout.strip() or f"{command[0]} failed" if done.returncode else None


def said(command: list[str]) -> str:
    """Return what a command prints; nothing if it cannot be run or fails."""
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, **TEXT)
    except OSError:
        return ""
    return done.stdout if done.returncode == 0 else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
