"""exercises/ is what nbgrader makes of solutions/, and gives nothing away."""

import ast
import json
import re
import shlex
import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest

ROOT = Path(__file__).parents[2]

# The contract: notebook -> function -> (arguments, points).
CONTRACT = {
    "03-lstm-gates/lstm_gates": {
        "input_gate": ("x_t, h_prev, W_xi, W_hi, b_i", 4),
        "candidate": ("x_t, h_prev, W_xg, W_hg, b_g", 3),
        "forget_gate": ("x_t, h_prev, W_xf, W_hf, b_f", 3),
        "cell_state": ("f_t, C_prev, i_t, g_t", 4),
        "output_gate": ("x_t, h_prev, W_xo, W_ho, b_o", 3),
        "hidden_state": ("o_t, C_t", 3),
        "lstm_step": ("x_t, h_prev, C_prev, params", 10),
    },
}
TOTAL_POINTS = {"03-lstm-gates/lstm_gates": 30}
NOTEBOOKS = sorted(CONTRACT)
MARKED = re.compile(r"BEGIN (SOLUTION|HIDDEN TESTS)(.*?)END \1", re.DOTALL)


def files(folder):
    """Return relative path -> bytes, without what running a notebook leaves behind."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not {"__pycache__", ".ipynb_checkpoints"} & set(path.parts)
    }


def cells(folder, notebook):
    path = ROOT / folder / f"{notebook}.ipynb"
    return {cell["id"]: cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]}


def test_every_assignment_is_under_test():
    found = {str(p.relative_to(ROOT / "solutions"))[:-6] for p in ROOT.glob("solutions/*/*.ipynb")}
    assert found == set(NOTEBOOKS)


def test_exercises_are_exactly_what_make_exercises_gives(make_course, run_tool):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    command = re.search(r"nbgrader (generate_assignment .*)", makefile)[1]
    course = make_course()
    run_tool("nbgrader", *shlex.split(command), cwd=course)
    generated, committed = files(course / "exercises"), files(ROOT / "exercises")
    assert sorted(committed) == sorted(generated)
    for name, content in generated.items():
        assert committed[name] == content, f"{name} is not what `make exercises` gives"
    assert not list(course.glob("gradebook.db*"))


def test_the_fixtures_are_what_lstm_ref_gives(make_fixtures):
    for assignment, make in make_fixtures.FIXTURES.items():
        path = ROOT / "solutions" / assignment / "fixtures.json"
        committed = json.loads(path.read_text(encoding="utf-8"))
        fresh = make()
        assert make_fixtures.to_text(committed) == path.read_text(encoding="utf-8")
        compare(committed, fresh, assignment)


def compare(committed, fresh, where):
    """Compare two trees: words exactly, numbers but for another machine's rounding."""
    assert type(committed) is type(fresh), where
    if isinstance(fresh, dict):
        assert list(committed) == list(fresh), where
        for key in fresh:
            compare(committed[key], fresh[key], f"{where} {key}")
    elif isinstance(fresh, list):
        assert len(committed) == len(fresh), where
        for a, b in zip(committed, fresh, strict=True):
            compare(a, b, where)
    elif isinstance(fresh, float):
        assert committed == pytest.approx(fresh, abs=2e-8), where
    else:
        assert committed == fresh, where


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
    assert len(secrets) > 20  # the search itself works
    for name, text in handed_out.items():
        assert "BEGINSOLUTION" not in text
        assert "HIDDENTESTS" not in text
        for secret in secrets:
            assert secret not in text, f"{name} holds {secret}"


@pytest.mark.parametrize("folder", ["solutions", "exercises"])
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

        (definition,) = ast.parse("".join(solution["source"])).body
        assert definition.name == function
        assert ast.unparse(definition.args) == arguments
        assert "(B, H)" in ast.get_docstring(definition)

    graded = {k for k, c in found.items() if c["metadata"].get("nbgrader", {}).get("grade")}
    assert graded == {f"test_{function}" for function in CONTRACT[notebook]}
    total = sum(found[cell_id]["metadata"]["nbgrader"]["points"] for cell_id in graded)
    assert total == TOTAL_POINTS[notebook]


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_every_test_cell_has_a_hidden_part(notebook):
    found = cells("solutions", notebook)
    for function in CONTRACT[notebook]:
        source = "".join(found[f"test_{function}"]["source"])
        assert [kind for kind, _ in MARKED.findall(source)].count("HIDDEN TESTS") >= 1
        assert "default_rng(" in source


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_every_exercise_has_three_folded_hints(notebook):
    found = cells("exercises", notebook)
    order = list(found)
    for function in CONTRACT[notebook]:
        text = "".join(found[order[order.index(function) - 1]]["source"])
        titles = re.findall(r"<details>\n<summary>(Hint \d)", text)
        assert titles == ["Hint 1", "Hint 2", "Hint 3"]
        assert text.count("</details>") == 3


def test_example_is_able_to_grade():
    """Batch >= 2, D != H, H != B, and nothing zero or equal that could hide a mistake."""
    values = json.loads(
        (ROOT / "exercises/03-lstm-gates/fixtures.json").read_text(encoding="utf-8")
    )["values"]
    (B, D), (_, H) = np.shape(values["x_t"]), np.shape(values["h_prev"])
    assert B >= 2
    assert len({B, D, H}) == 3
    for array in [values["x_t"], values["h_prev"], values["C_prev"], *values["params"].values()]:
        assert np.all(array)
        assert np.ptp(array) > 0


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_solved_release_runs_in_a_fresh_kernel_without_lstm_ref(notebook, tmp_path, run_tool):
    """Nothing of this repository but the folder that is handed out."""
    blocked = tmp_path / "blocked"
    blocked.mkdir()
    (blocked / "lstm_ref.py").write_text("raise ImportError('not on a learner\\'s machine')\n")
    folder = tmp_path / "learner"
    folder.mkdir()
    assignment, name = notebook.split("/")
    for path, content in files(ROOT / "exercises" / assignment).items():
        (folder / path).write_bytes(content)
    solved = json.loads((folder / f"{name}.ipynb").read_text(encoding="utf-8"))
    solutions = cells("solutions", notebook)
    for cell in solved["cells"]:
        if cell["id"] in CONTRACT[notebook]:
            cell["source"] = solutions[cell["id"]]["source"]
    probe = {"cell_type": "code", "id": "probe", "metadata": {}, "outputs": []}
    probe |= {"execution_count": None, "source": "import sys\nprint(sorted(sys.modules))"}
    solved["cells"].append(probe)
    (folder / f"{name}.ipynb").write_text(json.dumps(solved), encoding="utf-8")

    run_tool(
        *("nbconvert", "--to", "notebook", "--execute", "--inplace", f"{name}.ipynb"),
        cwd=folder,
        PYTHONPATH=str(blocked),
    )
    done = json.loads((folder / f"{name}.ipynb").read_text(encoding="utf-8"))
    printed = {
        cell["id"]: "".join("".join(o["text"]) for o in cell["outputs"])
        for cell in done["cells"]
        if cell["cell_type"] == "code"
    }
    for function in CONTRACT[notebook]:
        assert printed[f"test_{function}"] == f"{function} is right.\n"
    assert "'numpy'" in printed["probe"]
    assert "'lstm_ref'" not in printed["probe"]
