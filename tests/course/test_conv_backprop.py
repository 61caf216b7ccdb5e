"""The reference of conv_backprop against explicit sums, complex steps, scipy.signal and PyTorch's autograd."""

import importlib.util
import itertools
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from grader.judge.supervisor import Judge
from grader.reading.submissions import load_submission

LINES = [(1, 1), (4, 4), (5, 1), (6, 3)]
# n, C, F, H, W, KH, KW, stride, pad
LAYERS = [
    (1, 1, 1, 1, 1, 1, 1, 1, 0),
    (2, 1, 2, 4, 3, 2, 2, 1, 0),
    (1, 2, 2, 3, 4, 3, 2, 1, 1),
    (2, 2, 1, 5, 4, 2, 3, 2, 1),
    (1, 1, 2, 5, 6, 2, 2, 3, 0),
    (1, 2, 1, 4, 3, 3, 2, 2, 2),
]


@pytest.fixture(scope="module")
def solution() -> ModuleType:
    path = Path(__file__).parents[2] / "solutions" / "conv_backprop" / "conv_backprop.py"
    spec = importlib.util.spec_from_file_location("reference_of_conv_backprop", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def drawn(sizes: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(x, w, b)"""
    n, C, F, H, W, KH, KW, _, _ = sizes
    rng = np.random.default_rng(sizes)
    return rng.normal(size=(n, C, H, W)), rng.normal(size=(F, C, KH, KW)), rng.normal(size=F)


def layer_by_definition(x, w, b, stride, pad):  # type: ignore[no-untyped-def]  # one index at a time, no padded image; complex too
    n, C, H, W = x.shape
    F, _, KH, KW = w.shape
    OH, OW = (H + 2 * pad - KH) // stride + 1, (W + 2 * pad - KW) // stride + 1
    out = np.zeros((n, F, OH, OW), dtype=np.result_type(x, w, b))
    for a, f, i, j in np.ndindex(out.shape):
        total = b[f]
        for c, p, q in itertools.product(range(C), range(KH), range(KW)):
            row, column = i * stride + p - pad, j * stride + q - pad
            if 0 <= row < H and 0 <= column < W:
                total = total + w[f, c, p, q] * x[a, c, row, column]
        out[a, f, i, j] = total
    return out


@pytest.mark.parametrize(("N", "K"), LINES)
def test_one_dimension_by_explicit_sums(solution: ModuleType, N: int, K: int) -> None:
    """Both sums of the handout, dx as the full convolution with its bounds written out."""
    rng = np.random.default_rng((N, K))
    x, w, delta = rng.normal(size=N), rng.normal(size=K), rng.normal(size=N - K + 1)
    out = [sum(w[i] * x[i + j] for i in range(K)) for j in range(N - K + 1)]
    dw = [sum(delta[j] * x[i + j] for j in range(N - K + 1)) for i in range(K)]
    dx = [sum(delta[j] * w[m - j] for j in range(N - K + 1) if 0 <= m - j < K) for m in range(N)]
    np.testing.assert_allclose(solution.conv1d_forward(x, w), out, atol=1e-13)
    found_dx, found_dw = solution.conv1d_backward(delta, x, w)
    np.testing.assert_allclose(found_dx, dx, atol=1e-13)
    np.testing.assert_allclose(found_dw, dw, atol=1e-13)


@pytest.mark.parametrize("sizes", LAYERS)
def test_forward_by_explicit_sums(solution: ModuleType, sizes: tuple[int, ...]) -> None:
    """One output, one product at a time."""
    x, w, b = drawn(sizes)
    out, _ = solution.conv_forward(x, w, b, *sizes[-2:])
    np.testing.assert_allclose(out, layer_by_definition(x, w, b, *sizes[-2:]), atol=1e-12)


@pytest.mark.parametrize("sizes", LAYERS)
def test_backward_by_complex_steps(solution: ModuleType, sizes: tuple[int, ...]) -> None:
    """Im L(v + ih) / h of the definition, exact to rounding: W. Squire, G. Trapp, SIAM Review 40(1), 1998."""
    values = drawn(sizes)
    out, cache = solution.conv_forward(*values, *sizes[-2:])
    dout = np.random.default_rng(5).normal(size=out.shape)
    for which, gradient in enumerate(solution.conv_backward(dout, cache)):
        assert gradient.shape == values[which].shape
        for index in np.ndindex(gradient.shape):
            moved = [value.astype(complex) for value in values]
            moved[which][index] += 1e-30j
            slope = np.sum(dout * layer_by_definition(*moved, *sizes[-2:])).imag / 1e-30
            assert gradient[index] == pytest.approx(slope, rel=1e-12, abs=1e-13)


def test_against_scipy(solution: ModuleType) -> None:
    """correlate2d of the padded image, every stride-th entry; dx as a full convolution where the stride is 1."""
    signal = pytest.importorskip("scipy.signal", reason="scipy is not installed; pip install scipy to compare with scipy.signal")
    for sizes in LAYERS:
        n, C, F, _, _, _, _, stride, pad = sizes
        x, w, b = drawn(sizes)
        padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
        out, cache = solution.conv_forward(x, w, b, stride, pad)
        for a, f in itertools.product(range(n), range(F)):
            planes = [signal.correlate2d(padded[a, c], w[f, c], mode="valid")[::stride, ::stride] for c in range(C)]
            np.testing.assert_allclose(out[a, f], sum(planes) + b[f], atol=1e-12)
        if stride > 1:
            continue
        dout = np.random.default_rng(6).normal(size=out.shape)
        dx, _, _ = solution.conv_backward(dout, cache)
        for a, c in itertools.product(range(n), range(C)):
            whole = sum(signal.convolve2d(dout[a, f], w[f, c], mode="full") for f in range(F))
            np.testing.assert_allclose(dx[a, c], whole[pad : pad + x.shape[2], pad : pad + x.shape[3]], atol=1e-12)


def test_against_autograd(solution: ModuleType) -> None:
    """PyTorch's conv2d and its own derivatives, where its CPU build is installed."""
    torch = pytest.importorskip("torch", reason="PyTorch is not installed; pip install torch to compare with its autograd")
    for sizes in LAYERS:
        values = drawn(sizes)
        leaves = [torch.tensor(value, requires_grad=True) for value in values]
        theirs = torch.nn.functional.conv2d(*leaves, stride=sizes[-2], padding=sizes[-1])
        out, cache = solution.conv_forward(*values, *sizes[-2:])
        np.testing.assert_allclose(out, theirs.detach().numpy(), atol=1e-12)
        dout = np.random.default_rng(7).normal(size=out.shape)
        theirs.backward(torch.tensor(dout))
        for gradient, leaf in zip(solution.conv_backward(dout, cache), leaves, strict=True):
            np.testing.assert_allclose(gradient, leaf.grad.numpy(), atol=1e-12)


def test_the_examples_of_the_handout(solution: ModuleType) -> None:
    """Every number that README.md works out by hand."""
    x, w, delta = np.array([1, 0, 3, 4]), np.array([1, 2]), np.array([1, 0, -1])
    assert solution.conv1d_forward(x, w).tolist() == [1, 6, 11]
    dx, dw = solution.conv1d_backward(delta, x, w)
    assert (dx.tolist(), dw.tolist()) == ([1, 2, -1, -2], [-2, -4])
    x, w = np.array([[[[1, 2, 3], [4, 5, 6]]]]), np.array([[[[1, 0], [2, 3]]]])
    out, cache = solution.conv_forward(x, w, np.array([1]), 1, 0)
    assert out[0, 0].tolist() == [[25, 31]]
    dx, dw, db = solution.conv_backward(np.array([[[[1, 10]]]]), cache)
    assert (dx[0, 0].tolist(), dw[0, 0].tolist(), db.tolist()) == ([[1, 10, 0], [2, 23, 30]], [[21, 32], [54, 65]], [11])
    out, cache = solution.conv_forward(np.arange(9).reshape(1, 1, 3, 3), np.ones((1, 1, 2, 2)), np.zeros(1), 2, 1)
    assert out[0, 0].tolist() == [[0, 3], [9, 24]]
    dx, dw, db = solution.conv_backward(np.array([[[[1, 2], [3, 4]]]]), cache)
    assert dx[0, 0].tolist() == [[1, 2, 2], [3, 4, 4], [3, 4, 4]]
    assert dw[0, 0].tolist() == [[16, 29], [30, 54]]
    assert db.tolist() == [10]


# What the forward pass of a layer is worth, and the case that asks whether both passes fit together.
FORWARD, BOTH = 5, 1
WRONG_FORWARDS = {
    "forward_off_by_a_millionth": 20 - FORWARD,
    # One of the seven layers of the three points for forward is a single number, which has no axes to exchange.
    "output_axes_exchanged": 20 - FORWARD - BOTH + Fraction(3, 7),
    "cache_without_output": 20 - FORWARD - BOTH,
}


@pytest.mark.long
def test_a_wrong_forward_costs_the_forward() -> None:
    """A right backward pass earns all that is asked of it alone, whatever its forward pass returns beside the cache."""
    root = Path(__file__).parents[2]
    with Judge(root, "conv_backprop", sandbox="process", feedback=False) as judge:
        for name, points in WRONG_FORWARDS.items():
            (file,) = (root / "solutions" / "conv_backprop" / "samples").glob(f"*/{name}.py")
            grade = judge.grade(load_submission(file, judge.assignment))
            assert grade.points == points, name
            lost = {case.question for case in grade.cases if case.points < case.max_points}
            assert lost == {"conv_forward"} | ({"conv_backward"} if points < 20 - FORWARD else set()), name
