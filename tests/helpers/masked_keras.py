"""What Keras returns at masked steps; ``python -m tests.helpers.masked_keras`` prints it.

A process has one backend, so that another one needs a process of its own.
"""

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import keras
import numpy as np

ROOT = Path(__file__).parents[2]
FIRST, LAST = [[False, False, True, True]], [[True, True, False, False]]
START = 0.5


def layer(kind="LSTM", **flags):
    """A layer of one unit that returns everything, with weights that no seed changes."""
    constant = keras.initializers.Constant(0.1)
    flags = {"kernel_initializer": constant, "recurrent_initializer": constant} | flags
    return getattr(keras.layers, kind)(1, return_sequences=True, return_state=True, **flags)


def numbers(array):
    return keras.ops.convert_to_numpy(array)


def run(mask, kind="LSTM", **flags):
    """The outputs of four steps from h_0 = 0.5, and the last hidden state."""
    x = np.random.default_rng(0).normal(size=(1, 4, 2)).astype(np.float32)
    start = [np.full((1, 1), START, np.float32) for _ in range(2 if kind == "LSTM" else 1)]
    h, last_h, *_ = layer(kind, **flags)(x, initial_state=start, mask=np.array(mask))
    return numbers(h)[0, :, 0], numbers(last_h)[0, 0]


def name_of(rows, **known):
    """The one of the known numbers that both rows are."""
    (name,) = [name for name, number in known.items() if (rows == np.float32(number)).all()]
    return name


def cells(kind, unroll):
    """A row of the page's table: False first, and False last with zeros asked for."""
    first, last_h = run(FIRST, kind, unroll=unroll)
    last, _ = run(LAST, kind, unroll=unroll, zero_output_for_mask=True)
    assert first[3] == last_h != START
    return [
        name_of(first[:2], h_0=START, zero=0),
        name_of(last[2:], h_2=last[1], zero=0),
    ]


def unrolled_backward(kind):
    """The error of an unrolled layer that reads backward under a mask, or nothing."""
    try:
        run(FIRST, kind, unroll=True, go_backwards=True)
    except AttributeError as error:
        return type(error).__name__
    return ""


@cache
def facts():
    """All that the page says of this backend, from both layers."""
    kinds = ("LSTM", "SimpleRNN")
    states = [str(run(FIRST, "LSTM", unroll=unroll)[1]) for unroll in (False, True)]
    return {
        "backend": keras.backend.backend(),
        "version": keras.__version__,
        "loop": [cells(kind, unroll=False) for kind in kinds],
        "unrolled": [cells(kind, unroll=True) for kind in kinds],
        "error": [unrolled_backward(kind) for kind in kinds],
        "outputs": [run(FIRST)[0][2:].tolist(), run(FIRST, unroll=True)[0][2:].tolist()],
        "states": states,
    }


@cache
def facts_of(backend):
    """The same of another backend, from a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.helpers.masked_keras"],
        cwd=ROOT,
        env=os.environ | {"KERAS_BACKEND": backend},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    print(json.dumps(facts()))
