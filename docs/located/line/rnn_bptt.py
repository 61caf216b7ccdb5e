"""Back-propagation through time of a linear recurrent network that counts ones. See README.md.

n is the number of samples, T the number of time steps. Every function must work for any n >= 1 and T >= 1.
"""

import numpy as np


def update_state(xk, sk, wx, wRec):
    """One step of the network: S_k = wx * X_k + wRec * S_(k-1).

    Parameters
    ----------
    xk : array (n,), the inputs of this step
    sk : array (n,), the states before this step
    wx, wRec : float, the weights of the input and of the previous state

    Returns
    -------
    array (n,), float: the states after this step
    """
    return wx * xk + wRec * sk


def forward_states(X, wx, wRec):
    """All states of the network, from S_0 = 0 to S_T.

    Parameters
    ----------
    X : array (n, T), one row a sample, one column a time step
    wx, wRec : float

    Returns
    -------
    array (n, T+1), float: column k holds the states after step k, column 0 holds zeros
    """
    S = np.zeros((X.shape[0], X.shape[1] + 1))
    for k in range(1, X.shape[1] + 1):
        S[:, k] = update_state(X[:, k - 1], S[:, k - 1], wx, wRec)
    return S


def loss(y, t):
    """Mean squared error over the samples.

    Parameters
    ----------
    y : array (n,), the network's answers
    t : array (n,), the right answers

    Returns
    -------
    float: a single number
    """
    return np.mean((y - t) ** 2)


def output_gradient(y, t):
    """Gradient of each sample's squared error with respect to its own answer; not divided by n.

    Parameters
    ----------
    y, t : array (n,)

    Returns
    -------
    array (n,), float
    """
    return 2.0 * (y - t)


def backward_gradient(X, S, grad_out, wRec):
    grad_over_time = np.zeros((X.shape[0], X.shape[1] + 1))
    grad_over_time[:, -1] = grad_out
    wx_grad = 0
    wRec_grad = 0
    for k in range(X.shape[1], 1, -1):
        wx_grad += np.mean(grad_over_time[:, k] * X[:, k - 1])
        wRec_grad += np.mean(grad_over_time[:, k] * S[:, k - 1])
        grad_over_time[:, k - 1] = grad_over_time[:, k] * wRec
    return (wx_grad, wRec_grad), grad_over_time
