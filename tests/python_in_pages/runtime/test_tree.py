"""A folder takes the place of another wholly or not at all; a broken size is taken again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from python_in_pages.runtime import tree


@pytest.mark.parametrize("how", ["gone", "empty", "wrong"])
def test_a_size_that_cannot_be_read_in_the_cache_is_taken_again(cache, tmp_path, how):
    file = tmp_path / "page.js"
    file.write_text("some text " * 100, encoding="utf-8")
    size = tree.wire(file, "a hash", cache)
    (kept,) = cache.folder.glob("made/*/*")
    kept.unlink() if how == "gone" else kept.write_text("" if how == "empty" else "many")
    for _ in range(2):
        assert tree.wire(file, "a hash", cache) == size == int(kept.read_text())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder that is there already."""
    (tmp_path / "site" / "python" / "old").mkdir(parents=True)
    return tmp_path / "site" / "python"


def replace(folder: Path) -> None:
    with tree.in_place_of(folder) as empty:
        (empty / "new").mkdir()


def test_a_folder_takes_the_place_of_another_or_of_none(folder):
    for place in (folder, folder.with_name("another")):
        replace(place)
        assert [path.name for path in place.iterdir()] == ["new"]
    assert sorted(path.name for path in folder.parent.iterdir()) == ["another", "python"]


@pytest.mark.parametrize(
    ("step", "stays"), [("old is away", "old"), ("new is away", "old"), ("new is there", "new")]
)
def test_an_interruption_at_any_step_leaves_one_whole_folder(folder, monkeypatch, step, stays):
    rename = Path.rename

    def interrupted(self, target):
        is_first = self == folder
        if step == "new is away" and not is_first:
            monkeypatch.undo()
            raise KeyboardInterrupt
        moved = rename(self, target)
        if step == ("old is away" if is_first else "new is there"):
            monkeypatch.undo()
            raise KeyboardInterrupt
        return moved

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        replace(folder)
    assert [path.name for path in folder.iterdir()] == [stays]
    assert [path.name for path in folder.parent.iterdir()] == ["python"]


def test_what_a_killed_build_has_left_goes(folder):
    with tree.in_place_of(folder) as empty:
        unfinished = empty.parent
        shutil.copytree(unfinished, killed := Path(f"{unfinished}-killed"))
    assert killed.is_dir()
    replace(folder)
    assert [path.name for path in folder.parent.iterdir()] == ["python"]
