"""The reference of gated_rnn against the equations unit by unit with math, and PyTorch's own cells where they are installed."""

import importlib.util
import math
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

# n, T, D, H
SIZES = [(1, 1, 1, 1), (2, 3, 2, 4), (3, 4, 3, 3), (1, 5, 4, 2)]


@pytest.fixture(scope="module")
def solution() -> ModuleType:
    path = Path(__file__).parents[2] / "solutions" / "gated_rnn" / "gated_rnn.py"
    spec = importlib.util.spec_from_file_location("reference_of_gated_rnn", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def drawn(blocks: int, sizes: tuple[int, ...]) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """(params, xs)"""
    n, T, D, H = sizes
    rng = np.random.default_rng((blocks, *sizes))
    shapes = {"W_x": (D, blocks * H), "W_h": (H, blocks * H), "b": (blocks * H,)}
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}, rng.normal(size=(n, T, D))


def logistic(a: float) -> float:
    """By way of tanh, which the reference does not do."""
    return 0.5 + 0.5 * math.tanh(a / 2)


def total(params, block, unit, x, h):  # type: ignore[no-untyped-def]  # the sum that one gate of one unit squeezes
    column = block * len(params["W_h"]) + unit
    inputs = sum(x[d] * params["W_x"][d, column] for d in range(len(x)))
    return inputs + sum(h[k] * params["W_h"][k, column] for k in range(len(h))) + params["b"][column]


def lstm_by_units(params, x, h, c):  # type: ignore[no-untyped-def]  # one sequence, one step, one unit after another
    new_h, new_c = [], []
    for unit in range(len(h)):
        i, f, g, o = (total(params, block, unit, x, h) for block in range(4))
        new_c.append(logistic(f) * c[unit] + logistic(i) * math.tanh(g))
        new_h.append(logistic(o) * math.tanh(new_c[-1]))
    return new_h, new_c


def gru_by_units(params, x, h):  # type: ignore[no-untyped-def]  # as above; r comes before the product with W_h
    units = range(len(h))
    reset = [logistic(total(params, 0, unit, x, h)) * h[unit] for unit in units]
    new = []
    for unit in units:
        z = logistic(total(params, 1, unit, x, h))
        new.append(z * h[unit] + (1 - z) * math.tanh(total(params, 2, unit, x, reset)))
    return new


@pytest.mark.parametrize("sizes", SIZES)
def test_lstm_unit_by_unit(solution: ModuleType, sizes: tuple[int, ...]) -> None:
    """Every state of every sequence, with explicit sums and math.tanh."""
    params, xs = drawn(4, sizes)
    hs, cs = solution.LSTMCell(params).forward(xs)
    for sequence in range(sizes[0]):
        h = c = [0.0] * sizes[3]
        for t in range(sizes[1] + 1):
            np.testing.assert_allclose((hs[sequence, t], cs[sequence, t]), (h, c), rtol=1e-12, atol=1e-14)
            if t < sizes[1]:
                h, c = lstm_by_units(params, xs[sequence, t], h, c)


@pytest.mark.parametrize("sizes", SIZES)
def test_gru_unit_by_unit(solution: ModuleType, sizes: tuple[int, ...]) -> None:
    """Every state of every sequence, with explicit sums and math.tanh."""
    params, xs = drawn(3, sizes)
    hs = solution.GRUCell(params).forward(xs)
    for sequence in range(sizes[0]):
        h = [0.0] * sizes[3]
        for t in range(sizes[1] + 1):
            np.testing.assert_allclose(hs[sequence, t], h, rtol=1e-12, atol=1e-14)
            if t < sizes[1]:
                h = gru_by_units(params, xs[sequence, t], h)


def test_sigmoid_to_the_last_digits(solution: ModuleType) -> None:
    """Against logarithms and math.exp, for integers too; far out 0 and 1, and no warning of an overflow anywhere."""
    a = np.array([-700.0, -40.0, -2.5, -1e-9, 0.0, 1e-9, 2.5, 40.0])
    expected = [math.exp(v) / (1 + math.exp(v)) for v in a]
    np.testing.assert_allclose(solution.sigmoid(a), expected, rtol=1e-15)
    np.testing.assert_allclose(solution.sigmoid(np.array([[0, 1]])), [[0.5, 1 / (1 + math.exp(-1))]], rtol=1e-15)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert solution.sigmoid(np.array([-1000.0, 1000.0, -np.inf, np.inf])).tolist() == [0, 1, 0, 1]
        params, xs = drawn(4, SIZES[1])
        hs, cs = solution.LSTMCell({name: 1000 * value for name, value in params.items()}).forward(xs)
        params, xs = drawn(3, SIZES[1])
        gru = solution.GRUCell({name: 1000 * value for name, value in params.items()}).forward(xs)
    assert all(np.isfinite(states).all() for states in (hs, cs, gru))


def test_nothing_is_changed(solution: ModuleType) -> None:
    """Neither the cell's parameters nor the arguments; the states that come back are new arrays."""
    for cell, blocks, number in ((solution.LSTMCell, 4, 2), (solution.GRUCell, 3, 1)):
        params, xs = drawn(blocks, SIZES[1])
        states = [np.random.default_rng(place).normal(size=(2, 4)) for place in range(number)]
        given = [*params.values(), xs, *states]
        before = [value.copy() for value in given]
        made = cell(params)
        returned = made.step(xs[:, 0], *states)
        made.forward(xs)
        for value, old in zip(given, before, strict=True):
            np.testing.assert_array_equal(value, old)
        assert not any(np.shares_memory(new, old) for new in (returned if number == 2 else (returned,)) for old in given)
        assert list(vars(made)) == ["W_x", "W_h", "b"]


def loaded(torch: Any, cell: Any, params: dict[str, np.ndarray]) -> Any:
    """The cell with our parameters: PyTorch keeps transposed matrices, and two biases that it adds up."""
    with torch.no_grad():
        cell.weight_ih.copy_(torch.tensor(params["W_x"].T))
        cell.weight_hh.copy_(torch.tensor(params["W_h"].T))
        cell.bias_ih.copy_(torch.tensor(params["b"]))
        cell.bias_hh.zero_()
    return cell


@pytest.mark.parametrize("sizes", SIZES)
def test_against_pytorch(solution: ModuleType, sizes: tuple[int, ...]) -> None:
    """LSTMCell; GRUCell where the candidate's matrix is diagonal, since PyTorch multiplies by r after the product, not before."""
    torch = pytest.importorskip("torch", reason="PyTorch is not installed; pip install torch to compare with its cells")
    _, T, D, H = sizes
    params, xs = drawn(4, sizes)
    hs, cs = solution.LSTMCell(params).forward(xs)
    theirs = loaded(torch, torch.nn.LSTMCell(D, H, dtype=torch.float64), params)
    states = None
    for t in range(T):
        states = theirs(torch.tensor(xs[:, t]), states)
        for found, state in zip((hs, cs), states, strict=True):
            np.testing.assert_allclose(found[:, t + 1], state.detach().numpy(), rtol=1e-12, atol=1e-13)
    params, xs = drawn(3, sizes)
    params["W_h"][:, 2 * H :] *= np.eye(H)
    hs = solution.GRUCell(params).forward(xs)
    theirs = loaded(torch, torch.nn.GRUCell(D, H, dtype=torch.float64), params)
    state = None
    for t in range(T):
        state = theirs(torch.tensor(xs[:, t]), state)
        np.testing.assert_allclose(hs[:, t + 1], state.detach().numpy(), rtol=1e-12, atol=1e-13)


def test_the_examples_of_the_handout(solution: ModuleType) -> None:
    """Every state that README.md works out by hand."""
    xs = np.array([[[1.0], [-1.0]]])
    lstm = {"W_x": np.array([[1.0, -1, 2, 0.5]]), "W_h": np.array([[0.5, 1, -1, 1]]), "b": np.array([0.0, 1, 0, 0])}
    hs, cs = solution.LSTMCell(lstm).forward(xs)
    assert (hs.round(4).ravel().tolist(), cs.round(4).ravel().tolist()) == ([0, 0.3781, 0.1548], [0, 0.7048, 0.3425])
    gru = {"W_x": np.array([[1.0, -1, 2]]), "W_h": np.array([[0.5, 1, -1]]), "b": np.array([0.0, 1, 0])}
    assert solution.GRUCell(gru).forward(xs).round(4).ravel().tolist() == [0, 0.482, 0.3698]


def test_the_steps_between_the_states_of_the_handout() -> None:
    """The gates that README.md prints on the way, from the states that it prints to four digits."""
    h, c = 0.3781, 0.7048
    gates = [logistic(v) for v in (1, 0, 0.5, -1 + 0.5 * h, 2 + h, -0.5 + h)] + [math.tanh(v) for v in (2, -2 - h, c, 0.3425)]
    printed = [0.7311, 0.5, 0.6225, 0.3077, 0.9151, 0.4696, 0.9640, -0.9829, 0.6074, 0.3297]
    np.testing.assert_allclose(gates, printed, atol=1e-4)
    h = 0.4820
    reset = logistic(-1 + 0.5 * h)
    gates = [reset, logistic(2 + h), math.tanh(-2 - reset * h), 1 - logistic(2 + h)]
    np.testing.assert_allclose(gates, [0.3189, 0.9229, -0.9734, 0.0771], atol=1e-4)
