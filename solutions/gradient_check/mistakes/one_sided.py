import numpy as np


def numerical_gradient(f, x, eps):
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up = x.astype(float)
        up[index] += eps
        gradient[index] = (f(up) - f(x)) / eps
    return gradient
