"""The tasks: their answers follow from their inputs, by another way of computing them."""

from collections import Counter

import numpy as np
import pytest

from lstm_ref import adding_problem, continual_stream, mean_squared_error, recall_first_symbol


def test_the_answer_of_the_adding_problem_is_the_sum_of_the_marked():
    x, y = adding_problem(500, 9, seed=0)
    assert x.shape == (500, 9, 2)
    assert {x.dtype, y.dtype} == {np.dtype(np.float32)}
    np.testing.assert_allclose((x[:, :, 0] * x[:, :, 1]).sum(axis=1, keepdims=True), y, rtol=1e-6)
    marks = x[:, :, 1]
    assert (marks[:, :4].sum(axis=1) == 1).all()
    assert (marks[:, 4:].sum(axis=1) == 1).all()
    assert marks.any(axis=0).all()  # every place is marked at times


def as_the_text_of_1997_says(T):
    """Where the marks stand, with its probability: "one of the first ten pairs", then "one of the
    first T/2 - 1 still unmarked pairs".
    """
    found = Counter()
    for first in range(10):
        unmarked = [place for place in range(T) if place != first][: T // 2 - 1]
        for second in unmarked:
            found[frozenset((first, second))] += 1 / (10 * len(unmarked))
    return found


@pytest.mark.parametrize("T", [10, 13, 24])
def test_the_marks_stand_where_the_text_of_1997_says(T):
    x, y = adding_problem(40_000, T, seed=3, marks="1997")
    np.testing.assert_allclose((x[:, :, 0] * x[:, :, 1]).sum(axis=1, keepdims=True), y, rtol=1e-6)
    found = Counter(frozenset(np.flatnonzero(row)) for row in x[:, :, 1])
    wanted = as_the_text_of_1997_says(T)
    assert found.keys() == wanted.keys()
    for places, probability in wanted.items():
        spread = np.sqrt(probability / 40_000)
        assert found[places] / 40_000 == pytest.approx(probability, abs=5 * spread)


def test_with_the_marks_of_1997_nothing_is_marked_in_the_last_half():
    for T in (20, 31, 60):
        marks = adding_problem(3_000, T, seed=0, marks="1997")[0][:, :, 1]
        assert marks[:, : T // 2].any(axis=0).all()
        assert not marks[:, T // 2 :].any()


def test_chance_of_the_adding_problem_is_a_sixth():
    _, y = adding_problem(200_000, 2, seed=0)
    assert mean_squared_error(np.ones_like(y), y)[0] == pytest.approx(1 / 6, abs=0.002)


def test_the_answer_of_recall_is_the_first_symbol():
    x, first = recall_first_symbol(400, 5, seed=1, symbols=3)
    assert x.shape == (400, 5, 3)
    assert (x.sum(axis=2) == 1).all()
    assert [int(row[0].argmax()) for row in x] == first.tolist()
    shares = x.mean(axis=(0, 1))  # the later ones are of the same alphabet
    np.testing.assert_allclose(shares, 1 / 3, atol=0.04)


def test_the_answer_of_the_stream_is_the_last_marked_number():
    x, y = continual_stream(20, 50, seed=2, every=4)
    for stream, answers in zip(x, y, strict=True):
        last = None
        for (value, mark), answer in zip(stream, answers[:, 0], strict=True):
            last = value if mark else last
            assert answer == last
    assert (x[:, 0, 1] == 1).all()
    assert 0.2 < x[:, 1:, 1].mean() < 0.3


@pytest.mark.parametrize("draw", [adding_problem, recall_first_symbol, continual_stream])
def test_a_seed_decides_everything_and_a_generator_goes_on(draw):
    for first, second in zip(draw(3, 6, seed=5), draw(3, 6, seed=5), strict=True):
        np.testing.assert_array_equal(first, second)
    rng = np.random.default_rng(5)
    assert (draw(3, 6, rng)[0] != draw(3, 6, rng)[0]).any()


@pytest.mark.parametrize("draw", [adding_problem, recall_first_symbol, continual_stream])
@pytest.mark.parametrize("sizes", [(0, 5), (2, 0), (2.5, 5), ("3", 5)])
def test_sizes_that_are_none_are_refused(draw, sizes):
    with pytest.raises((ValueError, TypeError), match=r"expected .* received"):
        draw(*sizes, seed=0)


@pytest.mark.parametrize("marks", ["thirds", 1997, None, ["1997"], np.zeros(3)])
def test_marks_that_are_none_are_refused(marks):
    with pytest.raises(ValueError, match=r"marks: expected one of \['halves', '1997'\], received "):
        adding_problem(3, 20, marks=marks)


def test_sizes_that_leave_no_task_are_refused():
    with pytest.raises(ValueError, match="timesteps: expected 10 or more, received 9"):
        adding_problem(3, 9, marks="1997")
    with pytest.raises(ValueError, match="timesteps: expected 2 or more, received 1"):
        adding_problem(3, 1)
    with pytest.raises(ValueError, match="symbols: expected 2 or more, received 1"):
        recall_first_symbol(3, 4, symbols=1)
