"""Training the grid: what is done is kept, what has changed is trained again."""

import json
from dataclasses import asdict, replace
from functools import partial

import numpy as np
import pytest

from lstm_ref.learning import experiments, train_grid
from lstm_ref.learning.experiments import TASKS, Setting, fingerprint, run, settings

SMALL = [Setting("adding", "RNN, tanh", 10, 0.01, seed) for seed in range(3)]
EACH_TASK = [
    *(Setting(name, "LSTM, b_f = 1", TASKS[name].timesteps[0], 0.01, 0) for name in TASKS),
    Setting("adding", "RNN, ReLU", 10, 0.01, 0),
]


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.setattr(train_grid, "RESULTS", tmp_path / "experiments.json")
    monkeypatch.setattr(train_grid, "UNFINISHED", tmp_path / "experiments.unfinished.jsonl")
    monkeypatch.setattr(train_grid, "settings", lambda: iter(SMALL))
    monkeypatch.setattr(train_grid.signal, "signal", lambda *_: None)
    return tmp_path


def results():
    return json.loads(train_grid.RESULTS.read_text(encoding="utf-8"))


def a_run(setting, **more):
    return asdict(setting) | {"loss": 0.5, "of": fingerprint(setting)} | more


def stop_after(monkeypatch, number):
    """Press Ctrl-C when that many trainings are done."""
    shown = []

    def show(_, each):
        shown.append(each)
        if len(shown) == number:
            raise KeyboardInterrupt

    monkeypatch.setattr(train_grid._ProgressLine, "show", show)


def test_who_stops_it_loses_no_run_that_is_done_and_it_goes_on_from_there(
    files, monkeypatch, capsys
):
    with monkeypatch.context() as patch:
        stop_after(patch, 1)
        with pytest.raises(SystemExit, match="130"):
            train_grid.main(1)
    done = len(train_grid.kept(SMALL))
    assert done >= 1
    said = capsys.readouterr().err
    assert "3 trainings: 0 are kept, 3 to do." in said
    assert f"Stopped: {done} of 3 trainings are kept." in said
    assert not train_grid.RESULTS.exists()

    train_grid.main(1)
    said = capsys.readouterr().err
    assert f"3 trainings: {done} are kept, {3 - done} to do." in said
    assert [train_grid._setting(each) for each in results()["runs"]] == SMALL
    for setting, each in zip(SMALL, results()["runs"], strict=True):
        assert each["loss"] == pytest.approx(run(setting)["loss"], rel=1e-3)
    assert [path.name for path in files.iterdir()] == ["experiments.json"]


def test_a_line_that_was_cut_off_costs_that_run_alone(files, monkeypatch, capsys):
    whole, cut = json.dumps(a_run(SMALL[0])), json.dumps(a_run(SMALL[1]))[:40]
    train_grid.UNFINISHED.write_text(f"\n{whole}\n{cut}", encoding="utf-8")
    with monkeypatch.context() as patch:
        stop_after(patch, 2)
        with pytest.raises(SystemExit):
            train_grid.main(1)
    assert "3 trainings: 1 are kept, 2 to do." in capsys.readouterr().err
    assert train_grid.kept(SMALL).keys() == set(SMALL)


def test_when_all_is_there_nothing_is_trained_and_the_file_stays(files, monkeypatch, capsys):
    runs = [a_run(setting) for setting in SMALL]
    on = {"command": train_grid.COMMAND, "machine": "a large one", "numpy": "0.1"}
    train_grid.RESULTS.write_text(json.dumps({"on": on, "runs": runs}), encoding="utf-8")
    monkeypatch.setattr(train_grid, "ProcessPoolExecutor", None)
    monkeypatch.setattr(train_grid, "_train_all", lambda todo, *_: todo and pytest.fail("trains"))
    train_grid.main(1)
    assert "3 trainings: 3 are kept, 0 to do." in capsys.readouterr().err
    assert results()["runs"] == runs
    assert results()["on"]["machine"].startswith("a large one; ")


def other_start(shape, rng):
    return 0.9 * np.eye(shape[0])


CHANGES = {
    "more updates": lambda task: replace(task, updates=task.updates + 1),
    "larger batches": lambda task: replace(task, batch=task.batch + 1),
    "more units": lambda task: replace(task, units={k: n + 1 for k, n in task.units.items()}),
    "another loss": lambda task: replace(task, loss=lambda y, t: (2 * task.loss(y, t)[0],
                                                                 task.loss(y, t)[1])),
    "other sequences": lambda task: replace(task, draw=partial(task.draw, marks="1997")),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_after_a_change_of_one_task_the_runs_of_the_others_are_kept(files, monkeypatch, change):
    runs = [a_run(setting) for setting in EACH_TASK]
    train_grid.RESULTS.write_text(json.dumps({"on": {}, "runs": runs}), encoding="utf-8")
    assert train_grid.kept(EACH_TASK).keys() == set(EACH_TASK)
    monkeypatch.setitem(TASKS, "adding", CHANGES[change](TASKS["adding"]))
    kept = {setting.task for setting in train_grid.kept(EACH_TASK)}
    assert kept == TASKS.keys() - {"adding"}


def test_another_start_is_seen_and_the_networks_without_it_are_kept(files, monkeypatch):
    runs = [a_run(setting) for setting in EACH_TASK]
    train_grid.RESULTS.write_text(json.dumps({"on": {}, "runs": runs}), encoding="utf-8")
    monkeypatch.setattr(experiments, "_identity", other_start)
    assert train_grid.kept(EACH_TASK).keys() == set(EACH_TASK[:-1])


@pytest.mark.parametrize("task", TASKS)
def test_the_committed_runs_are_of_the_tasks_as_they_are(task):
    """A digit may be rounded the other way on another machine: one of three may differ."""
    of = {train_grid._setting(each): each["of"] for each in experiments.load()["runs"]}
    ours = [setting for setting in settings() if setting.task == task]
    some = [ours[0], ours[len(ours) // 2], ours[-1]]
    assert sum(of[setting] == fingerprint(setting) for setting in some) >= 2
