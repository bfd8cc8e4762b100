"""The judge survives whatever a student's process says: a fuzzer looks for a crash or a hang."""

import json
import math
import socket
import struct
import subprocess
import sys
import threading
from array import array
from collections import deque
from decimal import Decimal
from fractions import Fraction
from time import monotonic

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grading.judge import cell_runner, errors, outputs
from grading.judge.cells import OURS
from grading.judge.handles import Handles
from grading.student.sanitize import encoded
from grading.wire import codec
from grading.wire.frames import (
    Channel,
    ClosedError,
    Limits,
    Message,
    TooLateError,
    WireError,
    parse,
)

SMALL = Limits(text=10_000, blob=10_000)
RULES = (WireError, KeyError, TypeError, ValueError, IndexError)  # what a session takes for a lie

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda part: (
        st.lists(part, max_size=6) | st.dictionaries(st.text(max_size=8), part, max_size=5)
    ),
    max_leaves=30,
)
numbers = st.integers(-5, 70) | st.sampled_from([10**18, -(10**18), 2**26, 2**31, 2**64])
dtypes = st.sampled_from(["<f8", "<f4", "<f2", "<i8", "|b1", "|O8", "|V8", "<U4", "f8", "", "<c16"])
arrays = st.tuples(
    st.sampled_from(["array", "scalar"]), dtypes, st.lists(numbers, max_size=4), numbers
)
nodes = st.recursive(
    json_values | arrays.map(list),
    lambda part: st.tuples(
        st.sampled_from(["list", "tuple", "dict", "float", "int", "complex", "opaque", "eval"]),
        part | st.lists(part, max_size=4) | st.lists(st.tuples(part, part).map(list), max_size=3),
    ).map(list),
    max_leaves=20,
)
plain_arrays = st.builds(
    lambda shape, dtype, seed: np.random.default_rng(seed).normal(size=shape).astype(dtype),
    st.lists(st.integers(0, 4), max_size=4),
    st.sampled_from(["f8", "f4", "f2", "i8", "i1", "u4", "?", "c16"]),
    st.integers(0, 99),
)
plain_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.complex_numbers()
    | st.text(max_size=20)
    | plain_arrays
    | plain_arrays.filter(lambda a: a.size).map(lambda a: a.flat[0]),
    lambda part: (
        st.lists(part, max_size=4)
        | st.lists(part, max_size=4).map(tuple)
        | st.dictionaries(st.text(max_size=8) | st.integers(), part, max_size=4)
    ),
    max_leaves=15,
)


def same(a, b):
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[k], b[k]) for k in a)
    return a == b or repr(a) == repr(b)


@given(value=plain_values)
def test_plain_values_arrive_as_they_are(value):
    node, blob = codec.encode(value)
    assert same(codec.decode(json.loads(json.dumps(node)), blob), value)


@given(node=nodes, blob=st.binary(max_size=600))
def test_a_forged_value_is_plain_or_refused(node, blob):
    try:
        value = codec.decode(node, blob)
    except WireError:
        return
    assert is_plain(value)


def is_plain(value):
    if isinstance(value, np.ndarray):
        return type(value) is np.ndarray and value.dtype.kind in "biufc"
    if isinstance(value, (list, tuple)):
        return all(map(is_plain, value))
    if isinstance(value, dict):
        return all(is_plain(k) and is_plain(v) for k, v in value.items())
    kinds = (type(None), bool, int, float, complex, str, np.number, np.bool_, codec.Opaque)
    return isinstance(value, kinds)


@given(said=json_values | st.lists(st.dictionaries(st.text(max_size=9), json_values, max_size=6)))
def test_forged_outputs_are_outputs_or_refused(said):
    try:
        made = outputs.checked(said, 1000)
    except RULES:
        return
    assert all(output["output_type"] for output in made)


SHAPES = json_values | st.dictionaries(
    st.sampled_from(["x", "__traceback_maker", "é"]), json_values
)


@given(
    said=json_values
    | st.fixed_dictionaries(
        {
            "types": json_values
            | st.lists(st.sampled_from(["KeyError", "UnicodeDecodeError", "X"])),
            "text": json_values | st.text(max_size=9),
            "frames": json_values
            | st.lists(
                st.tuples(st.just("<cell-1>"), st.integers(), st.text(max_size=9))
                | st.tuples(st.just("<cell-1>"), st.integers(), st.just("f"), SHAPES),
                max_size=3,
            ),
            "token": json_values,
        }
    )
)
def test_a_forged_error_is_an_error_or_refused(said):
    try:
        made = errors.rebuilt(said, [])
    except RULES:
        return
    assert isinstance(made, BaseException)


@given(raw=st.binary(max_size=300))
def test_any_bytes_are_a_message_or_refused(raw):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(raw)
        theirs.shutdown(socket.SHUT_WR)
        try:
            message = Channel(ours, SMALL).receive(monotonic() + 5)
        except WireError:
            return
        assert isinstance(message.head, dict)


@given(
    head=st.dictionaries(st.text(max_size=9), json_values, max_size=5), blob=st.binary(max_size=99)
)
def test_messages_arrive_as_they_are(head, blob):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        Channel(ours).send(Message(head, blob))
        assert Channel(theirs).receive(monotonic() + 5) == Message(head, blob)


@pytest.mark.parametrize(
    "text", [b"[" * 200_000, b'{"a":' * 200_000, b'{"a": ' + b"[" * 99 + b"]" * 99]
)
def test_depth_is_known_before_it_is_parsed(text):
    with pytest.raises(WireError):
        parse(text, 40)


@pytest.mark.parametrize("text", [b"[1]", b"NaN", b'{"a": Infinity}', b'{"a": 1', b"\xff", b""])
def test_what_is_no_object_is_refused(text):
    with pytest.raises(WireError):
        parse(text, 40)


def test_brackets_within_a_text_are_no_depth():
    assert parse(b'{"a": "' + b"[" * 999 + b'\\""}', 40) == {"a": "[" * 999 + '"'}


def test_a_text_that_never_ends_is_read_once():
    """Read again from each escaped quote, it would take the square of its length."""
    code = "from grading.wire.frames import parse; parse(b'['*41 + b'\"' + b'\\\\\"'*500_000, 40)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert "WireError" in done.stderr


@pytest.mark.parametrize(
    "unit", ["M8[s/0]", "m8[Y/0]", "M8[s/7]", "M8[0s]", "M8[-1s]", "M8[x]", "O8"]
)
def test_a_unit_of_time_that_numpy_does_not_stand_is_refused(unit):
    """NumPy divides by some of them: that ends a process."""
    node = ["times", ["list", [unit, ["array", "<i8", [1], 0]]]]
    code = f"from grading.wire import codec\ncodec.decode({node!r}, bytes(8))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert "WireError" in done.stderr


@pytest.mark.parametrize("unit", ["M8", "m8", "M8[ns]", "M8[25s]", "m8[D]"])
def test_a_known_unit_of_time_arrives(unit):
    value = np.zeros(2, unit)
    assert codec.decode(*codec.encode(value)).dtype == value.dtype


RANGE = ["list", ["range", ["list", [None]], ["list", [0, 1, 1]]]]
DAY = ["datetime", "2020-01-01T00:00:00"]
DAYS = ["objects", ["list", [["list", [1]], ["list", [DAY]]]]]
CODE = ["<cell-1>", 1, "f", 2**31 - 1, 0, 2**31 - 1, 0, ["list", []], ["list", ["x"]]]
LONG = ["a" * 10**5, *[""] * 10**5]
TOO_MUCH = {
    "texts, each as wide as the longest": [
        "texts",
        ["list", [["list", [len(LONG)]], ["list", LONG]]],
    ],
    "a name that is kept": ["mine", [1, "object", "m", "a" * 1000, "0x0", []]],
    "a base that is kept": ["mine", [1, "error", "m", "a", "0x0", ["a" * 1000]]],
    "types": ["list", [["mine", [n, "object", "m", f"a{n}", "0x0", []]] for n in range(1500)]],
    "types of what is not sent": ["list", [["opaque", "a"]] * 1500],
    "code of more arguments than names": ["code", ["list", CODE]],
    "a zone that is a file": [
        "series",
        ["list", [None, RANGE, ["list", ["zone", DAYS, "dateutil/UTC"]]]],
    ],
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_what_would_take_memory_or_a_file_is_refused(name):
    if "zone" in name:
        pytest.importorskip("pandas")
    handles = Handles(lambda *asked: None, {}, "en")
    with pytest.raises(WireError):
        codec.decode(TOO_MUCH[name], b"", handles.resolve)


@pytest.mark.parametrize("zone", ["UTC", "Europe/Paris", "+01:00", "America/Argentina/Ushuaia"])
def test_a_time_zone_arrives(zone):
    pandas = pytest.importorskip("pandas")
    value = pandas.Series(pandas.DatetimeIndex(["2020-01-01"]).tz_localize(zone))
    pandas.testing.assert_series_equal(codec.decode(*codec.encode(value)), value)


def test_keys_that_share_a_hash_are_refused_before_they_are_many():
    """20,000 of them would hold the judge for 20 seconds; 100,000 fit into a message."""
    node = ["dict", [[["int", str(k * sys.hash_info.modulus)], 1] for k in range(1, 100)]]
    with pytest.raises(WireError, match="keys of one hash"):
        codec.decode(node, b"")


@pytest.mark.parametrize(
    "value",
    [
        {k: str(k) for k in range(-5000, 5000)},
        {str(k): k for k in range(5000)},
        {-1: "a", -2: "b", 0: "c", sys.hash_info.modulus: "d", (): "e", ((),): "f"},
    ],
    ids=["numbers", "texts", "two of one hash"],
)
def test_honest_dicts_arrive(value):
    assert codec.decode(*codec.encode(value)) == value


def test_arrays_do_not_share_their_bytes():
    node = ["list", [["array", "|u1", [8], 0], ["array", "|u1", [8], 8]]]
    assert len(codec.decode(node, bytes(16))) == 2
    with pytest.raises(WireError, match="on top"):
        codec.decode(["list", [["array", "|u1", [8], 0]] * 3], bytes(16))


def test_a_size_is_refused_before_anything_is_read():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(struct.pack(">II", 2**32 - 1, 2**32 - 1))
        with pytest.raises(WireError, match="received 4294967295"):
            Channel(ours).receive(monotonic() + 60)


def test_one_deadline_for_a_message_that_comes_in_drops():
    """Each byte is in time, the message is not."""
    ours, theirs = socket.socketpair()
    done = threading.Event()

    def drip():
        while not done.wait(0.05):
            theirs.send(b"\0\0\0\1"[:1])

    thread = threading.Thread(target=drip)
    with ours, theirs:
        thread.start()
        try:
            with pytest.raises((TooLateError, WireError)):
                Channel(ours).receive(monotonic() + 0.3)
        finally:
            done.set()
            thread.join()


def test_messages_that_come_together_are_told_apart():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        raw = b"".join(
            struct.pack(">II", len(text), 3) + text + b"abc"
            for text in (b'{"id": 1}', b'{"id": 2}')
        )
        theirs.sendall(raw[:-1])
        channel, end = Channel(ours), monotonic() + 5
        assert channel.receive(end) == Message({"id": 1}, b"abc")
        theirs.sendall(raw[-1:])
        assert channel.receive(end) == Message({"id": 2}, b"abc")


def test_the_end_of_the_other_side_is_told_from_lateness():
    ours, theirs = socket.socketpair()
    with ours:
        theirs.close()
        with pytest.raises(ClosedError):
            Channel(ours).receive(monotonic() + 5)


class Odd:
    def __array__(self, *args, **kwargs):
        raise SystemExit


@pytest.mark.parametrize(
    "value",
    [object(), print, Odd, iter([]), np.zeros(1, [("a", float)]), [Odd] * 3],
)
def test_what_is_not_plain_keeps_its_type_only(value):
    arrived = codec.decode(*encoded(value))
    named = arrived[0] if isinstance(value, list) else arrived
    assert isinstance(named, codec.Opaque)


def test_a_stand_in_for_a_value_is_called_as_the_value_was():
    node, blob = encoded(n for n in "ab")
    assert type(codec.decode(node, blob)).__name__ == "generator"
    assert math.isnan(codec.decode(*codec.encode(math.nan)))


# --- numbers ------------------------------------------------------------------------------------


class Number:
    """What float() takes; in an array it arrives as what it is."""

    def __float__(self):
        return 0.25


@pytest.mark.parametrize(
    ("value", "arrives"),
    [
        (Decimal("0.25"), Decimal("0.25")),
        (Fraction(1, 4), Fraction(1, 4)),
        ([Decimal("0.25"), np.float32(2), 3], [Decimal("0.25"), np.float32(2), 3]),
        (np.array([Fraction(1, 4), Number()], dtype=object), np.array([0.25, 0.25])),
        (np.array([Fraction(1, 4), 1j], dtype=object), np.array([0.25, 1j])),
        (np.array([np.complex128(2j)], dtype=object), np.array([2j])),
        (deque([1.5, 2.5]), deque([1.5, 2.5])),
        (array("d", [1.5, 2.5]), np.array([1.5, 2.5])),
        (memoryview(np.array([1.5])), np.array([1.5])),
        (type("Mark", (float,), {})(1.5), 1.5),
        (np.array(3, dtype=object), np.array(3.0)),
    ],
    ids=[
        *("Decimal", "Fraction", "list", "array", "complex array", "array of one", "deque"),
        *("array module", "memoryview", "subclass", "array without axes"),
    ],
)
def test_a_number_of_any_kind_arrives_as_one(value, arrives):
    assert same(codec.decode(*encoded(value)), arrives)


@pytest.mark.parametrize(
    "value",
    [
        np.broadcast_to(0.0, (10**6, 10**6)),
        [0.0] * (codec.MAX_NODES + 1),
        [1, [np.broadcast_to(0.0, (10**6, 10**6))]],
        10**100_000,
        "x" * (codec.MAX_TEXT + 1),
    ],
    ids=["array", "list", "within", "integer", "text"],
)
def test_what_is_too_large_arrives_as_that(value):
    assert type(codec.decode(*encoded(value))).__name__ == "TooLarge"


def test_more_than_a_message_may_hold_is_refused_before_a_byte_is_sent():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        for message in (Message({"a": "x" * 10_000}), Message({}, bytes(10_001))):
            with pytest.raises(WireError, match="less to send"):
                Channel(ours, SMALL).send(message)
        Channel(ours, SMALL).send(Message({"id": 1}))
        assert Channel(theirs).receive(monotonic() + 5) == Message({"id": 1})


# --- errors -------------------------------------------------------------------------------------


def said(*types, text="todo"):
    return {"types": list(types), "text": text, "frames": [], "token": None}


@pytest.mark.parametrize(
    "types",
    [
        ("KeyboardInterrupt", "BaseException", "object"),
        ("SystemExit", "BaseException", "object"),
        ("GeneratorExit", "BaseException", "object"),
        ("CancelledError", "BaseException", "object"),
        ("BaseExceptionGroup", "BaseException", "object"),
        ("BaseException", "object"),
        ("Own", "KeyboardInterrupt", "BaseException", "object"),
        ("ValueError", "Exception", "BaseException", "object"),
    ],
)
def test_whatever_a_student_raises_is_an_exception_of_that_name(types):
    error = errors.rebuilt(said(*types), [])
    assert isinstance(error, Exception)
    assert not isinstance(error, KeyboardInterrupt | GeneratorExit)
    assert type(error).__name__ == types[0]
    assert str(error) == "todo"


def test_a_test_may_still_expect_an_exit():
    assert isinstance(errors.rebuilt(said("SystemExit", "BaseException"), []), SystemExit)


@pytest.mark.parametrize("name", sorted(OURS))
def test_no_error_of_a_student_has_a_name_of_the_judge(name):
    error = errors.rebuilt(said(name, "BaseException", "object"), [])
    assert type(error).__name__ == "BaseException"
    shown = {"output_type": "error", "ename": name, "evalue": "4.0", "traceback": []}
    (output,) = outputs.checked([shown], 1000)
    assert output["ename"] not in OURS


def test_half_a_letter_is_replaced_in_the_words_of_an_error():
    assert str(errors.rebuilt(said("ValueError", text="half \ud800"), [])) == "half ?"


def shown_by(source, names):
    return cell_runner.run("test_f", source, names, cell_runner.BoundedOutput(1000))


def raising(error):
    def f():
        raise error

    return {"f": f}


def test_an_interrupt_of_a_student_s_is_an_error_of_the_test_and_one_at_the_keyboard_is_not():
    """They are told apart by what they are: their lines may be the same."""
    theirs = errors.rebuilt(said("KeyboardInterrupt", "BaseException"), [])
    (output,) = shown_by("f()", raising(theirs))
    assert (output["ename"], output["evalue"]) == ("KeyboardInterrupt", "todo")
    with pytest.raises(KeyboardInterrupt):
        shown_by("f()", raising(KeyboardInterrupt()))


def test_half_a_letter_in_what_a_test_shows_is_replaced():
    printed, shown = shown_by("print('\\ud800')\n'\\udc80'", {})
    assert printed["text"] == "?\n"
    assert shown["data"]["text/plain"] == "'\\udc80'"
    (error,) = shown_by("assert False, '\\ud800'", {})
    assert error["evalue"] == "?"
    assert "\ud800" not in "".join(error["traceback"])
