"""Functions whose gradients are asked for, with their exact gradients, and points to ask at."""

import numpy as np
from hypothesis import strategies as st


def sum_of_sines(x):
    return np.sum(np.sin(x))


def sum_of_cosines(x):
    return np.cos(x)


def weighted_cubes(x):
    """Every entry has a weight of its own, so that no two may be exchanged."""
    weights = 1.0 + np.arange(np.size(x)).reshape(np.shape(x))
    return float(np.sum(weights * x**3))


def weighted_squares(x):
    return 3.0 * (1.0 + np.arange(np.size(x)).reshape(np.shape(x))) * x**2


def neighbours(x):
    """The entries act together: the product of neighbours, added up."""
    flat = np.ravel(x)
    return np.sum(flat[:-1] * flat[1:]) + np.exp(flat[0] / 2)


def written(text, function):
    """The function under a name that a report can show and a reader can paste."""
    function.__name__ = text
    return function


def waves(frequency):
    """A function that turns quickly, with its gradient; the error of central differences does not depend on the point."""
    return (
        written(f"lambda x: np.sum(np.sin({frequency} * x))", lambda x: np.sum(np.sin(frequency * x))),
        written(f"lambda x: {frequency} * np.cos({frequency} * x)", lambda x: frequency * np.cos(frequency * x)),
    )


FUNCTIONS = {"sines": sum_of_sines, "cubes": weighted_cubes, "neighbours": neighbours}


def points(rng, shape):
    """x of that shape, away from zero."""
    return np.asarray(rng.choice([-1.0, 1.0], size=shape) * rng.uniform(0.5, 1.5, size=shape))


def opposites(rng, shape):
    """(a, b) of that shape with entries that differ by up to their own size."""
    a = points(rng, shape)
    return a, np.asarray(a * rng.uniform(0.2, 1.8, size=shape))


WHOLE = st.integers(-3, 3).map(float)


def arrays(draw, shape):
    count = int(np.prod(shape))
    return np.array(draw(st.lists(WHOLE, min_size=count, max_size=count))).reshape(shape)


SHAPES = st.sampled_from([(1,), (2,), (3,), (1, 2), (2, 2)])


@st.composite
def small_points(draw):
    """(f, x, eps): a function, a point of whole numbers, floats or integers, a step of a half."""
    x = arrays(draw, draw(SHAPES))
    return draw(st.sampled_from([sum_of_sines, weighted_cubes])), x.astype(int) if draw(st.booleans()) else x, 0.5


@st.composite
def small_pairs(draw):
    """(a, b) of one shape."""
    shape = draw(SHAPES)
    return arrays(draw, shape), arrays(draw, shape)


# What the search for small counterexamples draws from.
STRATEGIES = {"numerical_gradient": small_points(), "relative_error": small_pairs()}
