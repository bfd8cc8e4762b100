"""The Korean exercises are the English ones in Korean: same code, same tests, words up to date."""

import ast
import io
import json
import re
import shutil
import string
import tokenize
from pathlib import Path

import pytest
import yaml
from nbformat import from_dict
from nbgrader.utils import compute_checksum

from authoring import fixtures
from authoring.assignments import FIXTURES
from authoring.fixtures import in_each_language
from authoring.korean import cells as catalogue
from authoring.korean import release as make_korean
from authoring.korean.particles import ending, misfits
from authoring.records import Text
from tests.helpers.contract import CONTRACT, NOTEBOOKS
from tests.helpers.korean_register import says_whose, slips

ROOT = Path(__file__).parents[2]
HANGUL = re.compile("[가-힣]")
ENGLISH = re.compile(r"\b[A-Za-z]{2,}(?:[ ,]+[A-Za-z]{2,}\b){3,}")  # four words in a row
MENU = "Kernel: Restart Kernel and Run All Cells"
ASSIGNMENTS = [notebook.split("/")[0] for notebook in NOTEBOOKS]


def notebook_of(folder, notebook):
    return json.loads((ROOT / folder / f"{notebook}.ipynb").read_text(encoding="utf-8"))


def pairs(notebook):
    """Yield every English cell with its Korean one."""
    both = [notebook_of(folder, notebook)["cells"] for folder in ("exercises", "exercises/ko")]
    yield from zip(*both, strict=True)


def source(cell):
    return "".join(cell["source"])


# --- the catalogue ------------------------------------------------------------------------------


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_no_korean_cell_is_stale(assignment):
    how = f"bring them up to date, then: make ko-seen-exercises ASSIGNMENT={assignment}"
    assert catalogue.stale(assignment) == [], how


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """A copy of all that the catalogue reads."""
    for folder in ("solutions", "exercises"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    monkeypatch.setattr(catalogue, "ROOT", tmp_path)
    return tmp_path


def change(root, cell_id, old, new):
    path = root / "exercises/03-lstm-gates/lstm_gates.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    (cell,) = [cell for cell in notebook["cells"] if cell["id"] == cell_id]
    assert source(cell).count(old) == 1
    cell["source"] = source(cell).replace(old, new)
    path.write_text(json.dumps(notebook), encoding="utf-8")


@pytest.mark.parametrize(
    ("cell_id", "old", "new"),
    [
        ("title", "There are 30 points.", "There are 31 points."),
        ("forget_gate", "which fraction of", "what fraction of"),
        ("setup", "# Sigmoid and tanh", "# The sigmoid and tanh"),
    ],
)
def test_a_changed_english_cell_is_named_until_it_has_been_seen(copied, cell_id, old, new, capsys):
    change(copied, cell_id, old, new)
    assert catalogue.stale("03-lstm-gates") == [f"{cell_id}: the English cell has changed"]
    before = catalogue.path_of("03-lstm-gates").read_text(encoding="utf-8")
    assert catalogue.main("03-lstm-gates") == 0
    assert capsys.readouterr().out == f"{cell_id}: up to date\n"
    assert catalogue.stale("03-lstm-gates") == []
    after = catalogue.path_of("03-lstm-gates").read_text(encoding="utf-8")
    changed = [a for a, b in zip(before.splitlines(), after.splitlines(), strict=True) if a != b]
    assert len(changed) == 1  # the hash and nothing else


def test_a_cell_without_korean_words_and_a_word_without_a_cell_are_named(copied):
    path = catalogue.path_of("03-lstm-gates")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\ninput_gate:", "\ninput_door:"), encoding="utf-8")
    assert catalogue.stale("03-lstm-gates") == [
        "input_door: no such English cell",
        "input_gate: has no Korean words",
    ]
    assert catalogue.main("03-lstm-gates") == 1


def test_an_unknown_assignment_is_refused(capsys):
    assert catalogue.main("3") == 2
    assert "One of 01-long-term-dependencies, 02-vanilla-rnn" in capsys.readouterr().out


def test_a_piece_that_is_not_in_its_cell_once_is_refused():
    with pytest.raises(ValueError, match="input_gate: expected once, found 2 times"):
        make_korean.exchanged("a a", [{"en": "a", "ko": "b"}], "input_gate")


# --- the notebooks ------------------------------------------------------------------------------


def bare(code):
    """Return code without comments, and with every text and docstring made empty."""
    tree = ast.parse(code)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return ast.unparse(tree)


def words_in(code):
    """Return the comments and texts of code."""
    tokens = tokenize.generate_tokens(io.StringIO(code).readline)
    return [t.string for t in tokens if t.type in (tokenize.COMMENT, tokenize.STRING)]


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_code_is_equal_but_for_words_and_tests_are_equal(notebook):
    tests = 0
    for english, korean in pairs(notebook):
        assert (english["id"], english["cell_type"]) == (korean["id"], korean["cell_type"])
        if english["cell_type"] != "code":
            assert english["metadata"] == korean["metadata"]
            continue
        metas = [dict(cell["metadata"].get("nbgrader", {})) for cell in (english, korean)]
        if catalogue.is_test(english):
            tests += 1
            assert english == korean
        sums = [meta.pop("checksum") for meta in metas]
        assert metas[0] == metas[1]
        assert sums[1] == compute_checksum(from_dict({**korean, "source": source(korean)}))
        assert bare(source(english)) == bare(source(korean))
    assert tests == len(CONTRACT[notebook])


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_the_notebook_says_its_language_and_the_folder_does(notebook):
    korean, english = notebook_of("exercises/ko", notebook), notebook_of("exercises", notebook)
    assert korean["metadata"] == english["metadata"] | {"natural_language": "ko"}
    folders = [(ROOT / folder / notebook).parent for folder in ("exercises", "exercises/ko")]
    texts = [(folder / "fixtures.json").read_text(encoding="utf-8") for folder in folders]
    assert json.loads(texts[1]) == json.loads(texts[0]) | {"language": "ko"}
    assert len({(folder / "checks.py").read_bytes() for folder in folders}) == 1
    assert len({tuple(sorted(p.name for p in folder.iterdir())) for folder in folders}) == 1


FENCE = re.compile(r"```.*?```", re.DOTALL)
FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$\n]+\$", re.DOTALL)
SPAN = re.compile(r"`[^`\n]+`")


def facts(text):
    """Return what of a Markdown cell is no prose: code, formulas, headings, rows, points."""
    text = re.sub(r"\\text\{[^}]*\}", r"\\text{}", text)
    fences = [re.sub(r"#.*", "#", block) for block in FENCE.findall(text)]
    prose = FENCE.sub("", text)
    formulas = [" ".join(formula.split()) for formula in FORMULA.findall(prose)]
    formulas = [m for f in formulas for m in re.split(r"(?<=\w), (?=\$)", f)]
    return {
        "fences": fences,
        "formulas": sorted({*formulas}),
        "spans": sorted({*SPAN.findall(FORMULA.sub("", prose))}),
        "headings": re.findall(r"^#+ (?:\d\.)?", prose, re.MULTILINE),
        "rows": len(re.findall(r"^\|", prose, re.MULTILINE)),
        "hints": prose.count("<details>"),
        "points": re.findall(r"(\d+)(?: points\)|점\))", prose),
    }


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_markdown_keeps_its_formulas_code_tables_and_points(notebook):
    for english, korean in pairs(notebook):
        if english["cell_type"] == "markdown":
            assert facts(source(english)) == facts(source(korean)), english["id"]
            titles = re.findall(r"<summary>(힌트 \d)", source(korean))
            assert titles == ["힌트 1", "힌트 2", "힌트 3"][: len(titles)]


def prose(text):
    """Return the words of a Markdown cell."""
    return SPAN.sub("x", FORMULA.sub("x", FENCE.sub("", text))).replace(MENU, "")


def korean_texts(notebook):
    """Yield cell id and everything in it that has to be Korean."""
    for _, cell in pairs(notebook):
        if cell["cell_type"] == "markdown":
            yield cell["id"], source(cell)
        elif not catalogue.is_test(cell) and catalogue.has_words(source(cell)):
            yield cell["id"], "\n".join(words_in(source(cell)))


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_no_english_is_left_in_the_notebooks(notebook):
    for cell_id, text in korean_texts(notebook):
        assert HANGUL.search(text), cell_id
        left = ENGLISH.findall(re.sub(r"W_\w+|b_\w+", "", prose(text)))
        assert not left, f"{cell_id}: {left}"


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_the_notebooks_are_polite_and_their_particles_fit(notebook):
    for cell_id, text in korean_texts(notebook):
        assert list(slips(prose(text))) == [], cell_id
        assert list(misfits(FENCE.sub("", text))) == [], cell_id


# --- the words of the tests ---------------------------------------------------------------------


def fields(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


PHRASES = yaml.safe_load(fixtures.PHRASES.read_text(encoding="utf-8"))


def test_both_languages_have_the_same_phrases_with_the_same_gaps():
    for key, both in PHRASES.items():
        assert set(both) == {"en", "ko"}, key
        assert fields(both["en"]) == fields(both["ko"]), key
        blank = both["en"].startswith(" ") and not key.startswith("and")
        assert blank == both["ko"].startswith(" "), key
        assert both["en"].endswith("\n") == both["ko"].endswith("\n"), key


def test_checks_py_holds_no_sentence():
    """But for those of NumPy, which it reads: in a comparison or an expression to search for."""
    tree = ast.parse((ROOT / "exercises/03-lstm-gates/checks.py").read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docstrings = {
        ast.get_docstring(n, clean=False) for n in ast.walk(tree) if isinstance(n, documented)
    }
    calls = (n for n in ast.walk(tree) if isinstance(n, ast.Call))
    sought = [call for call in calls if ast.unparse(call.func).startswith("re.")]
    read = [*sought, *(n for n in ast.walk(tree) if isinstance(n, ast.Compare))]
    texts = texts_in(tree) - docstrings - {text for node in read for text in texts_in(node)}
    assert [t for t in texts if re.search("[a-z]{2,} [a-z]{2,}", t)] == []


def texts_in(tree):
    constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {node.value for node in constants if isinstance(node.value, str)}


def test_every_phrase_is_said_somewhere():
    code = (ROOT / "exercises/03-lstm-gates/checks.py").read_text(encoding="utf-8")
    said = {key for key in PHRASES if f'"{key}"' in code}
    parts = {"_".join(key.split("_")[1:]) for key in PHRASES if key.startswith("part_")}
    tests = "".join(
        source(cell) for n in NOTEBOOKS for cell in notebook_of("exercises", n)["cells"]
    )
    said |= {f"part_{part}" for part in parts if re.search(rf"\b{part}=", tests)}
    said |= {f"{half}_right" for half in ("forward_half", "backward_half")}
    assert set(PHRASES) - said == set()


def test_a_message_without_korean_words_is_english_and_one_line_says_so(capsys):
    assert in_each_language(Text("a new one", "새 문장"), "where") == {
        "en": "a new one",
        "ko": "새 문장",
    }
    assert capsys.readouterr().err == ""
    assert in_each_language(Text("a new one"), "here, no-i") == {
        "en": "a new one",
        "ko": "a new one",
    }
    line = "here, no-i: no Korean words yet, the English ones stand in\n"
    assert capsys.readouterr().err == line


def test_words_are_filled_into_both_languages():
    both = Text("{r} is {what}.", "{r}는 {what}.").filled(r="h", what=Text("wrong", "틀림"))
    assert both == Text("h is wrong.", "h는 틀림.")


@pytest.mark.parametrize("folder", ASSIGNMENTS)
def test_every_text_of_the_shipped_course_has_korean_words(folder, capsys):
    FIXTURES[folder]()
    assert capsys.readouterr().err == ""


def words_of(assignment):
    """Yield the key and both languages of all words in fixtures.json but for those of flags."""
    path = ROOT / "solutions" / assignment / "fixtures.json"
    for function, spec in json.loads(path.read_text(encoding="utf-8"))["functions"].items():
        yield f"{function} hint", spec["hint"]
        yield from ((f"{function} {key}", both) for key, both in spec["mistakes"].items())
        for probe in spec["probes"]:
            assert probe["when"]["ko"].endswith("때"), probe["when"]
            assert not probe["look"]["ko"].endswith("."), probe["look"]
            yield from ((f"{function} {key}", probe[key]) for key in ("when", "look"))


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_messages_are_korean_and_polite_and_their_particles_fit(assignment):
    for key, both in words_of(assignment):
        text = both["ko"]
        assert HANGUL.search(text), key
        assert not ENGLISH.search(text), f"{key}: {text}"
        assert list(slips(text)) == [], f"{key}: {text}"
        assert key.endswith(" look") or says_whose(both["en"], text), f"{key}: {text}"
        assert list(misfits(text)) == [], key
    for function, spec in json.loads(
        (ROOT / "solutions" / assignment / "fixtures.json").read_text(encoding="utf-8")
    )["functions"].items():
        messages = [both["ko"] for both in spec["mistakes"].values()]
        assert len(set(messages)) == len(messages), function


@pytest.mark.parametrize("key", PHRASES)
def test_phrases_are_polite_and_no_particle_stands_behind_a_gap(key):
    text = PHRASES[key]["ko"]
    assert not ENGLISH.search(text)
    assert list(slips(text)) == []
    assert says_whose(PHRASES[key]["en"], text)
    known = {"{when}", "{also}"}  # they always end in 때
    for gap, particle in re.findall(r"(\{\w+\})(으로|은|는|이|가|을|를|과|와|로)(?![가-힣])", text):
        assert gap in known, f"{gap}{particle}"


@pytest.mark.parametrize(
    "text",
    [
        "무엇입니까?", "무엇인가요?", "무엇이지요?", "이게 까요?", "맞다.", "반환해요.",
        "배열을 돌려줍니다.", "무엇일까요? 또 무엇입니까?",
    ],
)  # fmt: skip
def test_another_register_is_found(text):
    assert list(slips(text)) != []


@pytest.mark.parametrize(
    "text", ["무엇일까요?", "처음대로 되돌리세요.", "배열을 반환합니다. 왜 그럴까요?"]
)
def test_the_register_of_the_course(text):
    assert list(slips(text)) == []


@pytest.mark.parametrize(
    ("korean", "whose"),
    [
        ("게이트가 셀 상태를 봅니다.", False),
        ("상태가 둘 있습니다.", False),
        ("여러분의 게이트는 셀 상태를 봅니다.", True),
        ("셀 상태를 썼습니다.", True),
        ("거꾸로 읽고 있습니다.", True),
    ],
)
def test_korean_says_that_a_mistake_is_the_learners(korean, whose):
    assert says_whose("your gates look at the cell state.", korean) is whose
    assert says_whose("a gate looks at the cell state.", korean)


def test_the_guide_names_the_register():
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert all(word in guide for word in ("-ㄹ까요?", "반환하다", "여러분의"))


@pytest.mark.parametrize(
    ("text", "sound"),
    [("W_h", "vowel"), ("`lstm_step`", "other"), ("$h_0$", "other"), ("$C_1$", "rieul"),
     ("형태(shape)", "vowel"), ("h_t (B, H)", "vowel"), ("LSTM", "other"), ("b_n", "other")],
)  # fmt: skip
def test_how_names_are_read(text, sound):
    assert ending(text) == sound


def test_a_particle_that_does_not_fit_is_found():
    assert len(list(misfits("W_h은 LSTM를 h_prev과 같은 $h_{t-1}$과"))) == 4
    assert list(misfits("W_h는 LSTM을 h_prev와 1로")) == []


# --- in a learner's hands -----------------------------------------------------------------------


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_the_korean_folder_speaks_korean(solutions, korean_releases, notebook):
    release = korean_releases[notebook]
    for function, (_, points) in CONTRACT[notebook].items():
        test = f"test_{function}"
        untouched = release.grade({}, only=test)[test]
        assert untouched.points == 0
        assert untouched.message.startswith(f"아직 맞지 않습니다. {function} 함수를 작성하지")
        assert untouched.shown == f"{points}점 중 0점"
        solved = release.grade(solutions[notebook].solved, only=test)[test]
        assert solved.points == points
        assert solved.shown.startswith(f"{points}점 중 {points}점; 그중 ")


def test_a_kernel_and_validate_speak_the_language_of_the_folder(tmp_path, run_tool):
    """As a learner runs them: nothing but the folder that is handed out."""
    folder = tmp_path / "02-vanilla-rnn"
    shutil.copytree(ROOT / "exercises/ko/02-vanilla-rnn", folder)
    notebook = str(folder / "vanilla_rnn.ipynb")
    said = " ".join(run_tool("nbgrader", "validate", notebook, cwd=folder).split())
    assert "아직 맞지 않습니다. rnn_step 함수를 작성하지 않았습니다." in said
    assert "Not yet" not in said
    run_tool("nbconvert", "--to", "notebook", "--execute", "--inplace", notebook, cwd=folder)
    done = json.loads(Path(notebook).read_text(encoding="utf-8"))
    assert done["metadata"]["natural_language"] == "ko"
    (cell,) = [cell for cell in done["cells"] if cell["id"] == "test_rnn_step"]
    *printed, result = cell["outputs"]  # text may come in pieces
    assert "".join("".join(o["text"]) for o in printed).startswith(
        "아직 맞지 않습니다. rnn_step 함수를"
    )
    assert "".join(result["data"]["text/html"]) == "In [2]: 5점 중 0점"


def test_a_language_that_nobody_speaks_is_english(load_checks, monkeypatch):
    checks = load_checks("02-vanilla-rnn/vanilla_rnn")
    assert checks.language() == "en"
    monkeypatch.setenv("EXERCISES_LANGUAGE", "ko")
    assert checks.say("right", checks.language(), name="f") == "f 함수가 맞습니다."
    monkeypatch.setenv("EXERCISES_LANGUAGE", "tlh")
    assert checks.say("right", checks.language(), name="f") == "f is right."


def test_nbgrader_takes_no_catalogue_for_an_assignment():
    """Folders in solutions/ are assignments, in nbgrader's lists too: the catalogue is files."""
    folders = [path.name for path in (ROOT / "solutions").iterdir() if path.is_dir()]
    assert sorted(folders) == sorted([*ASSIGNMENTS])
