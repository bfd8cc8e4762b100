"""The trainings behind the page "Does it remember?": a grid of settings, and the results.

``train_grid.py`` trains every model on every task (about 25 minutes on one core) and writes what
came out to ``experiments.json`` beside this file; :func:`load` reads it.

A fair comparison: models of one task have about as many weights, the same updates and the same
learning rates to choose from. A score is measured on sequences that no training has seen.

Sources: Hochreiter & Schmidhuber (1997); Le, Jaitly & Hinton (2015); Jozefowicz et al. (2015);
Tallec & Ollivier (2018). Chapter 3.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lstm_ref.layers import LSTM, RecurrentLayer, SimpleRNN
from lstm_ref.learning.losses import mean_squared_error, softmax_cross_entropy
from lstm_ref.learning.optimizers import Adam
from lstm_ref.learning.tasks import adding_problem, continual_stream, recall_first_symbol
from lstm_ref.learning.training import Loss, Readout, fit
from lstm_ref.validation import check_kind, check_mapping, check_size, check_text

__all__ = ["load", "make_layer", "tuned"]

RESULTS: Path = Path(__file__).with_name("experiments.json")
CHRONO = "LSTM, chrono"
EVERY_MODEL = (
    "RNN, tanh", "RNN, ReLU", "LSTM, b_f = 0", "LSTM, b_f = 1", "LSTM, b_f = 3", "LSTM, b_f = 5",
    CHRONO,
)  # fmt: skip


@dataclass(frozen=True)
class Task:
    """How a task is trained and evaluated. Source: :mod:`lstm_ref.learning.tasks`. Chapter 3."""

    draw: Callable[..., tuple[NDArray[Any], NDArray[Any]]]
    loss: Loss
    outputs: int
    units: dict[str, int]  # for about the same number of weights
    batch: int
    updates: int
    timesteps: tuple[int, ...]
    models: tuple[str, ...]
    chance: float


TASKS = {
    "adding": Task(
        adding_problem, mean_squared_error, 1, {"RNN": 35, "LSTM": 17}, 32, 1500, (10, 30, 60),
        EVERY_MODEL[:5], 1 / 6,
    ),
    "adding 1997": Task(
        partial(adding_problem, marks="1997"), mean_squared_error, 1, {"RNN": 35, "LSTM": 17},
        32, 1500, (60,), EVERY_MODEL, 1 / 6,
    ),
    "recall": Task(
        recall_first_symbol, softmax_cross_entropy, 8, {"RNN": 66, "LSTM": 32}, 64, 500,
        (10, 20, 40), EVERY_MODEL, 1 / 8,
    ),
    "stream": Task(
        continual_stream, mean_squared_error, 1, {"LSTM": 17}, 32, 1500, (60,),
        ("LSTM, b_f = 1", "LSTM, no forget gate"), 1 / 12,
    ),
}  # fmt: skip
LEARNING_RATES = (0.001, 0.003, 0.01)
SEEDS = range(5)
EVALUATED, LONG_STREAM = 1000, 1000


@dataclass(frozen=True)
class Setting:
    """One training: everything that its result depends on. Source: this module. Chapter 3."""

    task: str
    model: str
    timesteps: int
    learning_rate: float
    seed: int


def make_layer(model: str, units: int, timesteps: int, seed: int, **arguments: Any) -> Any:
    r"""Return an RNN or LSTM by its name in the tables.

    .. math:: \text{chrono: } b_f = \log u, \quad b_i = -b_f, \quad u \sim U(1, T - 1)

    "RNN, tanh" starts orthogonal, "RNN, ReLU" from the identity. "LSTM, no forget gate" has
    b_f = 30: sigmoid(30) is 1 in float32 and its slope 0, so the gate stays at 1, as in 1997.

    model : a name in TASKS; units : H; timesteps : T, for chrono; seed : of the draw.
    Returns a SimpleRNN or LSTM. Raises ``ValueError`` for an unknown name.

    Source: Le et al. (2015); Jozefowicz et al. (2015); Tallec & Ollivier (2018). Chapter 3.
    """
    check_text("model", model)
    check_size("timesteps", timesteps)
    if model == "RNN, tanh":
        return SimpleRNN(units, seed=seed, **arguments)
    if model == "RNN, ReLU":
        arguments["recurrent_initializer"] = _identity
        return SimpleRNN(units, seed=seed, activation="relu", **arguments)
    biases = {"LSTM, no forget gate": 30.0, CHRONO: 0.0}
    biases |= {f"LSTM, b_f = {b}": float(b) for b in (0, 1, 3, 5)}
    if model not in biases:
        raise ValueError(f"model: expected an RNN or one of {list(biases)}, received {model!r}.")

    def bias(shape: Sequence[int], rng: np.random.Generator) -> NDArray[Any]:
        b = np.zeros((4, units))
        b[1] = biases[model]
        if model == CHRONO:
            b[1] = np.log(rng.uniform(1, timesteps - 1, units))
            b[0] = -b[1]
        return b.reshape(tuple(shape))

    return LSTM(units, bias_initializer=bias, unit_forget_bias=False, seed=seed, **arguments)


def _identity(shape: Sequence[int], rng: np.random.Generator) -> NDArray[Any]:
    return np.eye(shape[0])


def build(setting: Setting) -> Readout:
    """Return the untrained model of a setting. Shapes as its task draws; raises as make_layer.

    Source: this module. Chapter 3.
    """
    task = TASKS[setting.task]
    layer: RecurrentLayer = make_layer(
        setting.model,
        _units(setting),
        setting.timesteps,
        setting.seed,
        return_sequences=setting.task == "stream",
    )
    return Readout(layer, task.outputs, setting.seed)


def _units(setting: Setting) -> int:
    return TASKS[setting.task].units[setting.model.split(",")[0]]


def run(setting: Setting) -> dict[str, float]:
    """Train and evaluate one setting: the loss, for recall also the share that is right.

    For the stream also the loss over 1,000 steps, more than training saw, and the largest |C|
    at their end. x as the task draws.
    Raises as :func:`make_layer`. Source: this module. Chapter 3.
    """
    with np.errstate(over="ignore", invalid="ignore"):  # a run that diverges is a result
        model, _ = _train(setting, TASKS[setting.task].updates)
        return _evaluate(model, setting)


def _train(setting: Setting, updates: int) -> tuple[Readout, list[float]]:
    task, model = TASKS[setting.task], build(setting)
    rng = np.random.default_rng([1, setting.seed])
    losses = fit(model, lambda n: task.draw(task.batch, setting.timesteps, rng), task.loss, updates,
                 Adam(setting.learning_rate), progress=None)  # fmt: skip
    return model, losses


def fingerprint(setting: Setting) -> str:
    """Return 12 letters that change when the result of a setting would.

    They are a hash of the setting, the numbers of its task, the sequences of its first batch, and
    the losses of its first three updates in three digits. So another task, start, loss or
    optimizer is seen; the same formulas written in another way, or another machine, are not.

    setting : Setting. Raises as :func:`make_layer`. Source: this module. Chapter 3.
    """
    task = TASKS[setting.task]
    x, answer = task.draw(task.batch, setting.timesteps, [1, setting.seed])
    numbers = [*asdict(setting).values(), _units(setting), task.outputs, task.batch, task.updates,
               EVALUATED, LONG_STREAM]  # fmt: skip
    losses = [f"{loss:.3g}" for loss in _train(setting, 3)[1]]
    known = json.dumps([numbers, losses]).encode() + x.tobytes() + answer.tobytes()
    return hashlib.sha256(known).hexdigest()[:12]


def _evaluate(model: Readout, setting: Setting) -> dict[str, float]:
    task = TASKS[setting.task]
    x, answer = task.draw(EVALUATED, setting.timesteps, [2, setting.seed])
    y = model(x)
    found = {"loss": task.loss(y, answer)[0]}
    if setting.task == "recall":
        found["right"] = float(np.mean(y.argmax(axis=1) == answer))
    if setting.task == "stream":
        x, answer = task.draw(50, LONG_STREAM, [3, setting.seed])
        found["long loss"] = task.loss(model(x), answer)[0]
        layer = copy.copy(model.layer)
        layer.return_state = True
        found["largest C"] = float(np.abs(layer(x)[2]).max())
    return found


def settings() -> Iterator[Setting]:
    """Go through the whole grid, in the order of the tables. Raises nothing.

    Source: this module. Chapter 3.
    """
    for name, task in TASKS.items():
        for T in task.timesteps:
            for model in task.models:
                for rate in LEARNING_RATES:
                    for seed in SEEDS:
                        yield Setting(name, model, T, rate, seed)


def load() -> dict[str, Any]:
    """Return what the grid gave: "on" (machine, versions) and "runs", one dict a setting.

    Raises ``FileNotFoundError`` where it was never computed. Source: this module. Chapter 3.
    """
    file = files(__package__) / RESULTS.name  # also from a wheel that is not unpacked
    kept: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return kept


def tuned(runs: list[dict[str, Any]], task: str, model: str, timesteps: int) -> dict[str, Any]:
    """Return the learning rate with the lowest median loss, and its runs, one a seed.

    The loss of a run that diverged counts as infinite. runs : from :func:`load`. Returns a dict
    with "learning_rate" and "runs". Raises ``ValueError`` if there is no such run.

    Source: this module. Chapter 3.
    """
    check_kind("runs", runs, (list, tuple), "a list of runs")
    for run in runs:
        check_mapping("runs", run)
    check_text("task", task)
    check_text("model", model)
    wanted = (task, model, check_size("timesteps", timesteps))
    ours = [run for run in runs if (run["task"], run["model"], run["timesteps"]) == wanted]
    if not ours:
        raise ValueError(
            f"runs: expected runs of (task, model, timesteps) {wanted}, received none."
        )
    by_rate: dict[float, list[dict[str, Any]]] = {}
    for each in ours:
        by_rate.setdefault(each["learning_rate"], []).append(each)
    best = min(by_rate, key=lambda rate: _median_loss(by_rate[rate]))
    return {"learning_rate": best, "runs": by_rate[best]}


def _median_loss(runs: list[dict[str, Any]]) -> float:
    losses = [run["loss"] for run in runs]  # None where it diverged
    return float(np.median([np.inf if loss is None else loss for loss in losses]))
