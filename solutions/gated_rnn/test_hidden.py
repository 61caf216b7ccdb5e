"""Hidden tests for gated_rnn. Cells are objects of the student's own classes; their methods are called on both sides."""

import numpy as np
import pytest
from hypothesis import given, settings
from inputs import GRU_BLOCKS, LSTM_BLOCKS, cells, small_gru_steps, small_lstm_steps, states

# n, D, H: one of each, D = H and D != H both ways round.
STEPS = [(1, 1, 1), (1, 3, 2), (4, 2, 2), (3, 2, 4), (2, 4, 3)]
# n, T, D, H
SEQUENCES = [(1, 1, 1, 1), (1, 5, 2, 3), (4, 1, 3, 2), (3, 4, 3, 3), (2, 60, 2, 3)]
KEEPS = "step() may use its arguments and the parameters only, and has to make new arrays: no c *= f, no self.h."
AFRESH = "Every call of forward() starts from start(n), whatever the cell has computed before."
INTEGERS = "An array that copies the dtype of the inputs cuts off fractions."


@pytest.mark.points(1, hint="1 / (1 + e^-a), entry by entry.")
@pytest.mark.parametrize("shape", [(1,), (7,), (2, 3), (3, 1, 2)])
def test_sigmoid(check, rng, shape):
    """sigmoid() is 1 / (1 + e^-a) for arrays of any shape."""
    check.sigmoid(3 * rng.normal(size=shape))


@pytest.mark.points(1, hint=INTEGERS)
def test_sigmoid_of_integers(check):
    """sigmoid() returns fractions for integers too."""
    check.sigmoid(np.arange(-3, 4))


@pytest.mark.points(1, hint="e^1000 is infinite, and infinite by infinite is nan. Only ever raise e to a negative power.")
def test_sigmoid_far_out(check):
    """sigmoid() is 0 or 1 far away from zero, not nan."""
    check.sigmoid(np.array([[-1000.0, -710.0, -40.0], [40.0, 710.0, 1000.0]]))


@pytest.mark.points(
    3,
    question="LSTMCell.step",
    hint="Cut x W_x + h W_h + b into i, f, g, o. Sigmoid for i, f and o, tanh for g. Then c = f c + i g and h = o tanh(c).",
)
@pytest.mark.parametrize("n, D, H", STEPS)
def test_one_lstm_step(check, rng, n, D, H):
    """LSTMCell.step() returns the hidden states and the cell states after the step."""
    cell = check.LSTMCell(cells(rng, LSTM_BLOCKS, D, H))
    cell.step(rng.normal(size=(n, D)), states(rng, n, H), 2 * rng.normal(size=(n, H)))


@pytest.mark.points(1, question="LSTMCell.step", hint="Work one small example by hand, as in the handout.")
@settings(max_examples=25)
@given(drawn=small_lstm_steps())
def test_small_lstm_steps(check, drawn):
    """LSTMCell.step() is right on small whole numbers of any shape."""
    params, arguments = drawn
    check.LSTMCell(params).step(*arguments)


@pytest.mark.points(1, question="LSTMCell.step", hint="Use your sigmoid(), and correct it first.")
def test_gates_wide_open_and_shut(check, rng):
    """LSTMCell.step() is right where weights are so large that gates are open or shut."""
    cell = check.LSTMCell(cells(rng, LSTM_BLOCKS, 3, 2, scale=1000.0))
    cell.step(rng.normal(size=(4, 3)), states(rng, 4, 2), rng.normal(size=(4, 2)))


@pytest.mark.points(1, question="LSTMCell.step", hint=KEEPS)
def test_lstm_step_changes_nothing(check, rng):
    """LSTMCell.step() changes neither the cell nor its arguments: the same states can be used again."""
    cell = check.LSTMCell(cells(rng, LSTM_BLOCKS, 3, 2))
    # The states stay with whoever made them: what a step writes into them is there when they are used again.
    h, c = cell.start(4)
    first, second = rng.normal(size=(2, 4, 3))
    cell.step(first, h, c)
    cell.step(rng.normal(size=(2, 3)), states(rng, 2, 2), rng.normal(size=(2, 2)))
    cell.step(second, h, c)
    cell.step(first, h, c)


@pytest.mark.points(2, question="LSTMCell.forward", hint="hs[:, 0] and cs[:, 0] are zeros; each later entry follows by one step.")
@pytest.mark.parametrize("n, T, D, H", SEQUENCES)
def test_lstm_over_sequences(check, rng, n, T, D, H):
    """LSTMCell.forward() returns all hidden states and all cell states, (n, T+1, H) each."""
    check.LSTMCell(cells(rng, LSTM_BLOCKS, D, H)).forward(rng.normal(size=(n, T, D)))


@pytest.mark.points("1/2", question="LSTMCell.forward", hint=AFRESH)
def test_lstm_starts_afresh(check, rng):
    """LSTMCell.forward() returns the same for the same sequences, whatever was computed before."""
    cell = check.LSTMCell(cells(rng, LSTM_BLOCKS, 2, 3))
    xs = rng.normal(size=(3, 4, 2))
    cell.forward(xs)
    cell.step(xs[:, 0], states(rng, 3, 3), rng.normal(size=(3, 3)))
    cell.forward(xs)


@pytest.mark.points("1/2", question="LSTMCell.forward", hint=INTEGERS)
def test_lstm_over_zeros_and_ones(check, rng):
    """LSTMCell.forward() returns fractions for integer inputs too."""
    check.LSTMCell(cells(rng, LSTM_BLOCKS, 2, 3)).forward(rng.integers(0, 2, size=(3, 4, 2)))


@pytest.mark.points(
    3,
    question="GRUCell.step",
    hint="r and z first. The candidate sees r h, multiplied before W_h is applied. Then h = z h + (1 - z) g.",
)
@pytest.mark.parametrize("n, D, H", STEPS)
def test_one_gru_step(check, rng, n, D, H):
    """GRUCell.step() returns the hidden states after the step."""
    check.GRUCell(cells(rng, GRU_BLOCKS, D, H)).step(rng.normal(size=(n, D)), states(rng, n, H))


@pytest.mark.points(1, question="GRUCell.step", hint="Work one small example by hand, as in the handout.")
@settings(max_examples=25)
@given(drawn=small_gru_steps())
def test_small_gru_steps(check, drawn):
    """GRUCell.step() is right on small whole numbers of any shape."""
    params, arguments = drawn
    check.GRUCell(params).step(*arguments)


@pytest.mark.points(1, question="GRUCell.step", hint=KEEPS)
def test_gru_step_changes_nothing(check, rng):
    """GRUCell.step() changes neither the cell nor its arguments: the same states can be used again."""
    cell = check.GRUCell(cells(rng, GRU_BLOCKS, 3, 2))
    # As above: the states stay with whoever made them.
    h = cell.start(4)
    first, second = rng.normal(size=(2, 4, 3))
    cell.step(first, h)
    cell.step(rng.normal(size=(2, 3)), states(rng, 2, 2))
    cell.step(second, h)
    cell.step(first, h)


@pytest.mark.points(2, question="GRUCell.forward", hint="The states at t = 0 are zeros; each later entry follows by one step.")
@pytest.mark.parametrize("n, T, D, H", SEQUENCES)
def test_gru_over_sequences(check, rng, n, T, D, H):
    """GRUCell.forward() returns all hidden states, (n, T+1, H)."""
    check.GRUCell(cells(rng, GRU_BLOCKS, D, H)).forward(rng.normal(size=(n, T, D)))


@pytest.mark.points("1/2", question="GRUCell.forward", hint=AFRESH)
def test_gru_starts_afresh(check, rng):
    """GRUCell.forward() returns the same for the same sequences, whatever was computed before."""
    cell = check.GRUCell(cells(rng, GRU_BLOCKS, 2, 3))
    xs = rng.normal(size=(3, 4, 2))
    cell.forward(xs)
    cell.step(xs[:, 0], states(rng, 3, 3))
    cell.forward(xs)


@pytest.mark.points("1/2", question="GRUCell.forward", hint=INTEGERS)
def test_gru_over_zeros_and_ones(check, rng):
    """GRUCell.forward() returns fractions for integer inputs too."""
    check.GRUCell(cells(rng, GRU_BLOCKS, 2, 3)).forward(rng.integers(0, 2, size=(3, 4, 2)))
