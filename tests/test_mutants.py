"""The mutants: which there are, how they are drawn and found again, and that a test kills one."""

import json
import os
import sys
import textwrap
from pathlib import Path
from types import SimpleNamespace

import pytest

from authoring.bundle import bundle
from authoring.checks import MODULES
from benchmarks.mutation import reach, watch
from benchmarks.mutation.draw import draw, equivalents
from benchmarks.mutation.groups import GROUPS, shares
from benchmarks.mutation.judge import Judge, Verdict
from benchmarks.mutation.mutant import load, locate, mutants, save
from benchmarks.mutation.scratch import Scratch, replace_in
from benchmarks.mutation.source import Source
from benchmarks.mutation.table import compared, lost, read

ROOT = Path(__file__).parents[1]
MARKS = "authoring/checks/marks.py"
TOY = '''
"""A module; 1 < 2 in its docstring."""
__all__ = ["grade", 3]
Alias = int | None


def grade(points: int | float = 0, most: "int | None" = None) -> int | None:
    """Return 1 + 1."""
    if points < 5 and not most:  # 1 < 2
        raise ValueError(f"expected {5 + 5}, " + "received" * 2)
    print("more than", 5)
    왕 = (points) + (  # a comment with a +
        most
    )
    왕 -= -points
    return round(number=왕, digits=(1))


class Counter:
    seen = True

    def count(self, names, encoding="utf-8"):
        names.sort()
        self.path = self.folder / "name"
        return names is not None
'''
EXPECTED = {
    ("constant", "0", "1"),
    ("boundary", "<", "<="),
    ("comparison", "<", ">="),
    ("constant", "5", "6"),
    ("logic", "and", "or"),
    ("not", "not most", "most"),
    ("statement", 'raise ValueError(f"expected {5 + 5}, " + "received" * 2)', "pass"),
    ("arithmetic", "+", "-"),
    ("arithmetic", "-=", "+="),
    ("statement", "왕 -= -points", "pass"),
    ("-", "-points", "points"),
    ("return", "return round(number=왕, digits=(1))", "return None"),
    ("argument", "round(number=왕, digits=(1))", "round(number=왕)"),
    ("argument", "round(number=왕, digits=(1))", "round(digits=(1))"),
    ("constant", "1", "2"),
    ("constant", "True", "False"),
    ("statement", "names.sort()", "pass"),
    ("statement", 'self.path = self.folder / "name"', "pass"),
    ("return", "return names is not None", "return None"),
    ("comparison", "is not", "is"),
}


def toy(text: str = TOY) -> dict:
    return mutants("lstm_ref", "lstm_ref/toy.py", Source(text))


def test_code_is_mutated_and_what_is_only_read_is_not():
    assert {(m.operator, m.before, m.after) for m in toy()} == EXPECTED


@pytest.mark.parametrize("change", toy().values(), ids=lambda change: change.operator)
def test_a_mutant_is_one_edit_of_a_module_that_still_compiles(change):
    text = Source(TOY).changed(change)
    compile(text, "toy", "exec")
    assert text.startswith(TOY[: change.start])
    assert text.endswith(TOY[change.end :])


def test_a_mutant_has_the_lines_of_its_statement_and_of_a_block_only_the_head():
    lines = {m.before: c.lines for m, c in toy().items()}
    assert lines["and"] == (9, 9)
    assert lines["+"] == (12, 14)


@pytest.fixture
def checkout(tmp_path) -> Path:
    """A project with a module that is tested in part, and two modules that are joined to a file."""
    root = tmp_path / "checkout"
    write(
        root / "lstm_ref" / "part.py",
        """
        def double(x):
            return 2 * x


        def untested(x):
            return 3 * x


        def count(n):
            while n > 0:
                n -= 1
            return n
        """,
    )
    write(
        root / "tests" / "reference" / "test_part.py",
        """
        from lstm_ref.part import count, double

        def test_double():
            assert double(3) == 6

        def test_count():
            assert count(2) == 0
        """,
    )
    package = root / "authoring" / "checks"
    write(package / "__init__.py", 'MODULES = ("marks", "words")\n')
    write(package / "marks.py", "def full(points):\n    return points >= 5\n")
    write(package / "words.py", "from .marks import full\n\nALL = full\n")
    for folder in ("solutions/01-a", "exercises/ko/01-a"):
        write(root / folder / "checks.py", bundle(package).text)
    return root


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(textwrap.dedent(text), encoding="utf-8")


def the_mutant(root: Path, module: str, function: str, operator: str):
    group = next(group for group in GROUPS if module in group.modules(root))
    found = mutants(group.name, module, Source((root / module).read_text(encoding="utf-8")))
    (mutant,) = (m for m in found if (m.function, m.operator) == (function, operator))
    return mutant


def test_a_seed_draws_the_same_mutants_and_another_one_others(checkout):
    assert draw(checkout, 1, 8) == draw(checkout, 1, 8)
    assert draw(checkout, 1, 8) != draw(checkout, 2, 8)


def test_the_groups_have_even_shares_and_modules_of_their_own():
    assert shares(30) == {"lstm_ref": 8, "grading": 8, "checks": 7, "book": 7}
    modules = [module for group in GROUPS for module in group.modules(ROOT)]
    assert len(modules) == len(set(modules))
    assert all(group.modules(ROOT) for group in GROUPS)


def test_all_that_is_generated_from_a_module_is_mutated_with_it():
    checks = next(group for group in GROUPS if group.name == "checks")
    modules = checks.modules(ROOT)
    assert {Path(module).stem for module in modules} == set(MODULES)
    every = [p for name in ("solutions", "exercises") for p in ROOT.glob(f"{name}/**/checks.py")]
    assert len(every) >= 12
    for module in modules:
        assert sorted(checks.files(ROOT, module)) == sorted([ROOT / module, *every])
    texts = checks.texts(ROOT, modules[0])
    assert {texts[path] for path in every} == {bundle().text}


def test_an_equivalent_mutant_makes_room_for_the_next_one_of_its_group(checkout):
    drawn = draw(checkout, 1, 8)
    others = draw(checkout, 1, 8, without={drawn[0]})
    assert drawn[0] not in others
    assert drawn[1:] == [mutant for mutant in others if mutant in drawn]
    assert [m.group for m in others] == [m.group for m in drawn]


def test_each_equivalent_mutant_has_a_reason(tmp_path):
    assert equivalents() is not None
    entry = {"group": "book", "file": "a.py", "reason": ""}
    path = tmp_path / "equivalent.json"
    path.write_text(json.dumps([entry]), encoding="utf-8")
    with pytest.raises(ValueError, match="expected a reason"):
        equivalents(path)


def test_a_mutant_is_found_again_when_lines_have_moved_and_lost_when_its_line_has(checkout):
    mutant = the_mutant(checkout, "lstm_ref/part.py", "untested", "arithmetic")
    path = checkout / "lstm_ref" / "part.py"
    more = "def earlier(x):\n    return 3 * x\n\n\n"
    path.write_text(more + path.read_text(encoding="utf-8"), encoding="utf-8")
    source, change = locate(mutant, checkout)
    assert source.changed(change) == source.text.replace(
        "untested(x):\n    return 3 * x", "untested(x):\n    return 3 / x"
    )
    path.write_text(source.text.replace("return 3 * x", "return x * 3"), encoding="utf-8")
    assert locate(mutant, checkout) is None
    path.unlink()
    assert locate(mutant, checkout) is None


def test_of_two_alike_on_one_line_each_is_found():
    first, second = (
        m for m in toy("def f(x):\n    return x + 1 + 1\n") if m.operator == "constant"
    )
    assert (first.occurrence, second.occurrence) == (0, 1)
    assert first.before == second.before


def test_mutants_are_kept_as_they_were_drawn(tmp_path):
    drawn = list(toy())
    save(tmp_path / "mutants.json", 1, drawn)
    assert load(tmp_path / "mutants.json") == drawn


@pytest.fixture
def scratch(checkout, tmp_path) -> Scratch:
    copy = Scratch(checkout, tmp_path / "scratch")
    copy.make()
    return copy


def test_what_is_generated_is_mutated_and_comes_back_as_old_as_it_was(checkout, scratch):
    mutant = the_mutant(checkout, MARKS, "full", "boundary")
    group = next(group for group in GROUPS if group.name == "checks")
    copies = [*sorted(scratch.root.glob("**/checks.py")), scratch.root / MARKS]
    before = [(path.read_bytes(), path.stat().st_mtime_ns) for path in copies]
    with scratch.mutated(group, mutant.file, *locate(mutant, scratch.root)):
        assert [b"points > 5" in path.read_bytes() for path in copies] == [True] * 3
        assert [path.stat().st_mtime_ns for path in copies] == [time for _, time in before]
        assert b"points >= 5" in (checkout / MARKS).read_bytes()
    assert [(path.read_bytes(), path.stat().st_mtime_ns) for path in copies] == before


def test_a_linked_script_names_the_copy_and_the_other_end_still_the_checkout(tmp_path):
    script, link = tmp_path / "script", tmp_path / "link"
    script.write_text("#!/old/bin/python\n")
    script.chmod(0o755)
    os.link(script, link)
    replace_in(link, "/old", "/new")
    assert (script.read_text(), link.read_text()) == ("#!/old/bin/python\n", "#!/new/bin/python\n")
    assert os.access(link, os.X_OK)


@pytest.fixture
def judge(scratch, tmp_path, monkeypatch) -> Judge:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    return Judge(scratch, tmp_path / "nothing measured")


def verdict(judge: Judge, function: str, operator: str) -> Verdict:
    judge.only = ("tests/reference",)
    judge.build = lambda: ""  # a toy has no site
    return judge.judge(the_mutant(judge.scratch.checkout, "lstm_ref/part.py", function, operator))


def test_a_mutant_is_killed_by_the_test_that_fails(judge):
    found = verdict(judge, "double", "arithmetic")
    assert (found.status, found.by) == ("killed", "tests/reference/test_part.py::test_double")
    assert found.stages == ["folder"]


def test_the_quick_files_come_first(judge):
    folder = judge.scratch.root / "tests" / "reference"
    quick = (folder / "test_part.py").read_text(encoding="utf-8")
    (folder / "test_quick.py").write_text(quick, encoding="utf-8")
    judge.times = {"tests/reference/test_part.py::test_count": 2.0}
    found = verdict(judge, "double", "arithmetic")
    assert found.by == "tests/reference/test_quick.py::test_double"


def test_a_mutant_survives_where_no_test_fails(judge):
    assert verdict(judge, "untested", "arithmetic").status == "survived"


def test_an_endless_mutant_is_killed_by_the_test_that_waits(judge, monkeypatch):
    monkeypatch.setattr(watch, "LEAST", 0.3)
    found = verdict(judge, "count", "statement")
    assert (found.status, found.by) == ("killed", "tests/reference/test_part.py::test_count")
    assert found.why == "took too long"


def test_a_test_that_fails_without_the_mutant_too_kills_nothing(judge):
    path = judge.scratch.root / "tests" / "reference" / "test_part.py"
    path.write_text("def test_of_nothing():\n    assert False\n", encoding="utf-8")
    assert verdict(judge, "untested", "arithmetic").status == "unclear"


def test_a_mutant_whose_line_is_gone_is_reported(judge):
    (judge.scratch.root / "lstm_ref" / "part.py").write_text("", encoding="utf-8")
    assert verdict(judge, "untested", "arithmetic").status == "gone"


def test_the_tests_that_reach_a_mutant_come_first_and_for_a_survivor_the_rest(judge):
    group = next(group for group in GROUPS if group.name == "lstm_ref")
    stages = judge.stages(group, {"tests/test_a.py::test_a"}, whole=False)
    assert [stage.name for stage in stages] == ["reached", "folder", "pages"]
    assert [stage.builds for stage in stages] == [False, False, True]
    (whole,) = judge.stages(group, {"tests/test_a.py::test_a"}, whole=True)
    assert whole.places == ("tests",)
    assert {*group.tests, *group.pages} <= set(whole.ignored)  # what has passed already


def test_tests_reach_a_mutant_that_run_its_statement_in_any_file(checkout, tmp_path, monkeypatch):
    """Coverage's database gives contexts by file and line; "" is what ran outside of tests."""
    mutant = the_mutant(checkout, MARKS, "full", "boundary")
    line = bundle(checkout / "authoring" / "checks").lines["marks", 2]
    ran = {
        MARKS: {1: ["", "a.py::other|run"], 2: [""]},
        "exercises/ko/01-a/checks.py": {
            2: ["a.py::other|run"],
            line: ["a.py::test[x|y]|setup", "a.py::test[x|y]|run"],
        },
    }
    found = reached(ran, checkout, mutant, tmp_path, monkeypatch)
    assert found == {"a.py::test[x|y]"}


def reached(ran, checkout, mutant, data, monkeypatch) -> set[str]:
    """Ask for the tests that reach a mutant, with a database that says what ran."""
    group = next(group for group in GROUPS if group.name == mutant.group)
    database = SimpleNamespace(read=lambda: None, contexts_by_lineno=lambda file: ran.get(file, {}))
    module = SimpleNamespace(CoverageData=lambda basename: database)
    monkeypatch.setitem(sys.modules, "coverage", module)
    (data / reach.DATABASE).touch()
    _, change = locate(mutant, checkout)
    return reach.tests_that_reach(data, checkout, group, mutant, change)


@pytest.mark.parametrize(
    ("places", "needed"),
    [
        (["tests"], True),
        (["tests/site/test_axe.py"], True),
        (["tests/grading", "tests/reference/test_gates.py"], False),
    ],
)
def test_the_site_is_built_for_the_tests_that_look_at_it(judge, places, needed):
    book = next(group for group in GROUPS if group.name == "book")
    judge.only = tuple(places)
    assert [stage.builds for stage in judge.stages(book, set(), whole=False)] == [needed]


def test_what_was_killed_must_be_killed_again(tmp_path):
    one, two, three = list(toy())[:3]
    before = kept(tmp_path / "before", {one: "killed", two: "killed", three: "survived"})
    after = kept(tmp_path / "after", {one: "killed", two: "survived", three: "survived"})
    assert lost(before, after) == [two]
    assert lost(before, {one: after[one]}) == [two]  # not run is not killed
    assert lost(before, before) == []
    assert compared(before, after).count("| lstm_ref |") == 3


def kept(path: Path, found: dict) -> dict:
    """Write verdicts as a run does, and read them."""
    lines = [Verdict(mutant, status).line() for mutant, status in found.items()]
    path.write_text("\n".join(lines), encoding="utf-8")
    return read(path)
