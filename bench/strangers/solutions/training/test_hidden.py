"""Losses and updates."""

import numpy as np
import pytest

LOSS = [(1, 2, 2, 0.0), (4, 3, 5, 0.0), (6, 2, 3, 0.5), (3, 3, 3, 0.1), (5, 4, 2, 0.2)]
PARAMS = [(2, 3), (1, 4), (3, 3), (4, 2)]


@pytest.mark.parametrize("n, d, c, reg", LOSS)
def test_softmax_loss(check, rng, n, d, c, reg):
    """Softmax loss and gradient."""
    check.softmax_loss(rng.normal(size=(d, c)), rng.normal(size=(n, d)), rng.integers(0, c, size=n), reg)


def test_softmax_loss_large(check, rng):
    """Softmax loss of large scores."""
    check.softmax_loss(800 * rng.normal(size=(3, 4)), rng.normal(size=(5, 3)), rng.integers(0, 4, size=5), 0.0)


@pytest.mark.parametrize("n, d, c, reg", LOSS)
def test_svm_loss(check, rng, n, d, c, reg):
    """Hinge loss and gradient."""
    check.svm_loss(rng.normal(size=(d, c)), rng.normal(size=(n, d)), rng.integers(0, c, size=n), reg)


@pytest.mark.parametrize("n, d", [(1, 1), (4, 3), (3, 3), (6, 2), (5, 1)])
def test_mse_loss(check, rng, n, d):
    """Mean squared error and gradient."""
    check.mse_loss(rng.normal(size=d), rng.normal(size=(n, d)), rng.normal(size=n))


@pytest.mark.parametrize("shape", PARAMS)
def test_sgd_momentum(check, rng, shape):
    """SGD with momentum."""
    config = {"learning_rate": float(rng.uniform(0.01, 0.5)), "momentum": 0.9, "velocity": rng.normal(size=shape)}
    check.sgd_momentum(rng.normal(size=shape), rng.normal(size=shape), config)


@pytest.mark.parametrize("shape", PARAMS)
def test_rmsprop(check, rng, shape):
    """RMSProp."""
    config = {"learning_rate": float(rng.uniform(0.01, 0.5)), "decay_rate": 0.99, "epsilon": 1e-8, "cache": rng.uniform(size=shape)}
    check.rmsprop(rng.normal(size=shape), rng.normal(size=shape), config)


@pytest.mark.parametrize("shape", PARAMS)
@pytest.mark.parametrize("t", [0, 5])
def test_adam(check, rng, shape, t):
    """Adam."""
    config = {"learning_rate": float(rng.uniform(0.01, 0.5)), "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "t": t}
    config |= {"m": rng.normal(size=shape), "v": rng.uniform(size=shape)}
    check.adam(rng.normal(size=shape), rng.normal(size=shape), config)


@pytest.mark.parametrize("n, m, d, v", [(1, 1, 1, 1), (3, 4, 2, 5), (2, 2, 2, 2), (4, 3, 5, 2), (3, 5, 4, 4)])
@pytest.mark.parametrize("masked", [False, True])
def test_attention(check, rng, n, m, d, v, masked):
    """Scaled dot-product attention."""
    mask = np.tril(np.ones((n, m), dtype=bool)) if masked else None
    check.attention(rng.normal(size=(n, d)), rng.normal(size=(m, d)), rng.normal(size=(m, v)), mask)


@pytest.mark.parametrize("n, d", [(3, 1), (4, 3), (5, 2), (3, 3)])
def test_standardize(check, rng, n, d):
    """Zero mean, unit variance."""
    check.standardize(rng.normal(size=(n, d)))


@pytest.mark.parametrize("n, k", [(1, 2), (4, 3), (3, 3), (6, 5)])
def test_one_hot(check, rng, n, k):
    """One-hot."""
    check.one_hot(rng.integers(0, k, size=n), k)


@pytest.mark.parametrize("n, k", [(5, 2), (8, 3), (9, 3), (12, 4), (7, 4)])
def test_accuracy(check, rng, n, k):
    """Share of right classes."""
    check.accuracy(rng.normal(size=(n, k)), rng.integers(0, k, size=n))


@pytest.mark.parametrize("n, m, d", [(1, 2, 1), (3, 4, 2), (2, 2, 2), (5, 3, 4)])
def test_distances(check, rng, n, m, d):
    """Euclidean distances."""
    check.distances(rng.normal(size=(n, d)), rng.normal(size=(m, d)))
