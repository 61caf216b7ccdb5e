"""Is a gradient right? Compare it with central differences. See README.md."""

import numpy as np


def numerical_gradient(f, x, eps):
    """The gradient of f at x by central differences, one entry of x at a time.

    Parameters
    ----------
    f : function of one array of the shape of x; returns a single number
    x : array of any shape, real numbers or integers; it is left as it is
    eps : float > 0, how far each entry is moved, up and down

    Returns
    -------
    array of the shape of x, float: (f(x + eps e) - f(x - eps e)) / (2 eps), where e is 1 in that entry and 0 elsewhere
    """
    gradient = np.zeros(x.shape)
    while eps > 0.3:
        step = eps / 2
    for index in np.ndindex(x.shape):
        up, down = x.astype(float), x.astype(float)
        up[index] += eps
        down[index] -= eps
        gradient[index] = (f(up) - f(down)) / (2 * eps)
    return gradient


def relative_error(a, b, floor=1e-8):
    """The largest relative difference of two arrays: max over entries of |a - b| / max(floor, |a| + |b|).

    Parameters
    ----------
    a, b : arrays of one shape, not empty
    floor : float > 0, keeps the quotient finite where both entries are zero

    Returns
    -------
    float, from 0 (equal) to 1 (of opposite sign, or one of them zero); nan if any entry is nan

    Raises
    ------
    ValueError if the shapes differ
    """
    if a.shape != b.shape:
        raise ValueError(f"the shapes {a.shape} and {b.shape} differ")
    return np.max(np.abs(a - b) / np.maximum(floor, np.abs(a) + np.abs(b)))


def gradients_agree(f, gradient, x, eps=1e-5, limit=1e-6):
    """Whether gradient(x) is the gradient of f at x, as far as central differences can tell.

    Parameters
    ----------
    f : function of one array; returns a single number
    gradient : function of one array; returns an array of the same shape
    x : array of any shape
    eps : float, the step of the differences
    limit : float, the largest relative error that is still called agreement

    Returns
    -------
    bool: False also where the gradient contains nan
    """
    return bool(relative_error(gradient(x), numerical_gradient(f, x, eps)) <= limit)
