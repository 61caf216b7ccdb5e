"""Visible tests for gated_rnn: the examples of the handout, and gates set by hand. Run them with ``grader check``."""

import numpy as np
import pytest

# The examples: one sequence of two steps, one input, one hidden unit.
XS = np.array([[[1.0], [-1.0]]])
LSTM = {"W_x": np.array([[1.0, -1.0, 2.0, 0.5]]), "W_h": np.array([[0.5, 1.0, -1.0, 1.0]]), "b": np.array([0.0, 1.0, 0.0, 0.0])}
GRU = {"W_x": np.array([[1.0, -1.0, 2.0]]), "W_h": np.array([[0.5, 1.0, -1.0]]), "b": np.array([0.0, 1.0, 0.0])}


def logistic(a):
    return 1 / (1 + np.exp(-a))


def constant(blocks, *biases):
    """Parameters of a cell that sees nothing: its gates follow from the biases alone, for two inputs and one hidden unit."""
    return {"W_x": np.zeros((2, blocks)), "W_h": np.zeros((1, blocks)), "b": np.array(biases)}


@pytest.mark.points(1, hint="1 / (1 + e^-a): one half at 0, and sigmoid(-a) = 1 - sigmoid(a).")
def test_sigmoid_near_zero(student, near):
    """sigmoid() is 1/2 at 0, 3/4 at ln 3 and 1/4 at -ln 3."""
    assert student.sigmoid(np.array([0.0, np.log(3.0), -np.log(3.0)])) == near(np.array([0.5, 0.75, 0.25]))


@pytest.mark.points(1, hint="e^1000 is infinite. Only ever raise e to a negative power.")
def test_sigmoid_far_from_zero(student, near):
    """sigmoid() is 0 at -1000 and 1 at 1000."""
    assert student.sigmoid(np.array([-1000.0, 1000.0])) == near(np.array([0.0, 1.0]))


@pytest.mark.points(1, hint="All gates are 1/2 and the candidate is 0, so half of c is forgotten.")
def test_lstm_with_gates_half_open(student, near):
    """LSTMCell.step() with parameters of zeros halves the cell state."""
    cell = student.LSTMCell(constant(4, 0.0, 0.0, 0.0, 0.0))
    h, c = cell.step(np.ones((1, 2)), np.array([[0.3]]), np.array([[4.0]]))
    assert (h, c) == near((0.5 * np.tanh([[2.0]]), np.array([[2.0]])))


@pytest.mark.points(1, hint="f = 1 and i = 0: nothing is forgotten and nothing is added. Is the order of the blocks i, f, g, o?")
def test_lstm_that_remembers(student, near):
    """LSTMCell.step() keeps c where the forget gate is open and the input gate is shut."""
    cell = student.LSTMCell(constant(4, -1000.0, 1000.0, 5.0, 1000.0))
    h, c = cell.step(np.ones((1, 2)), np.array([[0.3]]), np.array([[4.0]]))
    assert (h, c) == near((np.tanh([[4.0]]), np.array([[4.0]])))


@pytest.mark.points(1, hint="hs and cs have one entry more than there are steps: at t = 0 they are zeros.")
def test_lstm_example(student, near):
    """LSTMCell.forward() returns the states of the example, shape (1, 3, 1) each."""
    c_1 = logistic(1.0) * np.tanh(2.0)
    h_1 = logistic(0.5) * np.tanh(c_1)
    c_2 = logistic(1 + 1 + h_1) * c_1 + logistic(-1 + 0.5 * h_1) * np.tanh(-2 - h_1)
    h_2 = logistic(-0.5 + h_1) * np.tanh(c_2)
    hs, cs = student.LSTMCell(LSTM).forward(XS)
    assert (hs, cs) == near((np.array([[[0.0], [h_1], [h_2]]]), np.array([[[0.0], [c_1], [c_2]]])))


@pytest.mark.points(1, hint="z = 1 keeps the old state, z = 0 takes the candidate. Is the order of the blocks r, z, g?")
@pytest.mark.parametrize(("z", "expected"), [(1000.0, 0.3), (-1000.0, np.tanh(2.0)), (0.0, 0.15 + 0.5 * np.tanh(2.0))])
def test_gru_that_keeps_or_replaces(student, near, z, expected):
    """GRUCell.step() keeps the state, takes the candidate or halves both, as the update gate says."""
    cell = student.GRUCell(constant(3, 0.0, z, 2.0))
    assert cell.step(np.ones((1, 2)), np.array([[0.3]])) == near(np.array([[expected]]))


@pytest.mark.points(1, hint="The candidate sees the state times r.")
def test_gru_example(student, near):
    """GRUCell.forward() returns the states of the example, shape (1, 3, 1)."""
    h_1 = (1 - logistic(0.0)) * np.tanh(2.0)
    r, z = logistic(-1 + 0.5 * h_1), logistic(1 + 1 + h_1)
    h_2 = z * h_1 + (1 - z) * np.tanh(-2 - r * h_1)
    assert student.GRUCell(GRU).forward(XS) == near(np.array([[[0.0], [h_1], [h_2]]]))
