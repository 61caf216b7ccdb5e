import numpy as np


def numerical_gradient(f, x, eps):
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x + eps, x - eps
        gradient[index] = (f(up) - f(down)) / (2 * eps)
    return gradient
