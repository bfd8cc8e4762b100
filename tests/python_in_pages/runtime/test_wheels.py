"""A wheel says what it needs in a browser, and what it is imported as."""

from __future__ import annotations

import pytest
from python_in_pages.runtime import wheels
from python_in_pages.runtime.failures import LockError

from tests.helpers.made_wheels import BUILT, wheel


def test_markers_are_answered_as_in_a_browser(tmp_path):
    path = wheel(
        tmp_path,
        "Some.Package",
        "2.1",
        requires=[
            "NumPy>=2",
            'pexpect; sys_platform != "win32" and sys_platform != "emscripten"',
            'browser-only; sys_platform == "emscripten"',
            'old; python_version < "3.14"',
            'new; python_version >= "3.14"',
            'optional; extra == "all"',
        ],
    )
    found = wheels.read(path, "3.14.0")
    assert (found.name, found.version) == ("some-package", "2.1")
    assert found.depends == ("browser-only", "new", "numpy")


def test_what_can_be_imported(tmp_path):
    files = {
        "fast/core.cpython-314-wasm32-emscripten.so": "",
        "_fast.cpython-314-wasm32-emscripten.so": "",
        "alone.py": "",
        "compiled.pyc": "",
        "data/words.txt": "",
        "fast-1.0.data/scripts/run.py": "",
    }
    found = wheels.read(wheel(tmp_path, "fast", tag=BUILT, files=files), "3.14.0")
    assert found.imports == ("_fast", "alone", "compiled", "fast")


def test_what_is_no_wheel_is_named(tmp_path):
    path = wheel(tmp_path, "twice", files={"other-2.0.dist-info/METADATA": "Name: other"})
    with pytest.raises(LockError, match=r"twice-1\.0.* has 2 METADATA files, not 1"):
        wheels.metadata(path)
