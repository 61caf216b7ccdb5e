"""How inputs are drawn. The source of what a suite needs of these is copied into its ``inputs.py``, so that it stands alone."""

from __future__ import annotations

import numpy as np


def draw_numbers(rng, shape, draw="real"):  # type: ignore[no-untyped-def]
    """An array of that shape: real numbers; or integers, ties (-1.0, 0.0 and 1.0), large, tiny, positive or unit ones (0 to 1)."""
    if draw == "integers":
        return rng.integers(-3, 4, size=shape)
    if draw == "ties":
        return rng.integers(-1, 2, size=shape).astype(float)
    if draw == "large":
        return 1000.0 * rng.normal(size=shape)
    if draw == "tiny":
        return 1e-9 * rng.normal(size=shape)
    if draw == "positive":
        return rng.uniform(0.2, 3.0, size=shape)
    if draw == "unit":
        return rng.uniform(0.02, 0.98, size=shape)
    return rng.normal(size=shape)


def draw_probabilities(rng, shape):  # type: ignore[no-untyped-def]
    """Positive numbers that add up to 1 along the last axis."""
    weights = rng.uniform(0.1, 1.0, size=shape)
    return weights / weights.sum(axis=-1, keepdims=True)


def draw_matrix(rng, n, kind):  # type: ignore[no-untyped-def]
    """A square matrix: lower or upper triangular with a diagonal away from 0, symmetric, or symmetric and positive definite."""
    matrix = rng.normal(size=(n, n))
    if kind == "symmetric":
        return (matrix + matrix.T) / 2
    if kind == "definite":
        return matrix @ matrix.T + np.eye(n)
    matrix[np.diag_indices(n)] += np.where(np.diag(matrix) < 0, -0.5, 0.5)
    return np.tril(matrix) if kind == "lower" else np.triu(matrix)


def draw_number(rng, draw="real"):  # type: ignore[no-untyped-def]
    """One number away from 0 and 1: of either sign, or positive, between 0 and 1 (unit), or small (about 0.01)."""
    if draw == "unit":
        return float(rng.uniform(0.1, 0.9))
    if draw == "small":
        return float(rng.uniform(0.005, 0.02))
    size = float(rng.uniform(0.3, 2.5))
    return size if draw == "positive" else size * float(rng.choice([-1.0, 1.0]))


def draw_text(rng, length, draw="letters"):  # type: ignore[no-untyped-def]
    """A text of that length: of few letters, so that they recur; or prose, with capitals, digits, spaces and punctuation."""
    if draw == "prose":
        words = ["Red", "a", "cat's", "the", "42", "fox", "e-mail", "the", "Cat", "Jazz", "wavy"]
        between = [" ", ", ", "  ", ". ", "!\n"]
        first = ["Jazz"] if length > 1 else []  # so that there are capitals whatever is drawn
        return "".join(f"{each}{rng.choice(between)}" for each in [*first, *rng.choice(words, size=length - len(first))])
    return "".join(rng.choice(list("abc" if length > 1 else "abcxyz"), size=length))


def draw_words(rng, count, draw="letters"):  # type: ignore[no-untyped-def]
    """A list of that many short texts, some of them equal."""
    return [draw_text(rng, int(rng.integers(1, 3)), draw) for _ in range(count)]  # type: ignore[no-untyped-call]


def sum_of_sines(x):  # type: ignore[no-untyped-def]
    """A function of an array that returns one number."""
    return float(np.sum(np.sin(x)))


def cosines(x):  # type: ignore[no-untyped-def]
    """The cosine of every entry, which is the gradient of sum_of_sines."""
    return np.cos(x)


def weighted_cubes(x):  # type: ignore[no-untyped-def]
    """Another one; every entry has a weight of its own, so that no two may be exchanged."""
    return float(np.sum((1.0 + np.arange(np.size(x)).reshape(np.shape(x))) * x**3))


def weighted_squares(x):  # type: ignore[no-untyped-def]
    """The gradient of weighted_cubes."""
    return 3.0 * (1.0 + np.arange(np.size(x)).reshape(np.shape(x))) * x**2


def almost_cosines(x):  # type: ignore[no-untyped-def]
    """Nearly the gradient of sum_of_sines: off by a thousandth."""
    return 1.001 * np.cos(x)


def halves(x):  # type: ignore[no-untyped-def]
    """No gradient of any of them."""
    return 0.5 * x


# A function of an array, and an array of the same shape that is its gradient, or not.
FUNCTIONS = {
    "sines": (sum_of_sines, cosines),
    "cubes": (weighted_cubes, weighted_squares),
    "almost": (sum_of_sines, almost_cosines),
    "neither": (weighted_cubes, halves),
}
