"""What the page on masks says of Keras and PyTorch, held against both."""

import inspect
import re

import jax
import keras
import numpy as np
import pytest
from lstm_book.outputs.running import execute
from lstm_book.paths import ROOT

from tests.helpers import masked_keras

PAGES = {name: ROOT / "book" / name / "06-1-masking.md" for name in ("en", "ko")}
languages = pytest.mark.parametrize("language", PAGES)
X = np.random.default_rng(1).normal(size=(2, 4, 5)).astype(np.float32)
MASK = np.array([[True] * 4, [True, True, False, False]])
IN_TABLE = {"$h_0$": "h_0", "$h_2$": "h_2", "0": "zero"}


def source(language):
    return PAGES[language].read_text(encoding="utf-8")


def rows(language):
    """The page's table: backend and whether unrolled -> what stands in the two columns."""
    found = re.findall(
        r"^\| (jax|torch)(, `unroll=True`)? \| (.+?) \| (.+?) \|$", source(language), re.M
    )
    return {(name, bool(unroll)): [IN_TABLE[a], IN_TABLE[b]] for name, unroll, a, b in found}


def check_backend(facts, language):
    assert f"Keras {facts['version']}" in source(language)
    for unroll, kind in ((False, "loop"), (True, "unrolled")):
        assert facts[kind] == [rows(language)[facts["backend"], unroll]] * 2
    np.testing.assert_allclose(*facts["outputs"], rtol=0, atol=1e-6)
    np.testing.assert_allclose(*map(float, facts["states"]), rtol=0, atol=1e-6)


@languages
def test_the_table_is_what_keras_on_jax_returns(language):
    facts = masked_keras.facts()
    check_backend(facts, language)
    assert facts["error"] == ["", ""]


@pytest.mark.needs("torch")
@languages
def test_the_table_is_what_keras_on_torch_returns(language):
    on_torch = masked_keras.facts_of("torch")
    check_backend(on_torch, language)
    assert on_torch["error"] == ["AttributeError"] * 2
    here = masked_keras.facts()
    np.testing.assert_allclose(on_torch["outputs"], here["outputs"], rtol=0, atol=1e-6)


def test_the_table_has_four_rows_in_both_languages():
    assert rows("en") == rows("ko")
    assert len(rows("en")) == 4


def test_zeros_are_asked_for_without_return_sequences_too():
    said = " ".join(keras.layers.RNN.__doc__.split())
    assert "only used when `return_sequences` is `True` and `mask` is provided" in said
    layer = keras.layers.LSTM(3, zero_output_for_mask=True)
    y = np.asarray(layer(X, mask=MASK))
    assert (y[1] == 0).all()
    assert (y[0] != 0).all()


def test_padding_stands_before_unless_one_says_otherwise():
    assert inspect.signature(keras.utils.pad_sequences).parameters["padding"].default == "pre"
    assert keras.utils.pad_sequences([[1, 2]], maxlen=4).tolist() == [[0, 0, 1, 2]]
    assert keras.utils.pad_sequences([[1, 2]], 4, padding="post").tolist() == [[1, 2, 0, 0]]


@pytest.mark.parametrize("mask_zero", [False, True])
def test_a_new_embedding_draws_row_0_like_the_others(mask_zero):
    keras.utils.set_random_seed(0)
    embedding = keras.layers.Embedding(50, 400, mask_zero=mask_zero)
    embedding.build()
    rows = np.asarray(embedding.get_weights()[0])
    assert (rows[0] != 0).all()
    assert abs(rows[0].std() / rows[1:].std() - 1) < 0.1


def states_of_two_words(layer):
    """The last state without padding, and with eight steps of 0 before the words."""
    words = X[:1, :2]
    padded = np.concatenate([np.zeros((1, 8, 5), np.float32), words], axis=1)
    return layer(words), layer(padded)


def test_padding_before_the_words_changes_nothing_in_a_new_layer_of_keras():
    alone, padded = states_of_two_words(keras.layers.LSTM(16))
    np.testing.assert_allclose(alone, padded, rtol=0, atol=1e-6)


@pytest.mark.needs("torch")
def test_padding_before_the_words_changes_a_new_layer_of_pytorch():
    import torch

    torch.manual_seed(0)
    lstm = torch.nn.LSTM(5, 16, batch_first=True)
    with torch.no_grad():
        alone, padded = states_of_two_words(lambda x: lstm(torch.from_numpy(x))[1][0].numpy())
    assert (lstm.bias_ih_l0 + lstm.bias_hh_l0 != 0).all()
    assert np.linalg.norm(padded - alone) > 0.01 * np.linalg.norm(alone)


def test_masking_wants_all_features_to_be_the_value():
    x = X.copy()
    x[0, 1, 2] = 0
    x[1, 2:] = 0
    np.testing.assert_array_equal(keras.layers.Masking().compute_mask(x), MASK)


@pytest.mark.parametrize("sequences", [True, False])
def test_a_mask_goes_on_with_sequences_and_ends_without(sequences):
    x = np.where(MASK[:, :, None], X, 0)
    given = keras.layers.Masking()(x)
    y = keras.layers.LSTM(3, return_sequences=sequences)(given)
    if not sequences:
        assert getattr(y, "_keras_mask", None) is None
        return
    following = keras.layers.LSTM(2)
    np.testing.assert_array_equal(following(y), following(np.asarray(y), mask=MASK))
    assert not np.allclose(following(y), following(np.asarray(y)))


def test_a_nan_that_is_masked_spoils_all_gradients_of_keras_and_no_output():
    layer = keras.layers.LSTM(3)
    layer.build(X.shape)
    spoiled = np.where(MASK[:, :, None], X, np.nan)
    variables, rest = (
        [each.value for each in group]
        for group in (layer.trainable_variables, layer.non_trainable_variables)
    )

    def loss(variables, x):
        return layer.stateless_call(variables, rest, x, mask=MASK)[0].sum()

    np.testing.assert_array_equal(loss(variables, spoiled), loss(variables, X))
    for gradient in jax.grad(loss)(variables, spoiled):
        assert np.isnan(gradient).all()
    for gradient in jax.grad(loss)(variables, X):
        assert np.isfinite(gradient).all()


def torch_block(language):
    """The page's code with packed sequences."""
    blocks = re.findall(r"^```\{in-pytorch\}\n:.*?\n\n(.*?)^```$", source(language), re.M | re.S)
    (code,) = [block for block in blocks if "pack_padded_sequence" in block]
    return code


@pytest.mark.needs("torch")
@languages
def test_a_packed_sequence_gives_what_the_cell_beside_it_gives(language):
    from myst_nb.core.read import read_myst_markdown_notebook

    ours, theirs = {}, {}
    for cell in read_myst_markdown_notebook(source(language)).cells:
        if cell.cell_type == "code":
            execute(cell.source, ours)
        elif "pack_padded_sequence(" in cell.source:
            break
    execute(torch_block(language), theirs)
    for name in ("h", "last_h", "last_C"):
        np.testing.assert_allclose(theirs[name], ours[name], rtol=0, atol=1e-6)
    assert theirs["lengths"].tolist() == ours["lengths"].tolist() == [4, 2]


@pytest.mark.needs("torch")
def test_what_packing_asks_for():
    import torch
    from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

    x, lstm = torch.from_numpy(X), torch.nn.LSTM(5, 3, batch_first=True)
    pack = {"batch_first": True, "enforce_sorted": False}
    with torch.no_grad():
        packed = pack_padded_sequence(x, [2, 3], **pack)
        y, (last_h, _) = lstm(packed)
        h, _ = pad_packed_sequence(y, batch_first=True)
        longer, _ = pad_packed_sequence(y, batch_first=True, total_length=4)
        plain, (plain_h, _) = lstm(x)
    assert h.shape == (2, 3, 3)
    assert longer.shape == (2, 4, 3)
    assert (longer[0, 2:] == 0).all()
    np.testing.assert_allclose(last_h[0, 0], h[0, 1])
    np.testing.assert_allclose(plain_h[0], plain[:, -1])
    assert not np.allclose(plain_h[0], last_h[0])
    with pytest.raises(RuntimeError, match="sorted"):
        pack_padded_sequence(x, [2, 3], batch_first=True)
    with pytest.raises(RuntimeError, match="greater than 0"):
        pack_padded_sequence(x, [2, 0], **pack)
    assert "mask" not in inspect.signature(torch.nn.LSTM.forward).parameters


@pytest.mark.needs("torch")
def test_a_packed_sequence_in_both_directions_gives_what_a_mask_gives():
    import torch
    from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

    from lstm_ref import LSTM, Bidirectional

    layer = Bidirectional(LSTM(3, return_sequences=True, return_state=True, seed=0))
    expected, *states = layer(X, mask=MASK)
    theirs = torch.nn.LSTM(5, 3, batch_first=True, bidirectional=True)
    names = [
        f"{part}_l0{way}"
        for way in ("", "_reverse")
        for part in ("weight_ih", "weight_hh", "bias_ih")
    ]
    state = {
        name: torch.from_numpy(w.T.copy())
        for name, w in zip(names, layer.get_weights(), strict=True)
    }
    state |= {name: torch.zeros(12) for name in ("bias_hh_l0", "bias_hh_l0_reverse")}
    theirs.load_state_dict(state)
    with torch.no_grad():
        packed = pack_padded_sequence(torch.from_numpy(X), [4, 2], batch_first=True)
        y, (h, C) = theirs(packed)
        y, _ = pad_packed_sequence(y, batch_first=True)
    np.testing.assert_allclose(y, expected, rtol=0, atol=1e-6)
    for found, wanted in zip((h[0], C[0], h[1], C[1]), states, strict=True):
        np.testing.assert_allclose(found, wanted, rtol=0, atol=1e-6)
