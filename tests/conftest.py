"""Before anything imports NumPy or Keras: one thread, one backend, no chance in the examples."""

import atexit
import os
import signal
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

pytest_plugins = ["tests.needs"]

# What a developer has set, or keeps in the home folder, must not decide a test.
THEIRS = ("JUPYTER", "IPYTHON", "NBGR", "MPL", "KERAS", "JAX", "XLA", "XDG_", "HYPOTHESIS")
THEIRS += (
    "PYTHONSTARTUP",
    "PYTHONWARNINGS",
    "PYTHONHASHSEED",
    "PYTHONIOENCODING",
    "PYTHONOPTIMIZE",
)
THEIRS += (
    "MAKE",
    "MFLAGS",
    "PYTEST_ADDOPTS",
    "FORCE_COLOR",
    "NO_COLOR",
    "PY_COLORS",
    "PG",
    "DASK_",
)
CACHES = "Library/Caches" if sys.platform == "darwin" else ".cache"


def use_an_empty_home() -> None:
    """Leave the user's settings behind, but not the browsers and npm's way to its registry."""
    home = Path.home()
    caches = os.environ.get("XDG_CACHE_HOME") or str(home / CACHES)
    for name in [name for name in os.environ if name.startswith(THEIRS)]:
        del os.environ[name]
    os.environ.setdefault("PLAYWRIGHT_BROWSERS_PATH", os.path.join(caches, "ms-playwright"))
    os.environ.setdefault("NPM_CONFIG_USERCONFIG", str(home / ".npmrc"))
    os.environ.setdefault("NPM_CONFIG_CACHE", str(home / ".npm"))
    os.environ.setdefault("PYTHON_IN_PAGES_CACHE", caches)
    empty = tempfile.TemporaryDirectory(prefix="home", ignore_cleanup_errors=True)
    atexit.register(empty.cleanup)
    os.environ["HOME"] = os.environ["USERPROFILE"] = empty.name


if "PYTEST_XDIST_WORKER" not in os.environ:  # a worker has the home of the run
    use_an_empty_home()

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"
# A shell ignores Ctrl-C for what it starts in the background; commands under test must hear it.
signal.signal(signal.SIGINT, signal.default_int_handler)

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_PLATFORMS"] = "cpu"

settings.register_profile("fixed", derandomize=True, deadline=None, database=None, max_examples=60)
settings.load_profile("fixed")


@pytest.fixture(scope="session")
def chromium():
    """Return what starts the browser; a process can have one Playwright at a time."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield playwright.chromium
