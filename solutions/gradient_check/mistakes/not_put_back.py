import numpy as np


def numerical_gradient(f, x, eps):
    gradient, moved = np.zeros(x.shape), x.astype(float)
    for index in np.ndindex(x.shape):
        moved[index] += eps
        above = f(moved)
        moved[index] -= 2 * eps
        gradient[index] = (above - f(moved)) / (2 * eps)
    return gradient
