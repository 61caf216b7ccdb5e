"""The same ten cases as a course without a grader writes them: import the student's module, compare with numpy.testing."""

import numpy as np
import pytest
from rnn_bptt import backward_gradient

SHAPES = [(1, 1), (1, 6), (5, 1), (3, 5), (5, 3), (4, 4), (20, 10), (2, 8), (8, 2), (6, 6)]


def expected_gradient(X, S, grad_out, wRec):  # the course's own names
    grad_over_time = np.zeros((X.shape[0], X.shape[1] + 1))
    grad_over_time[:, -1] = grad_out
    wx_grad = wRec_grad = 0.0
    for k in range(X.shape[1], 0, -1):
        wx_grad += np.mean(grad_over_time[:, k] * X[:, k - 1])
        wRec_grad += np.mean(grad_over_time[:, k] * S[:, k - 1])
        grad_over_time[:, k - 1] = grad_over_time[:, k] * wRec
    return (wx_grad, wRec_grad), grad_over_time


@pytest.mark.parametrize(("n", "steps"), SHAPES)
def test_matches_the_bptt_equations(n, steps):
    rng = np.random.default_rng(n * 100 + steps)
    X, S, grad_out = rng.normal(size=(n, steps)), rng.normal(size=(n, steps + 1)), rng.normal(size=n)
    (wx_grad, wRec_grad), grad_over_time = backward_gradient(X, S, grad_out, 0.9)
    (wx_expected, wRec_expected), over_time_expected = expected_gradient(X, S, grad_out, 0.9)
    np.testing.assert_allclose(wx_grad, wx_expected, rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(wRec_grad, wRec_expected, rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(grad_over_time, over_time_expected, rtol=1e-9, atol=1e-10)
