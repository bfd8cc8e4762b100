"""Everything that is served has a licence with a text, or the build stops."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from python_in_pages.runtime import licences
from python_in_pages.runtime.licences import Licence, LicenceError
from python_in_pages.runtime.locks import read_pyodide
from python_in_pages.settings import ExtraFile

from tests.helpers import made_runtime
from tests.helpers.made_wheels import LICENCE, wheel

BSD = "Redistribution and use in source and binary\n   forms, with or without modification"
THREE = f"{BSD}\n3. Neither the\n name of the copyright holder"
TEXT = "a-1.0.dist-info/licenses/LICENSE"


@pytest.mark.parametrize(
    ("said", "text", "expression"),
    [
        (["License-Expression: BSD-3-Clause AND MIT"], BSD, "BSD-3-Clause AND MIT"),
        ([], BSD, "BSD-2-Clause"),
        ([], THREE, "BSD-3-Clause"),
        (
            ["License: BSD", "Classifier: License :: OSI Approved :: BSD License"],
            THREE,
            "BSD-3-Clause",
        ),
        ([], LICENCE, "MIT"),
        (["Classifier: License :: OSI Approved :: MIT License"], "our own words", "MIT"),
    ],
)
def test_a_wheels_licence(tmp_path, said, text, expression):
    path = wheel(tmp_path, "a", said=said, files={TEXT: text})
    assert licences.of_wheel(path) == Licence("a", "1.0", "wheel", expression, (text,))


def test_a_wheels_texts_are_its_own_and_those_of_what_it_holds(tmp_path):
    files = {
        "a-1.0.dist-info/licenses/AUTHORS": "the authors",
        "a-1.0.dist-info/licenses/deep/COPYING": "of a part",
        "a/fonts/LICENSE_LETTERS": "of the letters",
        "a/_vendored/NOTICE.txt": "of another part",
        "a/license.py": "no text",
        "a/data/licences.json": "{}",
    }
    found = licences.of_wheel(wheel(tmp_path, "a", files=files))
    assert set(found.texts[:3]) == {LICENCE, "the authors", "of a part"}
    assert set(found.texts[3:]) == {"of the letters", "of another part"}


@pytest.mark.parametrize(
    ("text", "lacks"), [("our own words", "a licence"), ("", "the text of its licence")]
)
def test_a_wheel_without_one_is_refused(tmp_path, text, lacks):
    said = [] if text else ["License-Expression: MIT"]
    path = wheel(tmp_path, "a", said=said, files={TEXT: text})
    with pytest.raises(LicenceError, match=rf"a-1\.0-py3-none-any\.whl: expected {lacks} in it"):
        licences.of_wheel(path)


@pytest.fixture
def modules(tmp_path) -> Path:
    return made_runtime.node_modules(tmp_path / "node_modules", [])


def npm(modules: Path, name: str, **files: str) -> None:
    folder = modules / name
    folder.mkdir(parents=True)
    for file, text in files.items():
        (folder / file.replace("_", ".")).write_text(text, encoding="utf-8")


def test_npms_packages(modules):
    said = json.dumps({"version": "2.0", "license": "MIT"})
    npm(modules, "@of/words", package_json=said, LICENSE_md="the words' own text")
    npm(modules, "bare", package_json=json.dumps({"version": "1.0", "license": "(MPL-2.0 OR MIT)"}))
    assert licences.of_npm(modules, ["@of/words", "bare"]) == [
        Licence("@of/words", "2.0", "npm", "MIT", ("the words' own text",)),
        Licence(
            *("bare", "1.0", "npm", "(MPL-2.0 OR MIT)"),
            ("the text of MPL-2.0", "the text of MIT"),
            standard=True,
        ),
    ]


def test_npms_package_without_one_is_refused(modules):
    npm(modules, "secret", package_json='{"version": "1.0"}')
    npm(modules, "odd", package_json='{"version": "1.0", "license": "SEE LICENSE"}')
    with pytest.raises(LicenceError, match="npm's secret: expected a licence in package"):
        licences.of_npm(modules, ["secret"])
    with pytest.raises(LicenceError, match="expected the text of SEE in"):
        licences.of_npm(modules, ["odd"])


def test_what_is_compiled_into_pyodide_is_named(modules):
    found = licences.of_core(read_pyodide(modules / "pyodide"), modules)
    assert (found[0].name, found[0].version, found[0].licence) == ("pyodide", "314.0.3", "MPL-2.0")
    assert found[0].source.endswith("/pyodide")
    assert ("CPython", "3.14", "PSF-2.0") in [(e.name, e.version, e.licence) for e in found]
    assert [each.name for each in found if not each.standard] == ["liblzma"]
    texts = {each.name: each.texts for each in found}
    assert texts.pop("liblzma") == ("Its authors have put it in the public domain.",)
    assert texts == {e.name: (f"the text of {e.licence}",) for e in found if e.name in texts}


def test_two_files_of_one_name_have_a_licence_each(tmp_path):
    files = []
    for name in ("one", "two"):
        text = tmp_path / f"{name}.txt"
        text.write_text(f"of {name}", encoding="utf-8")
        file = tmp_path / name / "Letters.ttf"
        files.append(ExtraFile(file, f"/fonts/{name}/Letters.ttf", "OFL-1.1", text))
    assert [each.texts for each in licences.of_files(files)] == [("of one",), ("of two",)]


def test_a_books_own_file_and_the_list(tmp_path):
    text = tmp_path / "OFL.txt"
    text.write_text("the text\n", encoding="utf-8")
    extra = ExtraFile(tmp_path / "Letters.ttf", "/fonts/x", "OFL-1.1", text)
    found = licences.of_files([extra, extra])
    licences.write(tmp_path / "list.json", [Licence("z", "1", "npm", "MIT", ("t",)), *found])
    assert json.loads((tmp_path / "list.json").read_text(encoding="utf-8")) == [
        {
            "name": "Letters.ttf",
            "version": "",
            "kind": "file",
            "licence": "OFL-1.1",
            "texts": ["the text"],
            "standard": False,
            "source": "",
        },
        {
            "name": "z",
            "version": "1",
            "kind": "npm",
            "licence": "MIT",
            "texts": ["t"],
            "standard": False,
            "source": "",
        },
    ]
