"""exercises/ is what nbgrader makes of solutions/, and gives nothing away."""

import ast
import json
import re
import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest

from authoring.assignments import FIXTURES, to_text
from authoring.bundle import bundle
from authoring.generate import files, generate, stale
from authoring.lay import alike
from tests.helpers.contract import CONTRACT, EXTRA, FUNCTIONS, NOTEBOOKS, TOTALS, parts

ROOT = Path(__file__).parents[2]

MARKED = re.compile(r"BEGIN (SOLUTION|HIDDEN TESTS)(.*?)END \1", re.DOTALL)


def cells(folder, notebook):
    path = ROOT / folder / f"{notebook}.ipynb"
    return {cell["id"]: cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]}


def test_every_assignment_is_under_test():
    found = {str(p.relative_to(ROOT / "solutions"))[:-6] for p in ROOT.glob("solutions/*/*.ipynb")}
    assert found == set(NOTEBOOKS)


def test_exercises_are_exactly_what_make_exercises_gives(make_course):
    course = make_course()
    written = generate(course)
    generated, committed = files(course / "exercises"), files(ROOT / "exercises")
    assert sorted(committed) == sorted(generated)
    for name, content in generated.items():
        assert committed[name] == content, f"{name} is not what `make exercises` gives"
    assert sorted(written) == sorted(f"exercises/{name}: written" for name in generated)
    assert not list(course.glob("gradebook.db*"))


@pytest.mark.parametrize("name", ["07-squares", "squares"])
def test_an_assignment_that_an_instructor_added_is_left_alone(make_course, name):
    course = make_course()
    generate(course)
    for place, text in (("solutions", "no notebook"), ("exercises", "released by nbgrader")):
        (course / place / name).mkdir()
        (course / place / name / "own.ipynb").write_text(text)
    assert generate(course) == []
    assert stale(course) == []
    assert (course / "exercises" / name / "own.ipynb").read_text() == "released by nbgrader"
    assert not (course / "exercises/ko" / name).exists()
    (course / "exercises/08-gone").mkdir()
    (course / "exercises/08-gone/gone.ipynb").write_text("nothing makes it")
    assert stale(course) == ["exercises/08-gone/gone.ipynb: nothing makes it"]


def test_the_points_of_the_course_add_up_to_100():
    assert sum(points for n, f in FUNCTIONS for _, points in [CONTRACT[n][f]]) == 100
    assert sum(TOTALS.values()) == 100


@pytest.mark.parametrize("assignment", FIXTURES)
def test_the_fixtures_are_what_lstm_ref_gives(assignment):
    path = ROOT / "exercises" / assignment / "fixtures.json"
    committed = json.loads(path.read_text(encoding="utf-8"))
    assert to_text(committed) == path.read_text(encoding="utf-8")
    assert alike(committed, FIXTURES[assignment]())


def test_every_assignment_has_the_same_checks_in_every_language():
    copies = sorted(ROOT.glob("exercises/**/checks.py"))
    folders = [path.parent.relative_to(ROOT / "exercises").as_posix() for path in copies]
    assert folders == sorted([*FIXTURES, *(f"ko/{assignment}" for assignment in FIXTURES)])
    assert {path.read_text(encoding="utf-8") for path in copies} == {bundle().text}


def text_of(name, content):
    """Return all a learner can read in a file: for a notebook, its strings without escapes."""

    def strings(node):
        if isinstance(node, dict):
            return "\n".join(strings(v) for v in node.values())
        if isinstance(node, list):
            return "".join(strings(v) for v in node)
        return str(node)

    text = content.decode("utf-8")
    return strings(json.loads(text)) if name.endswith(".ipynb") else text


def bare(text):
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_no_solution_and_no_hidden_test_is_handed_out(notebook):
    signature = re.compile(r"def \w+\([^)]*\):")
    handed_out = {
        name: bare(signature.sub("", text_of(name, content)))
        for name, content in files(ROOT / "exercises").items()
    }
    secrets = set()
    for cell in cells("solutions", notebook).values():
        for _, block in MARKED.findall("".join(cell["source"])):
            for line in block.splitlines():
                # The expression gives as much away as the whole line.
                expression = re.sub(r"^\s*(return |\w+(, \w+)* = |yield )", "", line)
                if not expression.strip().startswith(("import ", "#", "###")):
                    secrets.add(bare(expression))
    secrets = {secret for secret in secrets if len(secret) >= 12}
    assert len(secrets) > 9  # the search itself works
    for name, text in handed_out.items():
        assert "BEGINSOLUTION" not in text
        assert "HIDDENTESTS" not in text
        for secret in secrets:
            assert secret not in text, f"{name} holds {secret}"


@pytest.mark.parametrize("folder", ["solutions", "exercises"])  # with exercises/ko
def test_numpy_is_all_that_is_needed(folder):
    allowed = set(sys.stdlib_module_names) | {"numpy", "checks"}
    for name, content in files(ROOT / folder).items():
        if name.endswith(".ipynb"):
            sources = [
                "".join(cell["source"])
                for cell in json.loads(content)["cells"]
                if cell["cell_type"] == "code"
            ]
        elif name.endswith(".py"):
            sources = [content.decode("utf-8")]
        else:
            continue
        for source in sources:
            assert "lstm_ref" not in source, name
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.Import):
                    imported = {alias.name for alias in node.names}
                elif isinstance(node, ast.ImportFrom):
                    imported = {node.module}
                else:
                    continue
                assert {module.split(".")[0] for module in imported} <= allowed, name


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_solution_notebook_is_normalised(notebook):
    path = ROOT / "solutions" / f"{notebook}.ipynb"
    text = path.read_text(encoding="utf-8")
    parsed = nbformat.reads(text, as_version=4)
    nbformat.validate(parsed)
    assert text == nbformat.writes(parsed) + "\n"
    assert (parsed.nbformat, parsed.nbformat_minor) == (4, 5)
    assert parsed.metadata == {  # no versions: they would change with every editor
        "kernelspec": {
            "display_name": "Python 3 (ipykernel)",
            "language": "python",
            "name": "python3",
        },
        "language_info": {"name": "python"},
    }
    assert len({cell.id for cell in parsed.cells}) == len(parsed.cells)
    for cell in parsed.cells:
        assert re.fullmatch(r"[a-z][a-z0-9_-]*", cell.id)
        assert not re.fullmatch(r"[0-9a-f-]{8,}", cell.id), f"{cell.id} looks like a random id"
        assert set(cell.metadata) <= {"nbgrader"}, cell.id
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


@pytest.mark.parametrize("notebook", NOTEBOOKS)
@pytest.mark.parametrize("folder", ["solutions", "exercises"])
def test_every_function_has_its_two_cells(folder, notebook):
    found = cells(folder, notebook)
    order = list(found)
    own = {"schema_version": 3, "task": False}
    for function, (arguments, points) in CONTRACT[notebook].items():
        solution, test = found[function], found[f"test_{function}"]
        assert order.index(f"test_{function}") == order.index(function) + 1
        assert solution["cell_type"] == test["cell_type"] == "code"

        flags = own | {"grade_id": function, "solution": True, "grade": False, "locked": False}
        assert solution["metadata"]["nbgrader"].items() >= flags.items()
        assert "points" not in solution["metadata"]["nbgrader"]
        flags = own | {"grade_id": f"test_{function}", "solution": False, "grade": True}
        assert test["metadata"]["nbgrader"].items() >= (flags | {"locked": True}).items()
        assert test["metadata"]["nbgrader"]["points"] == points
        assert sum(map(sum, parts("".join(test["source"])).values())) == points

        (definition,) = ast.parse("".join(solution["source"])).body
        assert definition.name == function
        assert ast.unparse(definition.args) == arguments
        assert re.search(r"Return .*\(([BDHT4, ]|2H)+\)", ast.get_docstring(definition), re.DOTALL)

    graded = {k for k, c in found.items() if c["metadata"].get("nbgrader", {}).get("grade")}
    assert graded == {f"test_{function}" for function in CONTRACT[notebook]}
    written = {k for k, c in found.items() if c["metadata"].get("nbgrader", {}).get("solution")}
    assert written == set(CONTRACT[notebook]) | EXTRA.get(notebook.split("/")[1], set())
    total = sum(found[cell_id]["metadata"]["nbgrader"]["points"] for cell_id in graded)
    assert total == TOTALS[notebook[:2]]


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_every_test_cell_has_a_hidden_part(notebook):
    found = cells("solutions", notebook)
    for function in CONTRACT[notebook]:
        source = "".join(found[f"test_{function}"]["source"])
        (hidden,) = (text for kind, text in MARKED.findall(source) if kind == "HIDDEN TESTS")
        assert "test.also(" in hidden
        assert source.endswith("### END HIDDEN TESTS\ntest.score()")
        # A function that calls others is tested with right ones in their place.
        assert ("test.stand_in(" in hidden) == bool(spec_of(notebook, function)["calls"])


def spec_of(notebook, function):
    path = (ROOT / "exercises" / notebook).with_name("fixtures.json")
    return json.loads(path.read_text(encoding="utf-8"))["functions"][function]


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_every_exercise_has_three_folded_hints(notebook):
    found = cells("exercises", notebook)
    order = list(found)
    for function in CONTRACT[notebook]:
        text = "".join(found[order[order.index(function) - 1]]["source"])
        titles = re.findall(r"<details>\n<summary>(Hint \d)", text)
        assert titles == ["Hint 1", "Hint 2", "Hint 3"]
        assert text.count("</details>") == 3


def able_to_grade(arguments):
    """Nothing zero or all equal that could hide a mistake; sizes that cannot be mixed up."""
    flat = {}
    for name, value in arguments.items():
        flat.update(value if isinstance(value, dict) else {name: value})
    arrays = {name: value for name, value in flat.items() if isinstance(value, np.ndarray)}
    for name, array in arrays.items():
        assert np.all(array), name
        assert array.size == 1 or np.ptp(array) > 0, name
    sizes = {}
    for letters, names in SIZES.items():
        for name in names:
            if name in arrays:
                sizes |= dict(zip(letters, arrays[name].shape, strict=True))
    return sizes


def test_results_are_compared_as_numpy_compares_them(load_checks):
    """Written out for speed; the table of right results holds flags, too."""
    checks = load_checks(NOTEBOOKS[0])
    some = [0.0, True, False, 1, -3.5, 1e-300, 1e30, np.float32(0.1), np.inf, np.nan]
    for expected in some:
        edge = checks.TOLERANCE * (1 + abs(expected))
        near = [expected + k * edge for k in (-1.01, -0.99, -0.5, 0, 0.5, 0.99, 1.01)]
        got = [*near, *some, -np.inf, 2j, None, "1"]
        for one in got:
            for a, b in ((one, expected), ([expected, one], [expected, expected])):
                assert checks.same(a, b) == numpy_says(a, b, checks.TOLERANCE), (a, b)


class Rows(np.ndarray):
    """An array of which nobody may look at more rows than a function has results."""

    def __iter__(self):
        assert len(self) <= 2
        return super().__iter__()


def test_results_too_many_are_counted_and_not_looked_at(load_checks):
    """An empty array travels for nothing: a list of its rows would fill the judge's memory."""
    checks = load_checks(NOTEBOOKS[0])
    checks.DATA["functions"]["f"] = {"kind": "arrays"}
    rows = np.zeros((1 << 26, 0, 0)).view(Rows)
    for shape, came in (((0, 0), {"count": 1 << 26}), ((2, 3), {"kind": "Rows"})):
        case = checks.Case("f", {}, {name: np.zeros(shape) for name in "ab"})
        outcome = checks.outcome_of(case, rows)
        assert outcome.miscounted
        assert outcome.problem.values["came"].values == came


def numpy_says(got, expected, tolerance):
    try:
        with np.errstate(all="ignore"):
            return bool(np.allclose(got, expected, tolerance, tolerance))
    except TypeError:
        return False


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_what_is_expected_is_finite(notebook):
    text = (ROOT / "exercises" / notebook).with_name("fixtures.json").read_text(encoding="utf-8")
    numbers = []
    json.loads(text, parse_float=lambda n: numbers.append(float(n)), parse_constant=pytest.fail)
    assert numbers
    assert np.isfinite(numbers).all()


SIZES = {"BTD": ["x"], "BD": ["x_t"], "BTH": ["forward_h"], "BH": ["h_prev", "f_t", "o_t", "h_0"],
         "DH": ["W_x", "W_xi"], "TH": ["h"]}  # fmt: skip


@pytest.mark.parametrize(("notebook", "function"), FUNCTIONS)
def test_visible_examples_are_able_to_grade(load_checks, notebook, function):
    examples = load_checks(notebook).examples(function)
    for case in examples:
        sizes = able_to_grade(case.arguments)
        assert len(set(sizes.values())) == len(sizes), sizes  # B, T, D, H: all different
        assert sizes.get("B", 2) >= 2
        assert sizes.get("T", 3) >= 3
    flags = {
        (c.arguments.get("return_sequences"), c.arguments.get("return_state")) for c in examples
    }
    assert len(flags) == len(examples) in (1, 4)


@pytest.mark.parametrize(("notebook", "function"), FUNCTIONS)
def test_hidden_cases_are_others_and_able_to_grade(solutions, load_checks, notebook, function):
    checks = load_checks(notebook)
    hidden = []
    checks.Test.also = lambda self, cases: hidden.extend(cases)
    source = solutions[notebook].source(f"test_{function}").replace("test.score()", "")
    exec(source, {function: None})
    sizes = [able_to_grade(case.arguments) for case in hidden]
    hard = [
        s for s in sizes if s.get("B", 2) >= 2 and s.get("T", 3) >= 3 and s.get("D") != s.get("H")
    ]
    assert hard or function in ("simple_rnn_shapes", "split_keras_weights", "reverse_time")
    assert len({tuple(s.items()) for s in sizes}) >= 3 or function in (
        "simple_rnn_shapes",
        "split_keras_weights",
    )
    assert any(s.get("B") == 1 for s in sizes) or "B" not in sizes[0]
    visible = [len(next(iter(c.arguments.values()), ())) if sizes[0] else 0 for c in hidden]
    assert len(set(visible)) > 1 or not sizes[0]
    flags = {(c.arguments.get("return_sequences"), c.arguments.get("return_state")) for c in hidden}
    assert len(flags) == len(checks.examples(function))


def test_solved_releases_run_in_a_fresh_kernel_without_lstm_ref(tmp_path, run_tool):
    """Nothing of this repository but the folders that are handed out."""
    blocked = tmp_path / "blocked"
    blocked.mkdir()
    (blocked / "lstm_ref.py").write_text("raise ImportError('not on a learner\\'s machine')\n")
    paths = []
    for notebook in NOTEBOOKS:
        assignment, name = notebook.split("/")
        folder = tmp_path / assignment
        folder.mkdir()
        for path, content in files(ROOT / "exercises" / assignment).items():
            (folder / path).write_bytes(content)
        solved = json.loads((folder / f"{name}.ipynb").read_text(encoding="utf-8"))
        solutions = cells("solutions", notebook)
        for cell in solved["cells"]:
            if cell["metadata"].get("nbgrader", {}).get("solution"):
                cell["source"] = solutions[cell["id"]]["source"]
        probe = {"cell_type": "code", "id": "probe", "metadata": {}, "outputs": []}
        probe |= {"execution_count": None, "source": "import sys\nprint(sorted(sys.modules))"}
        solved["cells"].append(probe)
        paths.append(folder / f"{name}.ipynb")
        paths[-1].write_text(json.dumps(solved), encoding="utf-8")
    run_tool(
        *("nbconvert", "--to", "notebook", "--execute", "--inplace", *map(str, paths)),
        cwd=tmp_path,
        PYTHONPATH=str(blocked),
    )
    for notebook, path in zip(NOTEBOOKS, paths, strict=True):
        done = json.loads(path.read_text(encoding="utf-8"))
        code = [cell for cell in done["cells"] if cell["cell_type"] == "code"]
        outputs = {cell["id"]: cell["outputs"] for cell in code}
        runs = {cell["id"]: cell["execution_count"] for cell in code}
        for function, (_, points) in CONTRACT[notebook].items():
            *printed, result = outputs[f"test_{function}"]  # text may come in pieces
            number = runs[function]
            said = f"{function} is right, as In [{number}] has it.\n"
            assert "".join("".join(o["text"]) for o in printed) == said
            assert "".join(result["data"]["text/plain"]) == str(float(points))
            shown = "".join(result["data"]["text/html"])
            assert shown.startswith(f"In [{number}]: {points} of {points} points; ")
            assert shown.endswith(" if it is right for other numbers too, when it is graded")
        modules = "".join("".join(o["text"]) for o in outputs["probe"])
        assert "'numpy'" in modules
        assert "'lstm_ref'" not in modules


def test_the_page_of_the_exercises_is_true(releases):
    """Every assignment with its points, and the message it quotes."""
    page = (ROOT / "book/en/exercises.md").read_text(encoding="utf-8")
    for notebook in NOTEBOOKS:
        assignment, name = notebook.split("/")
        (row,) = (line for line in page.splitlines() if f"/{assignment}.zip>" in line)
        assert f"| {TOTALS[notebook[:2]]} | {{download}}`{name} <" in row
        for function in CONTRACT[notebook]:
            assert f"`{function}" in row
    gates = releases["03-lstm-gates/lstm_gates"]
    changed = "def input_gate(x, h, W, U, b):\n    return np.tanh(x @ W + h @ U + b)\n"
    (message,) = gates.run({"input_gate": changed}, only="test_input_gate").values()
    assert message in " ".join(page.split())
    proved = ROOT / "authoring/proofs/02-vanilla-rnn.json"
    mutants = json.loads(proved.read_text(encoding="utf-8"))["rnn_step"]["mutants"]
    korean = (ROOT / "book/ko/exercises.md").read_text(encoding="utf-8")
    for text, key in ((page, "message"), (korean, "message_ko")):
        assert any(m[key] and m[key] in " ".join(text.split()) for m in mutants)
    step = releases["02-vanilla-rnn/vanilla_rnn"].source("test_rnn_step")
    assert 'checks.Test("rnn_step", globals(), shape=1, value=(2, 2))' in step
    assert 'checks.Test("rnn_step", ..., shape=1, value=(2, 2))' in page
