"""x as one row of floats, a list of slopes, and back to the shape."""

import numpy as np


def numerical_gradient(f, x, eps):
    flat = np.asarray(x, dtype=float).ravel()
    slopes = []
    for i in range(len(flat)):
        values = []
        for sign in (1, -1):
            moved = flat.copy()
            moved[i] = flat[i] + sign * eps
            values.append(f(moved.reshape(np.shape(x))))
        slopes.append((values[0] - values[1]) / (2.0 * eps))
    return np.reshape(slopes, np.shape(x))


def relative_error(a, b, floor=1e-8):
    class Shapes(ValueError):
        pass

    if a.shape != b.shape:
        raise Shapes
    total = np.abs(a) + np.abs(b)
    return np.max(np.abs(a - b) / np.where(total > floor, total, np.where(np.isnan(total), total, floor)))


def gradients_agree(f, gradient, x, eps=1e-5, limit=1e-6):
    return np.bool_(relative_error(gradient(x), numerical_gradient(f, x, eps)) <= limit)
