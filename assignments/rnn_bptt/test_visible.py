"""Visible tests for rnn_bptt: the example of the handout, step by step. Run them with ``grader check``."""

import numpy as np
import pytest


@pytest.mark.points(1, hint="One multiplication for the input, one for the state, and a sum.")
def test_one_step_of_the_example(student, near):
    """update_state() makes the step S_1 = 1 of the example from S_0 = 0 and X_1 = 1."""
    assert student.update_state(np.array([1.0]), np.array([0.0]), 1.0, 2.0) == near(np.array([1.0]))


@pytest.mark.points(1, hint="Column 0 is S_0 = 0, and there is one column more than steps.")
def test_states_of_the_example(student, near):
    """forward_states() returns [[0, 1, 3]] for X = [[1, 1]], wx = 1 and wRec = 2."""
    assert student.forward_states(np.array([[1.0, 1.0]]), 1.0, 2.0) == near(np.array([[0.0, 1.0, 3.0]]))


@pytest.mark.points(1, hint="With both weights equal to 1 the last state is the sum of the row.")
def test_counts_the_ones(student, near, rng):
    """With wx = wRec = 1 the last state counts the ones of each row."""
    X = rng.integers(0, 2, size=(4, 6)).astype(float)
    assert student.forward_states(X, 1.0, 1.0)[:, -1] == near(X.sum(axis=1))


@pytest.mark.points(1, hint="Square the differences first, then take their mean.")
def test_loss_of_two_samples(student, near):
    """loss() is the mean of the squared errors: for errors 1 and 3 it is 5."""
    assert student.loss(np.array([3.0, 5.0]), np.array([2.0, 2.0])) == near(5.0)


@pytest.mark.points(1, hint="The derivative of a square; the mean over the samples comes later.")
def test_output_gradient_of_two_samples(student, near):
    """output_gradient() is 2 (y - t) for each sample: for errors 1 and 3 it is [2, 6]."""
    assert student.output_gradient(np.array([3.0, 5.0]), np.array([2.0, 2.0])) == near(np.array([2.0, 6.0]))


@pytest.mark.points(1, hint="Fill the columns from the right: column k-1 is column k times wRec.")
def test_gradient_over_time_of_the_example(student, near):
    """backward_gradient() fills grad_over_time with [[8, 4, 2]] in the example."""
    _, grad_over_time = student.backward_gradient(np.array([[1.0, 1.0]]), np.array([[0.0, 1.0, 3.0]]), np.array([2.0]), 2.0)
    assert grad_over_time == near(np.array([[8.0, 4.0, 2.0]]))


@pytest.mark.points(1, hint="wx_grad adds up g_k X_k, wRec_grad adds up g_k S_(k-1).")
def test_gradients_of_the_example(student, near):
    """backward_gradient() returns wx_grad = 6 and wRec_grad = 2 in the example."""
    gradients, _ = student.backward_gradient(np.array([[1.0, 1.0]]), np.array([[0.0, 1.0, 3.0]]), np.array([2.0]), 2.0)
    assert gradients == near((6.0, 2.0))


@pytest.mark.points(1, hint="Two equal samples have the gradients of one: the mean over the samples, not their sum.")
def test_equal_samples_change_nothing(student, near):
    """Handing in the same sample twice leaves the gradients of the weights as they are."""
    X, S, grad_out = np.array([[1.0, 1.0]] * 2), np.array([[0.0, 1.0, 3.0]] * 2), np.array([2.0, 2.0])
    assert student.backward_gradient(X, S, grad_out, 2.0)[0] == near((6.0, 2.0))
