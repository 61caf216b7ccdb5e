"""Hidden tests for rnn_bptt."""

import pytest
from hypothesis import given, settings
from inputs import answer_pairs, answers, batches, samples, small_batches

SHAPES = [(1, 1), (1, 6), (5, 1), (3, 5), (5, 3), (4, 4), (20, 10)]


@pytest.mark.points(3, hint="Look at which of the two weights belongs to what.")
@pytest.mark.parametrize("n", [1, 4])
@pytest.mark.parametrize("wRec", [0.7, -1.5, 0.0])
def test_one_step(check, rng, n, wRec):  # the course's own name
    """update_state() makes one step: S_k = wx X_k + wRec S_(k-1)."""
    check.update_state(rng.normal(size=n), rng.normal(size=n), 1.25, wRec)


@pytest.mark.points(3, hint="Column 0 is zero, and every column follows from the one to its left and the input of that step.")
@pytest.mark.parametrize("n, steps", SHAPES)
def test_all_states(check, rng, n, steps):
    """forward_states() returns all states from S_0 = 0 to S_T, shape (n, T+1)."""
    check.forward_states(samples(rng, n, steps), 0.8, -1.2)


@pytest.mark.points(1, hint="Mind the dtype of the array that holds the states: an array of integers cuts off fractions.")
def test_states_of_integers(check, rng):
    """forward_states() returns fractional states for integer inputs too."""
    check.forward_states(samples(rng, 3, 7, binary=True), 0.6, 0.9)


@pytest.mark.points(2, hint="Square, then the mean; what comes out is one number.")
@pytest.mark.parametrize("n", [1, 2, 7])
def test_mean_squared_error(check, rng, n):
    """loss() is the mean squared error over the samples, a single number."""
    check.loss(*answers(rng, n))


@pytest.mark.points(1, hint="The sign of a difference is gone once it is squared.")
@settings(max_examples=25)
@given(pair=answer_pairs())
def test_loss_of_any_numbers(check, pair):
    """loss() is the mean squared error for any y and t."""
    check.loss(*pair)


@pytest.mark.points(2, hint="The derivative of a square with respect to y; dividing by n comes later.")
@pytest.mark.parametrize("n", [1, 2, 7])
def test_gradient_at_the_output(check, rng, n):
    """output_gradient() is 2 (y - t) for each sample."""
    check.output_gradient(*answers(rng, n))


@pytest.mark.points(3, hint="Each step's gradient is averaged over the samples, then added up over time.")
@pytest.mark.parametrize("n, steps", SHAPES)
def test_matches_the_bptt_equations(check, rng, n, steps):
    """backward_gradient() returns the gradients that the BPTT equations give."""
    check.backward_gradient(*batches(rng, n, steps))


@pytest.mark.points(2, hint="Every column further to the left takes one more factor wRec.")
@pytest.mark.parametrize("wRec", [-0.8, 0.0, 1.0, 2.5])
def test_special_recurrent_weights(check, rng, wRec):
    """backward_gradient() is right for a negative, zero and large wRec too."""
    check.backward_gradient(*batches(rng, 3, 6, wRec=wRec))


@pytest.mark.points(1, hint="These are the inputs of the counting network; think of where integers have to become fractions.")
def test_zeros_and_ones(check, rng):
    """backward_gradient() is right for integer inputs of zeros and ones."""
    check.backward_gradient(*batches(rng, 6, 5, binary=True))


@pytest.mark.points(
    1, question="backward_gradient", hint="The four functions have to fit together: correct the earlier questions first."
)
def test_gradient_of_its_own_loss(student, near, rng):
    """The gradient agrees with finite differences of your own forward pass and loss."""
    X, t = samples(rng, 4, 5), rng.normal(size=4)
    wx, wRec, eps = 0.9, -0.7, 1e-6

    def own_loss(a, b):
        return float(student.loss(student.forward_states(X, a, b)[:, -1], t))

    numeric = (
        (own_loss(wx + eps, wRec) - own_loss(wx - eps, wRec)) / (2 * eps),
        (own_loss(wx, wRec + eps) - own_loss(wx, wRec - eps)) / (2 * eps),
    )
    S = student.forward_states(X, wx, wRec)
    gradients, _ = student.backward_gradient(X, S, student.output_gradient(S[:, -1], t), wRec)
    assert gradients == near(numeric, rule="finite_difference")


@pytest.mark.points(1, hint="Work one small example with whole numbers by hand, as in the handout.")
@settings(max_examples=25)
@given(batch=small_batches())
def test_small_whole_numbers(check, batch):
    """backward_gradient() is right on small whole numbers of any shape."""
    check.backward_gradient(*batch)
