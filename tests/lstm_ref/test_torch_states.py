"""Every state dict that ``torch.nn.LSTM`` can have is read, or refused by the name of an array.

STATES holds the names and shapes, so that this runs without PyTorch; where PyTorch is installed,
they are what it gives for all its arguments, and what is read is compared with what it computes.
"""

import itertools

import numpy as np
import pytest

from lstm_ref import LSTM, Bidirectional, interop

B, T, D, H, P = 3, 5, 4, 3, 2
ARGUMENTS = {
    "bias": (True, False),
    "bidirectional": (False, True),
    "num_layers": (1, 2),
    "proj_size": (0, P),
}
OF_A_CALL = {"batch_first", "dropout"}  # of the data, and of training alone
CASES = [
    dict(zip(ARGUMENTS, values, strict=True)) for values in itertools.product(*ARGUMENTS.values())
]
every_case = pytest.mark.parametrize(
    "case", CASES, ids=lambda case: "-".join(map(str, case.values()))
)


def is_read(case):
    return case["num_layers"] == 1 and case["proj_size"] == 0


def shapes(bias, bidirectional, num_layers, proj_size):
    """Return the shape of each array of the state dict, by name."""
    out = proj_size or H
    found = {}
    for layer, end in itertools.product(range(num_layers), ["", "_reverse"][: 1 + bidirectional]):
        width = D if layer == 0 else out * (1 + bidirectional)
        found[f"weight_ih_l{layer}{end}"] = (4 * H, width)
        found[f"weight_hh_l{layer}{end}"] = (4 * H, out)
        if bias:
            found |= {f"bias_{each}_l{layer}{end}": (4 * H,) for each in ("ih", "hh")}
        if proj_size:
            found[f"weight_hr_l{layer}{end}"] = (proj_size, H)
    return found


def state_of(case, dtype=np.float32):
    rng = np.random.default_rng(0)
    return {name: rng.normal(size=s).astype(dtype) for name, s in shapes(**case).items()}


def layer_of(state):
    layer = LSTM(H, return_sequences=True)
    layer = Bidirectional(layer) if any("reverse" in name for name in state) else layer
    layer.set_weights(interop.from_torch(state))
    return layer


@every_case
def test_a_state_is_read_or_refused_by_the_names_that_are_too_many(case):
    state = state_of(case)
    extra = [name for name in state if "_l1" in name or "_hr_" in name]
    assert bool(extra) != is_read(case)
    if not extra:
        assert len(interop.from_torch(state)) == 3 * (1 + case["bidirectional"])
        return
    with pytest.raises(ValueError, match=r"^state: expected no other names") as refused:
        interop.from_torch(state)
    assert f"received {', '.join(extra)}; " in str(refused.value)


@every_case
def test_a_state_that_lacks_one_array_is_refused_by_its_name(case):
    if not is_read(case):
        case = case | {"num_layers": 1, "proj_size": 0}
    for name in state_of(case):
        state = state_of(case)
        del state[name]
        with pytest.raises(ValueError, match=f"^state: expected .* received no {name}"):
            interop.from_torch(state)


@pytest.mark.parametrize("name", shapes(**CASES[0] | {"bidirectional": True}))
@pytest.mark.parametrize("change", ["turned", "longer", "of another model"])
def test_an_array_of_another_shape_is_refused_by_a_name(name, change):
    """Rows and columns in the other order; four more rows; another number of units."""
    state = state_of(CASES[0] | {"bidirectional": True})
    array = state[name]
    other = {
        "turned": lambda: array.T if array.ndim == 2 else array[:, None],
        "longer": lambda: np.concatenate([array, array[:4]]),
        "of another model": lambda: array[: 4 * (H - 1)],
    }
    state[name] = other[change]()
    with pytest.raises(ValueError, match=r"^(weight|bias)_\w+: expected shape \(4H"):
        interop.from_torch(state)


@pytest.mark.parametrize("name", ["weight_ih_l0", "bias_hh_l0"])
@pytest.mark.parametrize("dtype", [np.float16, np.int64])
def test_other_types_of_numbers_are_refused(name, dtype):
    state = state_of(CASES[0])
    state[name] = state[name].astype(dtype)
    with pytest.raises(TypeError, match=f"^{name}: expected dtype float32 or float64"):
        interop.from_torch(state)


def test_the_state_of_a_whole_model_or_of_a_cell_is_refused():
    of_a_model = {f"encoder.{name}": array for name, array in state_of(CASES[0]).items()}
    of_a_cell = {name.removesuffix("_l0"): array for name, array in state_of(CASES[0]).items()}
    for state, named in ((of_a_model, r"encoder\.weight_ih_l0"), (of_a_cell, "weight_ih")):
        with pytest.raises(ValueError, match=f"^state: expected .* received {named}"):
            interop.from_torch(state)
    with pytest.raises(TypeError, match=r"^state: expected a mapping"):
        interop.from_torch(list(state_of(CASES[0]).values()))


def test_two_directions_have_one_input_dim():
    state = state_of(CASES[0] | {"bidirectional": True})
    state["weight_ih_l0_reverse"] = state["weight_ih_l0_reverse"][:, 1:]
    with pytest.raises(ValueError, match=r"^state, backward kernel: expected shape that of the fo"):
        interop.from_torch(state)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_round_trip_of_two_directions_is_exact(dtype):
    layer = Bidirectional(LSTM(H, seed=0))
    layer.build(D, dtype)
    weights = layer.get_weights()
    state = interop.to_torch(weights)
    assert {name: array.shape for name, array in state.items()} == shapes(
        bias=True, bidirectional=True, num_layers=1, proj_size=0
    )
    for received, expected in zip(interop.from_torch(state), weights, strict=True):
        assert received.dtype == dtype
        np.testing.assert_array_equal(received, expected)


@pytest.mark.needs("torch")
def test_every_argument_of_pytorch_is_here():
    import torch

    others = {"mode", "input_size", "hidden_size"}  # mode: LSTM; the sizes are in the shapes
    assert {*torch.nn.LSTM.__constants__} == {*ARGUMENTS, *OF_A_CALL, *others}


@pytest.mark.needs("torch")
@every_case
def test_pytorch_gives_these_names_and_shapes(case):
    import torch

    state = torch.nn.LSTM(D, H, **case).state_dict()
    assert {name: tuple(array.shape) for name, array in state.items()} == shapes(**case)


@pytest.mark.needs("torch")
@pytest.mark.parametrize("case", [case for case in CASES if is_read(case)], ids=str)
def test_what_is_read_gives_pytorchs_output(case):
    import torch

    theirs = torch.nn.LSTM(D, H, batch_first=True, dtype=torch.float64, **case)
    state = state_of(case, np.float64)
    theirs.load_state_dict({name: torch.from_numpy(array) for name, array in state.items()})
    x = np.random.default_rng(1).normal(size=(B, T, D))
    with torch.no_grad():
        expected, _ = theirs(torch.from_numpy(x))
    layer = layer_of(theirs.state_dict())  # tensors, as PyTorch gives them
    np.testing.assert_allclose(layer(x), expected.numpy(), rtol=0, atol=1e-12)
