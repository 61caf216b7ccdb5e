"""Steps along the rows of an identity matrix, reshaped to the shape of x."""

import numpy as np


def numerical_gradient(f, x, eps):
    steps = eps * np.eye(x.size).reshape(x.size, *x.shape)
    slopes = [(f(x + step) - f(x - step)) / (2 * eps) for step in steps]
    return np.array(slopes).reshape(x.shape)


def relative_error(a, b, floor=1e-8):
    if a.shape != b.shape:
        raise ValueError(a.shape, b.shape)
    scale = np.clip(np.abs(a) + np.abs(b), floor, None)
    return np.amax(np.abs(a - b) / scale)


def gradients_agree(f, gradient, x, eps=1e-5, limit=1e-6):
    error = relative_error(gradient(x), numerical_gradient(f, x, eps))
    return not (np.isnan(error) or error > limit)
