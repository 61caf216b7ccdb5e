"""The reference of rnn_cell against independent derivations: complex steps, explicit sums over single units, PyTorch's autograd."""

import importlib.util
import math
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

# n, T, D, H, M
SIZES = [(1, 1, 1, 1, 1), (2, 3, 2, 4, 3), (3, 4, 3, 3, 1)]


@pytest.fixture(scope="module")
def solution() -> ModuleType:
    path = Path(__file__).parents[2] / "solutions" / "rnn_cell" / "rnn_cell.py"
    spec = importlib.util.spec_from_file_location("reference_of_rnn_cell", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def drawn(sizes: tuple[int, ...]) -> tuple[np.ndarray, ...]:
    """(dO, X, h0, W_X, W_H, b_1, W_2, b_2)"""
    n, T, D, H, M = sizes
    rng = np.random.default_rng(sizes)
    shapes = [(n, T, M), (n, T, D), (n, H), (D, H), (H, H), (H,), (H, M), (M,)]
    return tuple(rng.normal(size=shape) * 0.6 for shape in shapes)


def one_unit_at_a_time(X, h0, W_X, W_H, b_1, W_2, b_2):  # type: ignore[no-untyped-def]  # the definition, with explicit sums
    n, T, D = X.shape
    H, M = W_2.shape
    outputs, hidden = np.zeros((n, T, M)), np.zeros((n, T + 1, H))
    for i in range(n):
        hidden[i, 0] = h0[i]
        for t in range(1, T + 1):
            for j in range(H):
                inputs = sum(X[i, t - 1, d] * W_X[d, j] for d in range(D))
                states = sum(hidden[i, t - 1, k] * W_H[k, j] for k in range(H))
                hidden[i, t, j] = math.tanh(inputs + states + b_1[j])
            for m in range(M):
                outputs[i, t - 1, m] = sum(hidden[i, t, j] * W_2[j, m] for j in range(H)) + b_2[m]
    return outputs, hidden


@pytest.mark.parametrize("sizes", SIZES)
def test_forward_by_explicit_sums(solution: ModuleType, sizes: tuple[int, ...]) -> None:
    """One unit and one step at a time, as the definition says."""
    _, *arguments = drawn(sizes)
    for found, expected in zip(solution.forward(*arguments), one_unit_at_a_time(*arguments), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-13)


def complex_loss(dO, X, h0, W_X, W_H, b_1, W_2, b_2):  # type: ignore[no-untyped-def]  # a loss that is analytic in every parameter
    state, total = h0, 0.0
    for t in range(X.shape[1]):
        state = np.tanh(X[:, t] @ W_X + state @ W_H + b_1)
        total = total + np.sum(dO[:, t] * (state @ W_2 + b_2))
    return total


@pytest.mark.parametrize("sizes", SIZES)
def test_backward_by_complex_steps(solution: ModuleType, sizes: tuple[int, ...]) -> None:
    """Im L(w + ih) / h, exact to rounding: W. Squire, G. Trapp, SIAM Review 40(1), 1998."""
    dO, X, h0, *parameters = drawn(sizes)
    _, hidden = solution.forward(X, h0, *parameters)
    found = solution.backward(dO, X, hidden, parameters[1], parameters[3])
    for which, gradient in enumerate(found):
        for index in np.ndindex(gradient.shape):
            moved = [value.astype(complex) for value in parameters]
            moved[which][index] += 1e-30j
            slope = complex_loss(dO, X, h0, *moved).imag / 1e-30
            assert gradient[index] == pytest.approx(slope, rel=1e-12, abs=1e-13)


def test_norms_by_complex_steps(solution: ModuleType) -> None:
    """Each column of dH_T/dH_t by a complex step from the state H_t onwards."""
    _, X, h0, W_X, W_H, b_1, W_2, b_2 = drawn((1, 5, 2, 3, 1))
    _, hidden = solution.forward(X, h0, W_X, W_H, b_1, W_2, b_2)
    norms = solution.gradient_norms(hidden[0], W_H)
    for start in range(6):
        columns = []
        for unit in range(3):
            state = hidden[0, start].astype(complex)
            state[unit] += 1e-30j
            for t in range(start, 5):
                state = np.tanh(X[0, t] @ W_X + state @ W_H + b_1)
            columns.append(state.imag / 1e-30)
        assert norms[start] == pytest.approx(math.sqrt(sum(float(v) ** 2 for column in columns for v in column)), rel=1e-12)


def test_against_autograd(solution: ModuleType) -> None:
    """PyTorch's own derivatives, where its CPU build is installed."""
    torch = pytest.importorskip("torch", reason="PyTorch is not installed; pip install torch to compare with its autograd")
    dO, X, h0, *parameters = drawn((3, 4, 2, 3, 2))
    leaves = [torch.tensor(value, requires_grad=True) for value in parameters]
    state, total = torch.tensor(h0), torch.zeros((), dtype=torch.float64)
    for t in range(4):
        state = torch.tanh(torch.tensor(X[:, t]) @ leaves[0] + state @ leaves[1] + leaves[2])
        total = total + torch.sum(torch.tensor(dO[:, t]) * (state @ leaves[3] + leaves[4]))
    total.backward()
    _, hidden = solution.forward(X, h0, *parameters)
    for found, leaf in zip(solution.backward(dO, X, hidden, parameters[1], parameters[3]), leaves, strict=True):
        np.testing.assert_allclose(found, leaf.grad.numpy(), rtol=1e-12)


def test_the_example_of_the_handout(solution: ModuleType) -> None:
    """Every number that README.md works out by hand, to the four digits that it prints."""
    x, h0 = np.array([[[0.5], [-1.0]]]), np.zeros((1, 1))
    w_x, w_h, b_1, w_2, b_2 = np.array([[1.0]]), np.array([[2.0]]), np.zeros(1), np.array([[3.0]]), np.ones(1)
    outputs, hidden = solution.forward(x, h0, w_x, w_h, b_1, w_2, b_2)
    assert hidden.round(4).ravel().tolist() == [0, 0.4621, -0.0756]
    assert outputs.round(4).ravel().tolist() == [2.3864, 0.7731]
    gradients = solution.backward(np.ones((1, 2, 1)), x, hidden, w_h, w_2)
    assert [round(value.item(), 4) for value in gradients] == [0.5427, 1.3784, 10.0339, 0.3865, 2]
    assert solution.gradient_norms(hidden[0], w_h).round(4).tolist() == [3.1278, 1.9886, 1]
    # The steps between them: dA_2, dH_1 and dA_1.
    da_2 = 3 * (1 - hidden[0, 2, 0] ** 2)
    dh_1 = 3 + 2 * da_2
    assert (round(da_2, 4), round(dh_1, 4), round(dh_1 * (1 - hidden[0, 1, 0] ** 2), 4)) == (2.9828, 8.9657, 7.0510)
