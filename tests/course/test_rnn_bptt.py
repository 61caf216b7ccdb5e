"""The reference of rnn_bptt against independent derivations: complex steps, explicit sums of powers, PyTorch's autograd."""

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

# Samples and steps.
SIZES = [(1, 1), (1, 4), (3, 1), (4, 6)]
WX, W_REC = 0.8, -0.9


@pytest.fixture(scope="module")
def solution() -> ModuleType:
    path = Path(__file__).parents[2] / "solutions" / "rnn_bptt" / "rnn_bptt.py"
    spec = importlib.util.spec_from_file_location("reference_of_rnn_bptt", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def drawn(n: int, steps: int) -> tuple[np.ndarray, np.ndarray]:
    """Inputs and targets."""
    rng = np.random.default_rng((n, steps))
    return rng.normal(size=(n, steps)), rng.normal(size=n)


def closed_form(x: np.ndarray, wx: complex, w_rec: complex) -> np.ndarray:
    """S_k = sum over j of wRec**(k-j) wx X_j, for each sample and each step by itself: no recursion."""
    n, steps = x.shape
    states = np.zeros((n, steps + 1), dtype=complex)
    for i in range(n):
        for k in range(1, steps + 1):
            states[i, k] = sum(w_rec ** (k - j) * wx * x[i, j - 1] for j in range(1, k + 1))
    return states


def squared_error(x: np.ndarray, t: np.ndarray, wx: complex, w_rec: complex) -> complex:
    """The loss as a sum over samples, analytic in both weights."""
    last = closed_form(x, wx, w_rec)[:, -1]
    return complex(sum((last[i] - t[i]) ** 2 for i in range(len(t))) / len(t))


@pytest.mark.parametrize(("n", "steps"), SIZES)
def test_states_in_closed_form(solution: ModuleType, n: int, steps: int) -> None:
    """forward_states() and loss() are what the explicit sums give."""
    x, t = drawn(n, steps)
    states = solution.forward_states(x, WX, W_REC)
    np.testing.assert_allclose(states, closed_form(x, WX, W_REC).real, rtol=1e-12, atol=1e-14)
    assert solution.loss(states[:, -1], t) == pytest.approx(squared_error(x, t, WX, W_REC).real, rel=1e-12)


@pytest.mark.parametrize(("n", "steps"), SIZES)
def test_gradients_by_complex_steps(solution: ModuleType, n: int, steps: int) -> None:
    """Im L(w + ih) / h is the derivative to the last digit, since nothing is subtracted."""
    x, t = drawn(n, steps)
    states = solution.forward_states(x, WX, W_REC)
    found, _ = solution.backward_gradient(x, states, solution.output_gradient(states[:, -1], t), W_REC)
    h = 1e-30
    exact = (squared_error(x, t, WX + 1j * h, W_REC).imag / h, squared_error(x, t, WX, W_REC + 1j * h).imag / h)
    np.testing.assert_allclose(found, exact, rtol=1e-11, atol=1e-14)


@pytest.mark.parametrize(("n", "steps"), SIZES)
def test_gradient_over_time_is_a_power(solution: ModuleType, n: int, steps: int) -> None:
    """What the last state passes on to the state after step k is wRec**(T-k), in float and in extended precision."""
    x, t = drawn(n, steps)
    states = solution.forward_states(x, WX, W_REC)
    gradient = 2 * (states[:, -1].astype(np.longdouble) - t)
    _, over_time = solution.backward_gradient(x, states, solution.output_gradient(states[:, -1], t), W_REC)
    for k in range(steps + 1):
        np.testing.assert_allclose(over_time[:, k], gradient * np.longdouble(W_REC) ** (steps - k), rtol=1e-12)


def test_against_autograd(solution: ModuleType) -> None:
    """PyTorch's own derivatives, where its CPU build is installed."""
    torch = pytest.importorskip("torch", reason="PyTorch is not installed; pip install torch to compare with its autograd")
    x, t = drawn(4, 6)
    leaves = [torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in (WX, W_REC)]
    state = torch.zeros(4, dtype=torch.float64)
    for k in range(6):
        state = leaves[0] * torch.tensor(x[:, k]) + leaves[1] * state
    torch.nn.functional.mse_loss(state, torch.tensor(t)).backward()
    states = solution.forward_states(x, WX, W_REC)
    found, _ = solution.backward_gradient(x, states, solution.output_gradient(states[:, -1], t), W_REC)
    np.testing.assert_allclose(found, [leaf.grad.item() for leaf in leaves], rtol=1e-12)


def test_the_example_of_the_handout(solution: ModuleType) -> None:
    """Every number that README.md works out by hand."""
    x, t = np.array([[1, 1]]), np.array([2])
    states = solution.forward_states(x, 1, 2)
    assert states.tolist() == [[0, 1, 3]]
    assert solution.loss(states[:, -1], t) == 1
    at_the_output = solution.output_gradient(states[:, -1], t)
    assert at_the_output.tolist() == [2]
    gradients, over_time = solution.backward_gradient(x, states, at_the_output, 2)
    assert (gradients, over_time.tolist()) == ((6, 2), [[8, 4, 2]])
