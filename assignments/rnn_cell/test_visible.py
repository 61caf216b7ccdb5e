"""Visible tests for rnn_cell: the example of the handout. Run them with ``grader check``."""

import numpy as np
import pytest

# The example: one sequence of two steps, one input, one hidden unit, one output.
W_X, W_H, B_1 = np.array([[1.0]]), np.array([[2.0]]), np.array([0.0])
W_2, B_2 = np.array([[3.0]]), np.array([1.0])
X = np.array([[[0.5], [-1.0]]])
H0 = np.array([[0.0]])
H1 = np.tanh(0.5)
H2 = np.tanh(-1.0 + 2.0 * H1)


@pytest.mark.points(1, hint="A matrix product for the input, one for the state, the bias, and tanh of the sum.")
def test_one_step_of_the_example(student, near):
    """step() makes H_1 = tanh(0.5) of X_1 = 0.5 and H_0 = 0."""
    assert student.step(X[:, 0], H0, W_X, W_H, B_1) == near(np.array([[H1]]))


@pytest.mark.points(1, hint="hidden has one entry more than there are steps: hidden[:, 0] is h0.")
def test_states_of_the_example(student, near):
    """forward() returns the states H_0, H_1, H_2 of the example, shape (1, 3, 1)."""
    _, hidden = student.forward(X, H0, W_X, W_H, B_1, W_2, B_2)
    assert hidden == near(np.array([[[0.0], [H1], [H2]]]))


@pytest.mark.points(1, hint="O_t belongs to the state after step t.")
def test_outputs_of_the_example(student, near):
    """forward() returns the outputs 3 H_t + 1 of the example, shape (1, 2, 1)."""
    outputs, _ = student.forward(X, H0, W_X, W_H, B_1, W_2, B_2)
    assert outputs == near(np.array([[[3 * H1 + 1], [3 * H2 + 1]]]))


@pytest.mark.points(1, hint="Both steps contribute: add up H_t times the gradient of O_t.")
def test_gradient_of_the_output_weights(student, near):
    """backward() returns dW_2 = H_1 + H_2 and db_2 = 2 where every output has gradient 1."""
    hidden = np.array([[[0.0], [H1], [H2]]])
    _, _, _, dW_2, db_2 = student.backward(np.ones((1, 2, 1)), X, hidden, W_H, W_2)
    assert (dW_2, db_2) == near((np.array([[H1 + H2]]), np.array([2.0])))


@pytest.mark.points(1, hint="Step 2 first: da_2 = 3 (1 - H_2²). Then step 1, which also gets da_2 times 2.")
def test_gradient_of_the_hidden_bias(student, near):
    """backward() returns db_1 = da_1 + da_2 in the example."""
    hidden = np.array([[[0.0], [H1], [H2]]])
    da_2 = 3 * (1 - H2**2)
    da_1 = (3 + 2 * da_2) * (1 - H1**2)
    assert student.backward(np.ones((1, 2, 1)), X, hidden, W_H, W_2)[2] == near(np.array([da_1 + da_2]))


@pytest.mark.points(1, hint="The last entry is the norm of the identity; each entry before it has one more factor.")
def test_gradient_norms_of_the_example(student, near):
    """gradient_norms() returns the absolute derivatives of H_2 with respect to H_0, H_1, H_2."""
    slope_1, slope_2 = 2 * (1 - H1**2), 2 * (1 - H2**2)
    assert student.gradient_norms(np.array([[0.0], [H1], [H2]]), W_H) == near(np.array([slope_1 * slope_2, slope_2, 1.0]))
