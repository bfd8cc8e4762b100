"""The package as a user has it: its names, the order of arguments, what a wheel carries."""

import inspect
import shutil
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

import lstm_ref

FOLDER = Path(lstm_ref.__file__).parent
ROOT = FOLDER.parent
NAMES = """
    LSTM Adam Bidirectional Constant GlorotUniform Gradients LSTMCache Orthogonal RNNCache Readout
    SimpleRNN adding_problem check_gradients clip_by_global_norm continual_stream fit
    get_initializer join_gates lstm_step lstm_step_backward mean_squared_error recall_first_symbol
    rnn_step rnn_step_backward sigmoid softmax_cross_entropy split_gates tanh
"""
SHARED = """
    units return_sequences return_state go_backwards
    kernel_initializer recurrent_initializer bias_initializer
"""


def test_the_names_of_the_package():
    assert sorted(lstm_ref.__all__) == sorted(NAMES.split())
    assert all(hasattr(lstm_ref, name) for name in NAMES.split())


@pytest.mark.parametrize(
    ("layer", "own"),
    [(lstm_ref.SimpleRNN, "seed activation"), (lstm_ref.LSTM, "unit_forget_bias seed")],
)
def test_the_order_of_a_layers_arguments(layer, own):
    """They may be given by position, so a new one comes last or by name only."""
    arguments = inspect.signature(layer).parameters.values()
    by_position = [each.name for each in arguments if each.kind is each.POSITIONAL_OR_KEYWORD]
    assert by_position == [*SHARED.split(), *own.split()]


@pytest.mark.parametrize("layer", [lstm_ref.SimpleRNN, lstm_ref.LSTM])
def test_a_layer_equals_itself_alone(layer):
    one, other = layer(3, seed=1), layer(3, seed=1)
    assert one == one
    assert one != other
    assert len({one, other}) == 2


def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_the_version_is_that_of_the_installed_package():
    assert lstm_ref.__version__ == metadata.version("lstm-ref") == project()["version"]
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = lstm_ref.no_such_name


def test_the_version_where_nothing_is_installed_is_that_of_the_tree(tmp_path):
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "7.8.9"\n', encoding="utf-8")
    shutil.copytree(FOLDER, tmp_path / "lstm_ref", ignore=shutil.ignore_patterns("__pycache__"))
    code = """
import sys
from importlib import metadata
sys.path.insert(0, sys.argv[1])
def none_installed(name):
    raise metadata.PackageNotFoundError(name)
metadata.version = none_installed
import lstm_ref
print(lstm_ref.__version__, lstm_ref.__file__)
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True
    )
    assert done.stdout.split() == ["7.8.9", str(tmp_path / "lstm_ref" / "__init__.py")], done.stderr


def test_a_wheel_carries_every_file():
    """Setuptools takes the packages that pyproject.toml lists, and the data that it names."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    settings = tomllib.loads(text)["tool"]["setuptools"]
    modules, data = set(), set()
    for path in FOLDER.rglob("*"):
        if path.suffix == ".py":
            modules.add(".".join(path.relative_to(ROOT).parent.parts))
        elif path.is_file() and path.parent.name != "__pycache__":
            data.add(path)
    assert modules == set(settings["packages"])
    ((package, patterns),) = settings["package-data"].items()
    assert data == {path for each in patterns for path in (ROOT / package).glob(each)}
    assert any(path.name == "experiments.json" for path in data)
