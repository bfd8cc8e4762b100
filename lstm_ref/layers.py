"""The loop over time, with Keras 3's arguments, return values and their order.

    B batch, T timesteps, D input_dim, H units.

Each layer keeps its weights fused and loops over time. :mod:`lstm_ref.cells` has the same
equations gate by gate; a test holds the two equal. Inside, x_t and h_{t-1} stand side by side,
so that one product with [W; U] is both products of a step. Arrays are time-major, (T, B, H) or
(T, 4, B, H), so that one gate of one time step is one contiguous block.

Source: Keras 3, ``keras.layers.SimpleRNN`` and ``keras.layers.LSTM``. Chapters 4 and 5.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from inspect import isfunction
from typing import Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from lstm_ref.initializers import Initializer, find_initializer, get_initializer
from lstm_ref.last_call import LastCall
from lstm_ref.validation import (
    check_dtype,
    check_flag,
    check_float,
    check_list,
    check_mask,
    check_real,
    check_seed,
    check_sequences,
    check_shape,
    check_size,
    check_states,
    check_text,
)

Array = NDArray[Any]
Mask = NDArray[np.bool_] | None  # True where a step is computed
States = list[Array]  # one (B, H) for each state
Checked = tuple[Array, States, Mask, bool]  # x, states, mask and training of a call
Output = Array | tuple[Array, ...]
Initial = ArrayLike | Sequence[ArrayLike] | None

_BUILDING = threading.RLock()  # of threads that call a new layer at once, one draws its weights


class Gradients(NamedTuple):
    """What ``backward`` returns, each array in the shape of what it belongs to.

    inputs (B, T, D); initial_state, a list of (B, H); weights, as get_weights returns them:
    kernel (D, kH), recurrent_kernel (H, kH), bias (kH,). Source: :meth:`LSTM.backward`. Chapter 5.
    """

    inputs: Array
    initial_state: States
    weights: list[Array]


class Cache(NamedTuple):
    """What a call computed, in order of computation; in training ``backward`` needs it."""

    weights: list[Array]  # of the call: the layer may have got others since
    rows: Array  # (T, B, D + H): x_t and h_{t-1} side by side
    keep: Mask  # (T, B, 1), the mask
    h: list[Array]  # T + 1 times (B, H), the initial one first; all but the last in rows
    C: Array  # for LSTM (T + 1, B, H), the initial one first; for SimpleRNN (0, B, H)
    gates: Array  # for LSTM i, f, o, g (T, 4, B, H); for SimpleRNN (0, B, H)


@dataclass(eq=False, repr=False)  # a layer equals itself alone, as in Keras
class Arguments:
    """The arguments that every recurrent layer takes, and their checks.

    A layer adds its own arguments, and declares ``seed`` at its place among them. A new argument of
    all layers is a field here (by keyword only: ``field(kw_only=True)``) and a check below.
    """

    units: int
    return_sequences: bool = False
    return_state: bool = False
    go_backwards: bool = False
    kernel_initializer: str | Initializer = "glorot_uniform"
    recurrent_initializer: str | Initializer = "orthogonal"
    bias_initializer: str | Initializer = "zeros"
    zero_output_for_mask: bool = field(default=False, kw_only=True)

    def __post_init__(self) -> None:
        self.units = check_size("units", self.units)
        self.return_sequences = check_flag("return_sequences", self.return_sequences)
        self.return_state = check_flag("return_state", self.return_state)
        self.go_backwards = check_flag("go_backwards", self.go_backwards)
        for name in ("kernel_initializer", "recurrent_initializer", "bias_initializer"):
            setattr(self, name, find_initializer(name, getattr(self, name)))
        self.zero_output_for_mask = check_flag("zero_output_for_mask", self.zero_output_for_mask)


def _split(keep: Mask, t: int, gradient: Array) -> tuple[Array, Array]:
    """Split dL/dh_t or dL/dC_t (B, H) by row: through the step, or past it where it is masked."""
    if keep is None:
        return gradient, np.zeros((), gradient.dtype)
    return np.where(keep[t], gradient, 0), np.where(keep[t], 0, gradient)


def _shown(name: str, value: Any) -> str:
    """Return the text of a setting; an initializer is the one that its name stands for."""
    if name.endswith("_initializer"):
        value = get_initializer(value)
    return value.__name__ if isfunction(value) else repr(value)


class RecurrentLayer(Arguments):
    """What SimpleRNN and LSTM share: weights, states, masks, the call and its backward pass."""

    blocks: ClassVar[int]  # weight blocks side by side: 1 for SimpleRNN, 4 for LSTM
    state_names: ClassVar[tuple[str, ...]]
    seed: int | Sequence[int] | None

    def __post_init__(self) -> None:
        super().__post_init__()
        self.seed = check_seed(self.seed)
        self._weights: list[Array] = []
        self._last_call = LastCall()  # a Cache

    def __getstate__(self) -> dict[str, Any]:
        """Return what a copy or a pickle holds: weights and settings, nothing of the last call."""
        return self.__dict__ | {"_last_call": LastCall()}

    def __repr__(self) -> str:
        """Return the call that makes a layer with these settings: units and what is no default."""
        given = {each.name: _shown(each.name, getattr(self, each.name)) for each in fields(self)}
        default = {each.name: _shown(each.name, each.default) for each in fields(self)[1:]}
        named = [f"{name}={given[name]}" for name in default if given[name] != default[name]]
        return f"{type(self).__name__}({', '.join([given['units'], *named])})"

    @property
    def input_dim(self) -> int | None:
        """D, or None before the layer is built."""
        return self._weights[0].shape[0] if self._weights else None

    def build(self, input_dim: int, dtype: DTypeLike = np.float32) -> None:
        """Draw the weights: kernel (D, kH), recurrent_kernel (H, kH), bias (kH,).

        k is 1 for SimpleRNN and 4 for LSTM. The first call does this by itself, in the
        dtype of its input. Raises ``ValueError`` or ``TypeError`` unless input_dim is a
        positive integer.

        Source: Keras 3, ``Layer.build``. Chapter 4.
        """
        check_size("input_dim", input_dim)
        check_dtype("dtype", dtype)
        rng = np.random.default_rng(self.seed)
        H, width = self.units, self.blocks * self.units
        kernel = self._drawn("kernel_initializer", (input_dim, width), rng)
        recurrent_kernel = self._drawn("recurrent_initializer", (H, width), rng)
        drawn = (kernel, recurrent_kernel, self._initial_bias(rng))
        self.set_weights([np.asarray(weight, dtype) for weight in drawn])

    def get_weights(self) -> list[Array]:
        """Return copies of [kernel (D, kH), recurrent_kernel (H, kH), bias (kH,)].

        Empty before the layer is built, as in Keras. Raises nothing.
        Source: Keras 3. Chapter 5.
        """
        return [weight.copy() for weight in self._weights]

    def set_weights(self, weights: Sequence[ArrayLike]) -> None:
        """Take copies of [kernel (D, kH), recurrent_kernel (H, kH), bias (kH,)] as weights.

        A layer that is not built yet takes input_dim from the kernel. Raises
        ``ValueError`` for a wrong number of arrays or a wrong shape, ``TypeError`` for a
        dtype that is not float32 or float64. Source: Keras 3. Chapter 5.
        """
        names = ("kernel", "recurrent_kernel", "bias")
        given = check_list("weights", weights, names)
        arrays = [check_float(name, w) for name, w in zip(names, given, strict=True)]
        D = self.input_dim or (arrays[0].shape[0] if arrays[0].ndim == 2 else 0)
        H, width = self.units, self.blocks * self.units
        wide = "H" if self.blocks == 1 else f"{self.blocks}H"
        check_shape("kernel", arrays[0], (D, width), f"(D, {wide})")
        check_shape("recurrent_kernel", arrays[1], (H, width), f"(H, {wide})")
        check_shape("bias", arrays[2], (width,), f"({wide},)")
        self._weights = [array.copy() for array in arrays]

    def __call__(
        self,
        x: ArrayLike,
        initial_state: Initial = None,
        mask: ArrayLike | None = None,
        training: bool = False,
    ) -> Output:
        """Run the layer over x (B, T, D).

        Parameters
        ----------
        x : (B, T, D), float32 or float64; the result has the same dtype
        initial_state : list of (B, H), one per state (h, or h and C); zeros by default
        mask : (B, T) or (B, T, 1), of bool or of numbers, each but 0 True; where it is False x
            is not read, the state is carried over unchanged, and the output repeats the
            previous hidden state, or is 0 with zero_output_for_mask
        training : keep what :meth:`backward` needs, until the next call of this thread

        Returns
        -------
        The output: (B, H), the hidden state of the last step computed, or (B, T, H) with
        return_sequences. With go_backwards its rows are in the order of computation, last
        time step first. With return_state a tuple: the output, then each last state (B, H).

        Raises
        ------
        ValueError, TypeError
            If a shape or dtype does not fit; the message says expected and received.

        Source: Keras 3, ``keras.layers.RNN``. Chapters 4 and 5.
        """
        returned, cache = self._run(*self._checked(x, initial_state, mask, training))
        self._last_call.kept = cache if training else None
        return returned

    def _checked(self, x: Any, initial_state: Any, mask: Any, training: Any) -> Checked:
        """Return the arguments of a call as :meth:`_run` takes them, or raise."""
        x = check_sequences(x, self.input_dim)
        B, T, _ = x.shape
        states = self._initial_states(initial_state, B, x.dtype)
        return x, states, check_mask(mask, B, T), check_flag("training", training)

    def _run(self, x: Array, states: States, keep: Mask, training: bool) -> tuple[Output, Cache]:
        """Return what a call returns, and what it computed; keep nothing but new weights."""
        weights = self._weights or self._first_weights(x)
        B, _, D = x.shape
        keep = None if keep is None else keep.T[:, :, None]
        if self.go_backwards:
            x, keep = x[:, ::-1], None if keep is None else keep[::-1]
        rows = self._rows(x, keep)
        h = [*rows[:, :, D:], np.empty((B, self.units), x.dtype)]  # the loop writes into rows
        h[0][:] = states[0]
        cache = self._loop(weights, rows, h, states, keep, training)
        return self._returned(cache), cache

    def _first_weights(self, x: Array) -> list[Array]:
        """Draw weights for x, unless another thread has done it meanwhile."""
        with _BUILDING:
            if not self._weights:
                self.build(x.shape[2], x.dtype)
        check_sequences(x, self.input_dim)
        return self._weights

    def _returned(self, cache: Cache) -> Output:
        """Return what the flags ask for."""
        output = np.stack(cache.h[1:], axis=1) if self.return_sequences else cache.h[-1].copy()
        if cache.keep is not None and self.zero_output_for_mask:
            shown = cache.keep.transpose(1, 0, 2) if self.return_sequences else cache.keep[-1]
            output = np.where(shown, output, 0.0)
        return (output, *self._last_states(cache)) if self.return_state else output

    def _last_states(self, cache: Cache) -> States:
        """Return one new array (B, H) for each state."""
        return [cache.h[-1].copy()]

    def _drawn(self, name: str, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
        """Return what the initializer of this name gives for a shape, or raise."""
        array = check_real(name, find_initializer(name, getattr(self, name))(shape, rng))
        wide = "H" if self.blocks == 1 else f"{self.blocks}H"
        rows = {"kernel_initializer": "D, ", "recurrent_initializer": "H, "}.get(name, "")
        check_shape(name, array, shape, f"({rows}{wide})" if rows else f"({wide},)")
        return array

    def _initial_bias(self, rng: np.random.Generator) -> Array:
        return self._drawn("bias_initializer", (self.blocks * self.units,), rng)

    def _initial_states(self, initial_state: Initial, B: int, dtype: DTypeLike) -> States:
        if initial_state is None:
            return [np.zeros((B, self.units), dtype) for _ in self.state_names]
        states = check_states(initial_state, self.state_names, B, self.units)
        return [state.astype(dtype, copy=False) for state in states]

    def _rows(self, x: Array, keep: Mask) -> Array:
        """Return x (B, T, D) as rows [x_t, h_{t-1}], (T, B, D + H), where h is still missing."""
        B, T, D = x.shape
        rows = np.empty((T, B, D + self.units), x.dtype)
        rows[:, :, :D] = x.transpose(1, 0, 2)
        if keep is not None:  # not even a NaN is read there: 0 times NaN would be NaN
            np.copyto(rows[:, :, :D], 0, where=~keep)
        return rows

    def _by_block(self, weight: Array, dtype: DTypeLike) -> Array:
        """Return a fused weight (n, kH) as k weights (k, n, H), a bias as (k, 1, H)."""
        blocks = weight.reshape(-1, self.blocks, self.units).transpose(1, 0, 2)
        return np.ascontiguousarray(blocks, dtype)

    def _stacked(self, weights: list[Array], dtype: DTypeLike) -> tuple[Array, Array]:
        """Return [W; U] (k, D + H, H) and b (k, 1, H)."""
        W, U, b = weights
        return self._by_block(np.concatenate([W, U]), dtype), self._by_block(b, dtype)

    def _loop(
        self,
        weights: list[Array],
        rows: Array,
        h: list[Array],
        states: States,
        keep: Mask,
        training: bool,
    ) -> Cache:
        """Compute all time steps, write h into rows, and return what was computed."""
        raise NotImplementedError

    def backward(self, doutput: ArrayLike | Sequence[ArrayLike]) -> Gradients:
        r"""Backpropagate through this thread's last call, which had ``training=True``.

        .. math:: \frac{\partial L}{\partial W} = \sum_t \frac{\partial L}{\partial z_t}
            \frac{\partial z_t}{\partial W}

        Parameters
        ----------
        doutput : the gradient of the loss with respect to what the call returned, in the same
            form: (B, H) or (B, T, H), or with return_state a list: the output's, then one
            (B, H) for each state

        Returns
        -------
        Gradients: inputs (B, T, D), initial_state, weights; in the dtype of the call's input

        Raises
        ------
        ValueError, TypeError
            If the last call was not one in training, or a shape or dtype does not fit; the
            message says expected and received.

        Source: Werbos (1990), backpropagation through time. Chapter 5.
        """
        return self._backpropagated(self._last_call.needed(), doutput)

    def _backpropagated(self, cache: Cache, doutput: Any) -> Gradients:
        """Return the gradients of the call that computed this."""
        dh_t, *dstates = self._output_gradients(doutput, cache)
        dz, dstates = self._backward_loop(cache, dh_t, dstates)
        return self._weight_gradients(cache, dz, dstates)

    def _output_gradients(self, doutput: Any, cache: Cache) -> list[Array]:
        """Return dL/dh (T, B, H) of the output, in the order of computation, and of each state."""
        T, B, _ = cache.rows.shape
        dtype, H, names = cache.rows.dtype, self.units, self.state_names
        given = [doutput]
        if self.return_state:
            given = check_list("doutput", doutput, ("output", *names))
        arrays = [check_float("doutput", each).astype(dtype, copy=False) for each in given]
        expected = (B, T, H) if self.return_sequences else (B, H)
        check_shape("doutput", arrays[0], expected, "(B, T, H) or (B, H)")
        dh = np.zeros((T, B, H), dtype)
        if self.return_sequences:
            dh[:] = arrays[0].transpose(1, 0, 2)
        else:
            dh[-1] = arrays[0]
        if cache.keep is not None and self.zero_output_for_mask:
            dh = np.where(cache.keep, dh, 0)
        dstates = arrays[1:] or [np.zeros((B, H), dtype) for _ in names]
        for name, each in zip(names, dstates, strict=True):
            check_shape(f"doutput, {name}", each, (B, H), "(B, H)")
        return [dh, *dstates]

    def _backward_loop(self, cache: Cache, dh_t: Array, dstates: States) -> tuple[Array, States]:
        """Return dL/dz (T, B, kH) of all sums, and the gradients of the initial states."""
        raise NotImplementedError

    def _weight_gradients(self, cache: Cache, dz: Array, dstates: States) -> Gradients:
        """Compute all time steps at once: one product for the inputs, one for the weights."""
        T, B, width = cache.rows.shape
        W = cache.weights[0].astype(dz.dtype, copy=False)
        D, flat = len(W), dz.reshape(T * B, -1)
        dx = (flat @ W.T).reshape(T, B, D)
        if self.go_backwards:
            dx = dx[::-1]
        dstacked = cache.rows.reshape(T * B, width).T @ flat
        weights = [dstacked[:D].copy(), dstacked[D:].copy(), flat.sum(axis=0)]
        return Gradients(np.ascontiguousarray(dx.transpose(1, 0, 2)), dstates, weights)


@dataclass(eq=False, repr=False)
class SimpleRNN(RecurrentLayer):
    r"""A vanilla RNN over a whole sequence.

    .. math:: h_t = \tanh(W_x x_t + W_h h_{t-1} + b)

    Parameters
    ----------
    units : H, the size of the hidden state
    return_sequences : return all hidden states (B, T, H), not only the last (B, H)
    return_state : also return the last hidden state (B, H)
    go_backwards : read the time steps from last to first
    kernel_initializer, recurrent_initializer, bias_initializer : a name or a callable
    seed : seed of the weight draw (Keras's argument of this name is for dropout only)
    activation : "tanh", or "relu" for max(0, .) in its place (Le et al., 2015)
    zero_output_for_mask : the output of a masked step is 0, not the previous hidden state

    Weights: kernel (D, H), recurrent_kernel (H, H), bias (H,).
    Raises ``ValueError`` or ``TypeError`` for a bad argument, saying expected and received.

    Source: Elman (1990); Keras 3, ``keras.layers.SimpleRNN``. Chapter 4.
    """

    blocks = 1
    state_names = ("h",)

    seed: int | Sequence[int] | None = None
    activation: str = "tanh"

    def __post_init__(self) -> None:
        super().__post_init__()
        check_text("activation", self.activation, ("tanh", "relu"))

    def _loop(
        self,
        weights: list[Array],
        rows: Array,
        h: list[Array],
        states: States,
        keep: Mask,
        training: bool,
    ) -> Cache:
        (Z,), (b,) = self._stacked(weights, rows.dtype)
        for t in range(len(rows)):
            z_t = rows[t] @ Z + b
            h_t = np.tanh(z_t) if self.activation == "tanh" else np.maximum(z_t, 0)
            h[t + 1][:] = h_t if keep is None else np.where(keep[t], h_t, h[t])
        nothing = np.empty((0, *states[0].shape), rows.dtype)
        return Cache(weights, rows, keep, h, nothing, nothing)

    def _backward_loop(self, cache: Cache, dh_t: Array, dstates: States) -> tuple[Array, States]:
        (dh,) = dstates
        U = cache.weights[1].astype(dh.dtype, copy=False)
        h = np.stack(cache.h[1:])
        slopes = 1 - h**2 if self.activation == "tanh" else (h > 0).astype(h.dtype)
        dz = np.empty_like(h)
        for t in reversed(range(len(dz))):
            computed, carried = _split(cache.keep, t, dh + dh_t[t])
            dz[t] = computed * slopes[t]
            dh = dz[t] @ U.T + carried
        return dz, [dh]


@dataclass(eq=False, repr=False)
class LSTM(RecurrentLayer):
    r"""An LSTM over a whole sequence.

    .. math::
        C_t = f_t \circ C_{t-1} + i_t \circ g_t, \qquad h_t = o_t \circ \tanh(C_t)

    with i, f, o sigmoids and g a tanh of x_t and h_{t-1}; see :func:`lstm_ref.lstm_step`.

    Parameters
    ----------
    units : H, the size of the hidden state and of the cell state
    return_state : also return the last hidden state and the last cell state, (B, H) each
    unit_forget_bias : set b_f to 1 when the weights are drawn, whatever bias_initializer
        says (it sets, it does not add)
    return_sequences, go_backwards, kernel_initializer, recurrent_initializer, bias_initializer,
    seed, zero_output_for_mask : as for :class:`SimpleRNN`

    Weights: kernel (D, 4H), recurrent_kernel (H, 4H), bias (4H,), blocks in the order
    i, f, g, o; :func:`lstm_ref.split_gates` names them.
    Raises ``ValueError`` or ``TypeError`` for a bad argument, saying expected and received.

    Source: Hochreiter & Schmidhuber (1997); Gers et al. (2000); the bias of 1 is
    Jozefowicz et al. (2015); Keras 3, ``keras.layers.LSTM``. Chapter 5.
    """

    blocks = 4
    state_names = ("h", "C")

    unit_forget_bias: bool = True
    seed: int | Sequence[int] | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        self.unit_forget_bias = check_flag("unit_forget_bias", self.unit_forget_bias)

    def _initial_bias(self, rng: np.random.Generator) -> Array:
        bias = np.array(super()._initial_bias(rng))  # a copy: the array may be the caller's
        if self.unit_forget_bias:
            bias[self.units : 2 * self.units] = 1.0
        return bias

    def _loop(
        self,
        weights: list[Array],
        rows: Array,
        h: list[Array],
        states: States,
        keep: Mask,
        training: bool,
    ) -> Cache:
        (Z, b), T = self._stacked(weights, rows.dtype), len(rows)
        B, H = states[1].shape
        # Without a backward pass one buffer for the gates and two for C are enough.
        gates = np.empty((T if training else 1, 4, B, H), rows.dtype)
        C = np.empty((T + 1 if training else 2, B, H), rows.dtype)
        scratch = np.empty((B, H), rows.dtype)
        C[0] = states[1]
        for t in range(T):
            C_prev, C_t = C[t % len(C)], C[(t + 1) % len(C)]
            z_t = np.matmul(rows[t], Z, out=gates[t % len(gates)])
            z_t += b
            i_t, f_t, o_t, g_t = self._activate(z_t)
            np.multiply(f_t, C_prev, out=C_t)
            C_t += np.multiply(i_t, g_t, out=scratch)
            np.multiply(o_t, np.tanh(C_t, out=scratch), out=h[t + 1])
            if keep is not None:  # a masked step carries its states over unchanged
                np.copyto(C_t, C_prev, where=~keep[t])
                np.copyto(h[t + 1], h[t], where=~keep[t])
        return Cache(weights, rows, keep, h, C, gates)

    def _last_states(self, cache: Cache) -> States:
        """Return h_T and C_T; C may be two buffers used in turn."""
        return [cache.h[-1].copy(), cache.C[len(cache.rows) % len(cache.C)].copy()]

    def _by_block(self, weight: Array, dtype: DTypeLike) -> Array:
        """Put g last and negate i, f and o: :meth:`_activate` needs exp(-z)."""
        i, f, g, o = super()._by_block(weight, dtype)
        return np.stack([-i, -f, -o, g])

    @staticmethod
    def _activate(z_t: Array) -> Array:
        """Replace the sums -z_i, -z_f, -z_o, z_g (4, B, H) by i, f, o, g, in place.

        The sigmoid is that of :func:`lstm_ref.sigmoid`, which would make three new arrays.
        """
        sigmoids, g_t = z_t[:3], z_t[3]
        with np.errstate(over="ignore"):  # exp(-z) may be inf: 1 / (1 + inf) is 0, as it must
            np.exp(sigmoids, out=sigmoids)
        sigmoids += 1
        np.reciprocal(sigmoids, out=sigmoids)
        np.tanh(g_t, out=g_t)
        return z_t

    def _backward_loop(self, cache: Cache, dh_t: Array, dstates: States) -> tuple[Array, States]:
        dh, dC = dstates
        H, C = self.units, cache.C
        back = np.ascontiguousarray(cache.weights[1].T, dh.dtype)
        dz = np.empty((*dh_t.shape[:2], 4 * H), dh.dtype)
        for t in reversed(range(len(dz))):
            dh, dh_carried = _split(cache.keep, t, dh + dh_t[t])
            dC, dC_carried = _split(cache.keep, t, dC)
            i_t, f_t, o_t, g_t = cache.gates[t]
            tanh_C_t = np.tanh(C[t + 1])
            dC = dC + dh * o_t * (1 - tanh_C_t**2)
            dz_t = dz[t].reshape(-1, 4, H)
            np.multiply(dC * g_t, i_t * (1 - i_t), out=dz_t[:, 0])
            np.multiply(dC * C[t], f_t * (1 - f_t), out=dz_t[:, 1])
            np.multiply(dC * i_t, 1 - g_t**2, out=dz_t[:, 2])
            np.multiply(dh * tanh_C_t, o_t * (1 - o_t), out=dz_t[:, 3])
            dh, dC = dz[t] @ back + dh_carried, dC * f_t + dC_carried
        return dz, [dh, dC]
