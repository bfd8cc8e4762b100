"""A compiled archive holds what was in it, once, and only for the Python that reads it."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from python_in_pages.runtime.compiling import LEAVE_OUT, wheel_to_pyc

from tests.helpers.made_wheels import wheel

FILES = {
    "some/part.py": "def answer(word):\n    return word in {'yes', 'no', 'perhaps', 'never'}\n",
    "some/data.txt": "text",
    "some/template.py": "{{ not }} Python $",
    "some/tests/test_part.py": "",
}


@pytest.fixture
def made(tmp_path):
    return wheel(tmp_path, "some", files=FILES)


def entries(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def nothing(name: str) -> bool:
    return False


def test_byte_code_is_in_the_place_of_the_sources(made):
    found = entries(wheel_to_pyc.compiled(made.read_bytes(), "wheel", nothing))
    assert set(found) == {
        "some/__init__.pyc",
        "some/part.pyc",
        "some/data.txt",
        "some/template.py",
        "some/tests/test_part.pyc",
        *(f"some-1.0.dist-info/{name}" for name in ("METADATA", "WHEEL", "RECORD")),
        "some-1.0.dist-info/licenses/LICENSE",
    }
    assert found["some/data.txt"] == b"text"
    listed = found["some-1.0.dist-info/RECORD"].decode().splitlines()
    assert listed == [f"{name},," for name in sorted(found)]


def test_a_books_own_wheel_keeps_its_sources(made):
    found = entries(wheel_to_pyc.compiled(made.read_bytes(), "own", nothing))
    tag = sys.implementation.cache_tag
    assert found["some/part.py"].decode() == FILES["some/part.py"]
    assert f"some/__pycache__/part.{tag}.pyc" in found
    assert "some/part.pyc" not in found


@pytest.mark.parametrize("kind", ["wheel", "own"])
def test_python_runs_the_byte_code(made, tmp_path, kind):
    data = wheel_to_pyc.compiled(made.read_bytes(), kind, nothing)
    place = tmp_path / "site"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(place)
    if kind == "own":  # not looked at: its date says nothing in a browser
        (place / "some" / "part.py").write_text("raise SystemExit", encoding="utf-8")
    code = "from some import part; print(part.answer('no'), part.answer.__code__.co_filename)"
    done = subprocess.run(
        [sys.executable, "-B", "-c", code],
        cwd=place,
        capture_output=True,
        text=True,
        check=True,
    )
    folder = place if kind == "own" else Path(wheel_to_pyc.SITE)
    assert done.stdout.split() == ["True", str(folder / "some" / "part.py")]


def test_the_standard_library_stays_importable_from_its_zip(tmp_path):
    path = tmp_path / "library.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("folder/", "")
        archive.writestr("folder/__init__.py", "")
        archive.writestr("folder/module.py", "def here(): pass\n")
    data = wheel_to_pyc.compiled(path.read_bytes(), "library", nothing)
    assert set(entries(data)) == {"folder/__init__.pyc", "folder/module.pyc"}
    path.write_bytes(data)
    code = "import folder.module as m; print(m.__file__, m.here.__code__.co_filename)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(path)},
        capture_output=True,
        text=True,
        check=True,
    )
    file, name = done.stdout.split()
    assert file == str(path / "folder" / "module.pyc")
    assert name == f"{wheel_to_pyc.LIBRARY}/folder/module.py"


def test_the_same_input_gives_the_same_bytes(made):
    code = """
import sys
from python_in_pages.runtime.compiling import wheel_to_pyc
data = open(sys.argv[1], "rb").read()
sys.stdout.buffer.write(wheel_to_pyc.compiled(data, "own", lambda name: False))
"""
    found = set()
    for seed in ("1", "2", "3"):
        done = subprocess.run(
            [sys.executable, "-c", code, str(made)],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            check=True,
        )
        found.add(done.stdout)
    assert len(found) == 1
    with zipfile.ZipFile(io.BytesIO(found.pop())) as archive:
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize(
    ("name", "served"),
    [
        ("some/tests/test_part.py", False),
        ("some/testing/part.py", True),
        ("tests/part.py", False),
        ("anywidget-1.0.data/data/share/jupyter/x.js", False),
        ("anywidget/labextension/x.js", False),
        ("anywidget/widget.py", True),
        ("pygments/lexers/haskell.py", False),
        ("pygments/lexers/python.py", True),
        ("pygments/lexers/pythonic.py", False),
        ("pygments/lexers/__init__.py", True),
        ("numpy/f2py/__init__.py", False),
        ("numpy/__init__.pyi", False),
        ("numpy/_core/include/numpy/LICENSE.txt", True),
        ("scikit/__init__.pyi", True),  # lazy_loader reads it
    ],
)
def test_what_is_served(name, served):
    assert (
        re.search("|".join(LEAVE_OUT), name) is None
    ) == served  # as wheel_to_pyc.mjs joins them
