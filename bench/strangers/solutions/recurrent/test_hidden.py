"""Recurrent layers: forward passes alone, backward passes with the same file's forward pass."""

import pytest

STEP = [(1, 1, 1), (3, 4, 2), (2, 2, 2), (5, 3, 4), (4, 2, 3)]
WHOLE = [(1, 1, 1, 1), (2, 3, 4, 2), (3, 4, 2, 3), (2, 2, 3, 3), (2, 5, 2, 4)]


def weights(rng, d, h, gates=1):
    return rng.normal(size=(d, gates * h)), rng.normal(size=(h, gates * h)), rng.normal(size=gates * h)


@pytest.mark.parametrize("n, d, h", STEP)
def test_rnn_step_forward(check, rng, n, d, h):
    """One step."""
    check.rnn_step_forward(rng.normal(size=(n, d)), rng.normal(size=(n, h)), *weights(rng, d, h))


@pytest.mark.points(1, question="rnn_step_backward")
@pytest.mark.parametrize("n, d, h", STEP)
def test_rnn_step_backward(student, check, rng, n, d, h):
    """One step, backward."""
    _, cache = student.rnn_step_forward(rng.normal(size=(n, d)), rng.normal(size=(n, h)), *weights(rng, d, h))
    check.rnn_step_backward(rng.normal(size=(n, h)), cache)


@pytest.mark.parametrize("n, T, d, h", WHOLE)
def test_rnn_forward(check, rng, n, T, d, h):
    """All steps."""
    check.rnn_forward(rng.normal(size=(n, T, d)), rng.normal(size=(n, h)), *weights(rng, d, h))


@pytest.mark.points(1, question="rnn_backward")
@pytest.mark.parametrize("n, T, d, h", WHOLE)
def test_rnn_backward(student, check, rng, n, T, d, h):
    """All steps, backward."""
    _, cache = student.rnn_forward(rng.normal(size=(n, T, d)), rng.normal(size=(n, h)), *weights(rng, d, h))
    check.rnn_backward(rng.normal(size=(n, T, h)), cache)


@pytest.mark.parametrize("n, d, scale", [(1, 1, 1), (3, 2, 1), (4, 4, 3), (2, 3, 900)])
def test_sigmoid(check, rng, n, d, scale):
    """sigmoid() of large numbers too."""
    check.sigmoid(scale * rng.normal(size=(n, d)))


@pytest.mark.parametrize("n, d, h", STEP)
def test_lstm_step_forward(check, rng, n, d, h):
    """One step of the LSTM."""
    check.lstm_step_forward(rng.normal(size=(n, d)), rng.normal(size=(n, h)), rng.normal(size=(n, h)), *weights(rng, d, h, 4))


@pytest.mark.parametrize("n, T, v, d", [(1, 1, 2, 1), (2, 3, 4, 2), (3, 4, 3, 3), (2, 6, 5, 4)])
def test_word_embedding_forward(check, rng, n, T, v, d):
    """Word vectors."""
    check.word_embedding_forward(rng.integers(0, v, size=(n, T)), rng.normal(size=(v, d)))


@pytest.mark.points(1, question="word_embedding_backward")
@pytest.mark.parametrize("n, T, v, d", [(1, 1, 2, 1), (2, 3, 4, 2), (3, 4, 3, 3), (2, 6, 5, 4)])
def test_word_embedding_backward(student, check, rng, n, T, v, d):
    """Word vectors, backward."""
    _, cache = student.word_embedding_forward(rng.integers(0, v, size=(n, T)), rng.normal(size=(v, d)))
    check.word_embedding_backward(rng.normal(size=(n, T, d)), cache)


@pytest.mark.parametrize("n, T, v", [(1, 2, 2), (2, 3, 4), (3, 4, 3), (4, 2, 5), (3, 5, 2)])
def test_temporal_softmax_loss(check, rng, n, T, v):
    """Loss of a sequence, with a mask."""
    mask = rng.uniform(size=(n, T)) < 0.7
    mask[0, 0] = True
    check.temporal_softmax_loss(rng.normal(size=(n, T, v)), rng.integers(0, v, size=(n, T)), mask)
