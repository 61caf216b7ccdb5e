"""The Adam optimizer."""

import numpy as np


def adam_step(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Perform one update of Adam with bias correction.

    :param w: weights, array of shape (n,)
    :param grad: gradient of the loss at w, array of shape (n,)
    :param m: first moment estimate, array of shape (n,)
    :param v: second moment estimate, positive array of shape (n,)
    :param t: number of this step, int >= 1
    :param lr: learning rate, float
    :param beta1: decay of the first moment, float
    :param beta2: decay of the second moment, float
    :param eps: float added to the denominator
    :return: updated weights and moments
    """
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    w = w - lr * m_hat / (np.sqrt(v_hat) + eps)
    return w, m, v
