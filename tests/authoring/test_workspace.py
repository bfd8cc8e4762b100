"""A learner's own folder: what a learner wrote stays, whatever the project and the machine do."""

import contextlib
import errno
import json
import os
import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

import authoring.__main__ as command
from authoring.workspace import layout
from authoring.workspace.items import items
from authoring.workspace.layout import UnknownItemError, fresh, lay_out

ROOT = Path(__file__).parents[2]
NAME = "exercises/02-vanilla-rnn"
FILES = ("vanilla_rnn.ipynb", "checks.py", "fixtures.json")
KOREAN = "exercises/ko/05-lstm"
ANSWER = "return 'mine'"
BEFORE = re.compile(r"before-\d{4}-\d{2}-\d{2}(-\d+)?")


def git(root, *arguments):
    author = {
        f"GIT_{who}_{what}": "a" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    done = ["git", *arguments]
    subprocess.run(done, cwd=root, check=True, capture_output=True, env=os.environ | author)


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """A small project: two assignments, one of them in Korean, and a chapter in both languages."""
    root = tmp_path_factory.mktemp("original") / "project"
    for name in (NAME, KOREAN):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for language in ("en", "ko"):
        folder = root / "book" / language
        folder.mkdir(parents=True)
        (folder / "edition.yml").write_text("", encoding="utf-8")
        (folder / "02-vanilla-rnn.md").write_text(f"# {language}\n", encoding="utf-8")
    git(root, "init", "--quiet")
    publish(root)
    return root


@pytest.fixture
def project(original, tmp_path):
    """The small project, for one test alone."""
    return shutil.copytree(original, tmp_path / "project")


def publish(root):
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--allow-empty", "--message", "a release")


def release(root, number=2):
    """Publish another release, in which each file of the assignment differs."""
    for name in FILES:
        path = root / NAME / name
        path.write_bytes(path.read_bytes() + b"\n" * number)
    publish(root)


@pytest.fixture
def work(project):
    """A learner's folder, laid out."""
    folder = project / "work"
    lay_out(project, folder)
    return folder


def answer(path, text=ANSWER):
    """Write an answer into a notebook, as a learner does."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cell = next(cell for cell in notebook["cells"] if cell["id"] == "rnn_step")
    cell["source"] = f"def rnn_step(x_t, h_prev, W_x, W_h, b):\n    {text}\n"
    path.write_text(json.dumps(notebook), encoding="utf-8")


def content(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".laid.json"
    }


def test_chapters_and_exercises_are_laid_out_and_no_solution(project):
    said = lay_out(project, project / "work")
    assert said == [
        "work/ is yours: the chapters and the exercises. What you write there stays.",
        "work/ 폴더에 장과 연습 문제를 복사했습니다. 여기에 쓴 것은 덮어쓰지 않습니다.",
    ]
    expected = {"chapters/02-vanilla-rnn.md": b"# en\n", "chapters/ko/02-vanilla-rnn.md": b"# ko\n"}
    for folder in (NAME, KOREAN):
        expected |= {f"{folder}/{n}": each for n, each in content(project / folder).items()}
    assert content(project / "work") == expected


def test_the_course_lays_out_every_page_and_assignment_and_nothing_of_solutions():
    found = {name: each for item in items(ROOT) for name, each in item.files.items()}
    for language, place in (("en", ""), ("ko", "ko/")):
        pages = {path.name for path in (ROOT / "book" / language).glob("*.md")}
        assert {f"chapters/{place}{name}" for name in pages} <= set(found)
        released = {p.name for p in (ROOT / "exercises" / place).glob("[0-9]*/")}
        assert len(released) == 6
        assert {f"exercises/{place}{name}/checks.py" for name in released} <= set(found)
    notebooks = [each.decode() for name, each in found.items() if name.endswith(".ipynb")]
    assert len(notebooks) == 12
    assert not [text for text in notebooks if re.search("(BEGIN|END) (SOLUTION|HIDDEN)", text)]


def test_a_second_time_nothing_is_written_or_said(project, work):
    answer(work / NAME / FILES[0])
    before = {path: path.stat().st_mtime_ns for path in work.rglob("*")}
    assert lay_out(project, work) == []
    assert {path: path.stat().st_mtime_ns for path in work.rglob("*")} == before


def test_what_nobody_has_touched_is_renewed(project, work):
    release(project)
    said = lay_out(project, work)
    assert said == [f"{NAME}: brought up to date. You had changed nothing in it."]
    assert content(work / NAME) == content(project / NAME)
    release(project)
    (project / "book/ko/02-vanilla-rnn.md").write_text("# new\n", encoding="utf-8")
    (project / "book/ko/09-more.md").write_text("# more\n", encoding="utf-8")
    publish(project)
    assert len(lay_out(project, work)) == 3
    assert content(work / NAME) == content(project / NAME)
    assert (work / "chapters/ko/02-vanilla-rnn.md").read_text(encoding="utf-8") == "# new\n"
    assert (work / "chapters/ko/09-more.md").read_text(encoding="utf-8") == "# more\n"


@pytest.mark.parametrize("touched", FILES)
def test_an_assignment_of_which_one_file_was_touched_stays_as_a_whole(project, work, touched):
    with (work / NAME / touched).open("a", encoding="utf-8") as file:
        file.write("\n# mine\n")
    before = content(work)
    release(project)
    newer = f"{NAME}: a newer version is there. `make fresh NAME=02-vanilla-rnn` fetches it and"
    for _ in range(2):
        [said] = lay_out(project, work)
        assert said == f"{newer} keeps yours."
        assert content(work) == before


def test_a_chapter_that_was_touched_stays_and_its_own_language_says_so(project, work):
    mine = work / "chapters/ko/02-vanilla-rnn.md"
    mine.write_text("# 내 메모\n", encoding="utf-8")
    (project / "book/ko/02-vanilla-rnn.md").write_text("# new\n", encoding="utf-8")
    publish(project)
    [said] = lay_out(project, work)
    assert "새 버전" in said
    assert "`make fresh NAME=chapters/ko/02-vanilla-rnn.md`" in said
    assert mine.read_text(encoding="utf-8") == "# 내 메모\n"


def test_a_lost_file_comes_back_where_it_fits_the_notebook(project, work):
    answer(work / NAME / FILES[0])
    (work / NAME / "checks.py").unlink()
    lay_out(project, work)
    assert (work / NAME / "checks.py").read_bytes() == (project / NAME / "checks.py").read_bytes()
    (work / NAME / "checks.py").unlink()
    release(project)
    lay_out(project, work)
    assert not (work / NAME / "checks.py").exists()


@pytest.mark.parametrize("ledger", [None, b"", b"{", b"[1]", b'{"a": 3}', b"\xff"])
def test_where_it_is_not_known_what_was_laid_out_nothing_is_overwritten(project, work, ledger):
    (work / ".laid.json").unlink()
    if ledger is not None:
        (work / ".laid.json").write_bytes(ledger)
    before = content(work)
    release(project)
    assert "a newer version" in lay_out(project, work)[0]
    assert content(work) == before


@pytest.mark.parametrize("committed", [False, True])
def test_answers_written_into_the_project_itself_come_along_and_stay(project, committed):
    released = content(project / NAME)
    answer(project / NAME / FILES[0])
    if committed:
        publish(project)
    lay_out(project, project / "work")
    for name, each in released.items():  # as `make exercises` does
        (project / NAME / name).write_bytes(each)
    publish(project)
    lay_out(project, project / "work")
    assert ANSWER in (project / "work" / NAME / FILES[0]).read_text(encoding="utf-8")


def test_notes_written_into_the_project_itself_stay(project):
    """A note has no checksum of nbgrader's: git knows of it."""
    page = project / "book/en/02-vanilla-rnn.md"
    page.write_text("# mine\n", encoding="utf-8")
    lay_out(project, project / "work")
    git(project, "checkout", "--", "book")
    lay_out(project, project / "work")
    mine = project / "work/chapters/02-vanilla-rnn.md"
    assert mine.read_text(encoding="utf-8") == "# mine\n"


def test_without_git_nothing_is_renewed(project):
    shutil.rmtree(project / ".git")
    lay_out(project, project / "work")
    before = content(project / "work")
    for name in FILES:
        (project / NAME / name).write_bytes(b"{}")
    assert lay_out(project, project / "work") == []
    assert content(project / "work") == before


def test_copies_of_files_that_are_read_only_can_be_written(project):
    for path in (project / NAME).iterdir():
        path.chmod(0o444)
    lay_out(project, project / "work")
    for path in (project / "work" / NAME).iterdir():
        assert path.stat().st_mode & stat.S_IWUSR, path.name


# --- a fresh copy -------------------------------------------------------------------------------


def kept_in(folder):
    return sorted(path.name for path in folder.iterdir() if BEFORE.fullmatch(path.name))


def test_a_fresh_copy_keeps_the_old_files_together(project, work):
    answer(work / NAME / FILES[0])
    (work / NAME / "my_helper.py").write_text("x = 1\n", encoding="utf-8")
    old = content(work / NAME)
    release(project)
    kept, said = fresh(project, work, "02-vanilla-rnn")
    [folder] = kept_in(work / NAME)
    assert kept == f"Your files are in {NAME}/{folder}."
    assert said == f"{NAME}: a fresh copy is there."
    assert content(work / NAME / folder) == {name: old[name] for name in FILES}
    for name in FILES:
        assert (work / NAME / name).read_bytes() == (project / NAME / name).read_bytes()
    assert (work / NAME / "my_helper.py").exists()
    assert lay_out(project, work) == []
    release(project)  # the fresh copy is the project's: it is renewed again
    assert "brought up to date" in lay_out(project, work)[0]


def test_fresh_copies_on_one_day_overwrite_no_earlier_one(project, work):
    for number in range(3):
        answer(work / NAME / FILES[0], f"return {number}")
        fresh(project, work, NAME)
    folders = kept_in(work / NAME)
    texts = [(work / NAME / f / FILES[0]).read_text(encoding="utf-8") for f in folders]
    assert [re.search(r"return (\d)", text)[1] for text in texts] == ["0", "1", "2"]


def test_a_name_that_somebody_takes_in_the_same_second_is_left_to_them(project, work, monkeypatch):
    rename, taken = os.rename, []

    def late(source, target):
        if not taken:
            taken.append(Path(target))
            taken[0].mkdir()
            (taken[0] / "theirs").write_text("theirs", encoding="utf-8")
        return rename(source, target)

    answer(work / NAME / FILES[0])
    monkeypatch.setattr(layout.os, "rename", late)
    fresh(project, work, NAME)
    assert content(taken[0]) == {"theirs": b"theirs"}
    assert ANSWER in (taken[0].with_name(f"{taken[0].name}-2") / FILES[0]).read_text("utf-8")


def test_a_fresh_copy_of_what_is_unchanged_does_nothing(project, work):
    before = content(work)
    [said] = fresh(project, work, KOREAN)
    assert said == f"{KOREAN}: 지금 있는 사본이 가장 새것이고, 고친 것도 없습니다."
    assert content(work) == before


def test_a_fresh_copy_is_not_called_so_where_the_project_itself_was_edited(project, work):
    answer(project / NAME / FILES[0])
    *_, said = fresh(project, work, NAME)
    assert "Somebody has edited it there" in said


def test_an_unknown_name_is_answered_with_those_there_are(project, work):
    with pytest.raises(UnknownItemError) as error:
        fresh(project, work, "03")
    assert str(error.value).splitlines() == [
        "There is nothing called '03'. What there is:",
        "chapters/02-vanilla-rnn.md",
        "chapters/ko/02-vanilla-rnn.md",
        "02-vanilla-rnn",
        "ko/05-lstm",
    ]


# --- stopped in between -------------------------------------------------------------------------


class Stops:
    """Stops the n-th step that changes a file or a name, once, as a full disk or Ctrl-C would."""

    def __init__(self, monkeypatch, error, number):
        self.error, self.left = error, number
        self.write = Path.write_bytes
        monkeypatch.setattr(Path, "write_bytes", lambda path, data: self.half(path, data))
        for name in ("replace", "rename"):
            monkeypatch.setattr(layout.os, name, self.stopping(getattr(os, name)))

    @property
    def reached(self):
        return self.left < 0

    def half(self, path, data):
        self.left -= 1
        if self.left == -1:
            self.write(path, data[: len(data) // 2])
            raise self.error
        return self.write(path, data)

    def stopping(self, step):
        def run(*arguments):
            self.left -= 1
            if self.left == -1:
                raise self.error
            return step(*arguments)

        return run


FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("error", [FULL, KeyboardInterrupt()], ids=["full", "interrupted"])
@pytest.mark.parametrize("number", range(9))
@pytest.mark.parametrize("kind", ["lay_out", "fresh"])
def test_whatever_stops_it_no_file_is_half_and_no_answer_lost(
    project, work, monkeypatch, error, number, kind
):
    old = content(work / NAME)
    if kind == "fresh":
        answer(work / NAME / FILES[0])
        old = content(work / NAME)
    release(project)
    new = content(project / NAME)
    run = {
        "lay_out": lambda: lay_out(project, work),
        "fresh": lambda: fresh(project, work, NAME),
    }[kind]
    with monkeypatch.context() as patched:
        stops = Stops(patched, error, number)
        with contextlib.suppress(OSError, KeyboardInterrupt):
            run()
    assert stops.reached == (number < 8 + (kind == "fresh"))
    there = content(work / NAME)
    assert not [name for name in content(work) if name.startswith(".") or "/." in name]
    for name in FILES:
        assert there[name] in (old[name], new[name])
    assert old[FILES[0]] in there.values() or kind == "lay_out"
    if kind == "fresh" and there[FILES[0]] == old[FILES[0]]:
        assert {name: there[name] for name in FILES} == old  # no new check beside an old notebook
    if kind == "lay_out":  # what was written before the stop is known to be the project's
        release(project)
        new = content(project / NAME)
    run()
    assert {name: content(work / NAME)[name] for name in FILES} == new
    assert old[FILES[0]] in content(work / NAME).values() or kind == "lay_out"


# --- the commands -------------------------------------------------------------------------------


@pytest.fixture
def here(project, monkeypatch):
    """Let the command work in the small project."""
    monkeypatch.setattr(command, "ROOT", project)
    monkeypatch.setattr(command, "WORK", project / "work")
    return project / "work"


def test_the_commands_say_what_they_did(here, capsys):
    assert command.main(["work"]) == 0
    assert "work/ is yours" in capsys.readouterr().out
    answer(here / NAME / FILES[0])
    assert command.main(["fresh", "02-vanilla-rnn"]) == 0
    assert "a fresh copy is there" in capsys.readouterr().out
    assert command.main(["fresh", "nothing"]) == 2
    assert "There is nothing called 'nothing'" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_one_sentence(here, capsys):
    here.write_text("a file of this name\n", encoding="utf-8")
    assert command.main(["work"]) == 1
    english, korean = capsys.readouterr().err.splitlines()
    assert english.startswith("work could not be written: ")
    assert korean.startswith("work에 쓰지 못했습니다: ")
    assert here.read_text(encoding="utf-8") == "a file of this name\n"


@pytest.mark.needs("make")
def test_make_opens_the_folder_and_clean_leaves_it():
    def shown(*arguments):
        done = ["make", "--dry-run", "--no-print-directory", *arguments]
        return subprocess.run(done, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    old = ["--assume-old=.venv/lab.installed", "--assume-old=.venv/exercises.installed"]
    *_, laid, _, opened = shown(*old, "lab").splitlines()
    assert laid == ".venv/bin/python -m authoring work"
    assert opened == ".venv/bin/jupyter lab --ServerApp.root_dir=work"
    assert shown(*old, "lab", "LAB=.").endswith("--ServerApp.root_dir=.\n")
    assert shown(*old, "fresh", "NAME=ko/05-lstm").endswith("-m authoring fresh ko/05-lstm\n")
    assert "work" not in shown("clean")


def test_git_ignores_the_folder():
    asked = ["git", "check-ignore", "--quiet", "work/exercises/02-vanilla-rnn/vanilla_rnn.ipynb"]
    assert subprocess.run(asked, cwd=ROOT, check=False).returncode == 0
