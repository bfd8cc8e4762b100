"""Every input and every attribute that ONNX's operator LSTM knows is read, or refused by its name.

The names come from ONNX's own list, with all versions of the operator: a new one fails here until
it has a row below. What is read is compared with what ONNX Runtime computes of the same node. What
is refused would have changed the output: that is shown first.
"""

import numpy as np
import pytest
from onnx import defs, helper
from onnx.reference import ReferenceEvaluator

from lstm_ref import LSTM, Bidirectional, interop
from tests.helpers.onnx_oracle import model_of, run

B, T, D, H = 3, 5, 4, 2
INPUTS = ["X", "W", "R", "B", "sequence_lens", "initial_h", "initial_c", "P"]
ACTIVATIONS = ["Sigmoid", "Tanh", "Tanh"]
# name: values that change no output, or say what the arrays say
READ = {
    "activations": [ACTIVATIONS],
    "direction": ["forward", b"forward"],
    "hidden_size": [H],
    "input_forget": [0],
    "layout": [0, 1],
}
# name: (value, what the node needs beside it to be another node)
REFUSED = {
    "activation_alpha": [([0.3], {"activations": ["HardSigmoid", "Tanh", "Tanh"]})],
    "activation_beta": [([0.7], {"activations": ["HardSigmoid", "Tanh", "Tanh"]})],
    "activations": [
        (["HardSigmoid", "Tanh", "Tanh"], {}),
        (["Sigmoid", "Relu", "Tanh"], {}),
        (["Sigmoid", "Tanh", "Softsign"], {}),
    ],
    "clip": [(0.5, {})],
    "direction": [("reverse", {})],
    "input_forget": [(1, {})],
}
NOT_RUN = {  # ONNX Runtime refuses these, or does not know them
    "direction": "bidirectional",  # the arrays have one direction
    "hidden_size": H + 1,
    "layout": 2,
    "output_sequence": 1,  # of version 1: whether there is a Y
}
OTHER_INPUTS = {
    "sequence_lens": np.array([T, 3, 2], np.int32),
    "initial_h": np.full((1, B, H), 0.5, np.float32),
    "initial_c": np.full((1, B, H), 0.5, np.float32),
    "P": np.linspace(-1, 1, 3 * H, dtype=np.float32)[None],
}


def arrays(dirs=1):
    rng = np.random.default_rng(0)
    shapes = {"W": (dirs, 4 * H, D), "R": (dirs, 4 * H, H), "B": (dirs, 8 * H)}
    return {name: rng.normal(size=s).astype(np.float32) for name, s in shapes.items()}


def x():
    return np.random.default_rng(1).normal(size=(B, T, D)).astype(np.float32)


def node_of(names, attributes):
    inputs = [name if name in names else "" for name in INPUTS]
    texts = {k: v.decode() if isinstance(v, bytes) else v for k, v in attributes.items()}
    return helper.make_node("LSTM", inputs, ["Y", "Y_h", "Y_c"], **texts)


def theirs(constants, attributes):
    """Return Y (B, T, dirs H) of the node."""
    node = node_of({"X", *constants}, {"hidden_size": H} | attributes)
    if attributes.get("layout"):  # ONNX Runtime does not compute it
        feed = {"X": x()}
        Y, *_ = ReferenceEvaluator(model_of(node, feed, constants)).run(None, feed)
        return Y.reshape(B, T, -1)
    Y, *_ = run(node, {"X": np.ascontiguousarray(x().transpose(1, 0, 2))}, constants)
    return Y.transpose(2, 0, 1, 3).reshape(B, T, -1)


def ours(inputs, attributes):
    layer = LSTM(H, return_sequences=True)
    layer = Bidirectional(layer) if len(inputs["W"]) == 2 else layer
    layer.set_weights(interop.from_onnx(inputs, attributes))
    return layer(x())


def distance(a, b):
    return np.abs(a - b).max()


def schemas():
    return [each for each in defs.get_all_schemas_with_history() if each.name == "LSTM"]


def test_every_attribute_of_every_version_is_here():
    known = {name for schema in schemas() for name in schema.attributes}
    assert known == {*READ, *REFUSED, *NOT_RUN}


def test_every_input_of_every_version_is_here():
    for schema in schemas():
        assert [each.name for each in schema.inputs] == INPUTS
    assert {*INPUTS} == {"X", *arrays(), *OTHER_INPUTS}


def test_every_version_of_the_operator_was_read_by_someone():
    """1; 7 without output_sequence; 14 with layout; 22 with another type of number."""
    found = {(schema.domain, schema.since_version) for schema in schemas()}
    assert found == {("", 1), ("", 7), ("", 14), ("", 22)}


@pytest.mark.parametrize(("name", "value"), [(name, v) for name in READ for v in READ[name]])
def test_what_is_read_gives_the_nodes_output(name, value):
    attributes = {name: value}
    np.testing.assert_allclose(
        ours(arrays(), attributes), theirs(arrays(), attributes), rtol=0, atol=1e-6
    )


@pytest.mark.parametrize("attributes", [{}, {"activations": ACTIVATIONS * 2}])
def test_two_directions_are_read(attributes):
    attributes = attributes | {"direction": "bidirectional"}
    np.testing.assert_allclose(
        ours(arrays(2), attributes), theirs(arrays(2), attributes), rtol=0, atol=1e-6
    )
    for wrong in ("forward", "reverse"):
        with pytest.raises(ValueError, match=f"direction: expected 'bidirectional', .*{wrong}"):
            interop.from_onnx(arrays(2), {"direction": wrong})


@pytest.mark.parametrize(
    ("name", "value", "beside"), [(n, *row) for n in REFUSED for row in REFUSED[n]]
)
def test_an_attribute_that_changes_the_output_is_refused_by_its_name(name, value, beside):
    with_it = theirs(arrays(), {name: value} | beside)
    assert distance(with_it, theirs(arrays(), {})) > 0.01
    assert not beside or distance(with_it, theirs(arrays(), beside)) > 0.01
    with pytest.raises(ValueError, match=f"^attributes, {name}: expected") as refused:
        interop.from_onnx(arrays(), {name: value})
    assert f"received {value!r}" in str(refused.value)
    with pytest.raises(ValueError, match=r"^attributes, "):
        interop.from_onnx(arrays(), beside | {name: value})


@pytest.mark.parametrize("name", NOT_RUN)
def test_an_attribute_that_fits_no_arrays_is_refused_by_its_name(name):
    with pytest.raises(ValueError, match=f"^attributes.* {name}"):
        interop.from_onnx(arrays(), {name: NOT_RUN[name]})


@pytest.mark.parametrize("name", OTHER_INPUTS)
def test_an_input_that_changes_the_output_is_refused_by_its_name(name):
    extra = {name: OTHER_INPUTS[name]}
    assert distance(theirs(arrays() | extra, {}), theirs(arrays(), {})) > 0.01
    with pytest.raises(ValueError, match=f"^inputs, {name}: expected none"):
        interop.from_onnx(arrays() | extra)


@pytest.mark.parametrize("name", ["initial_h", "initial_c", "P"])
def test_an_input_that_is_there_and_zero_changes_nothing(name):
    extra = {name: np.zeros_like(OTHER_INPUTS[name])}
    np.testing.assert_allclose(
        ours(arrays() | extra, {}), theirs(arrays() | extra, {}), rtol=0, atol=1e-6
    )


@pytest.mark.parametrize("none", [{}, {"B": None}])
@pytest.mark.parametrize("dirs", [1, 2])
def test_an_operator_without_biases_has_zeros(none, dirs):
    inputs = arrays(dirs)
    del inputs["B"]
    attributes = {"direction": "bidirectional"} if dirs == 2 else {}
    np.testing.assert_allclose(
        ours(inputs | none, {}), theirs(inputs, attributes), rtol=0, atol=1e-6
    )


def changed(name, change):
    return arrays() | {name: change(arrays()[name])}


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        (changed("W", lambda W: W.transpose(0, 2, 1)), r"W: expected shape \(dirs, 4H, D\)"),
        (changed("R", lambda R: R.transpose(0, 2, 1)), r"W: expected shape \(dirs, 4H, D\)"),
        (changed("B", lambda B: B[:, : 4 * H]), r"B: expected shape \(dirs, 8H\)"),
        (changed("W", lambda W: np.concatenate([W] * 2)), r"R: expected shape \(dirs, 4H, H\)"),
        (changed("B", lambda B: np.concatenate([B] * 2)), r"B: expected shape \(dirs, 8H\)"),
        ({k: np.concatenate([a] * 3) for k, a in arrays().items()}, r"W: expected shape \(dirs"),
        (arrays() | {"X": x()}, "inputs, X: expected none"),
        (arrays() | {"clip": 0.5}, "inputs: expected no other names than W, R, B, .*clip"),
    ],
)
def test_arrays_that_do_not_fit_together_are_refused(inputs, said):
    with pytest.raises(ValueError, match=said):
        interop.from_onnx(inputs)


@pytest.mark.parametrize("dtype", [np.float16, np.int32])
@pytest.mark.parametrize("name", ["W", "R", "B"])
def test_other_types_of_numbers_are_refused(name, dtype):
    with pytest.raises(TypeError, match=f"^{name}: expected dtype float32 or float64"):
        interop.from_onnx(changed(name, lambda array: array.astype(dtype)))


@pytest.mark.parametrize("argument", ["inputs", "attributes"])
def test_what_is_no_mapping_is_refused(argument):
    with pytest.raises(TypeError, match=f"^{argument}: expected a mapping"):
        interop.from_onnx(**{"inputs": arrays()} | {argument: list(arrays())})
