"""A recurrent network with tanh, and back-propagation through time for all of its parameters. See README.md.

n is the number of sequences, T their length, D the number of inputs, H the number of hidden units, M the number of outputs.
"""

import numpy as np


def step(x, h, W_X, W_H, b_1):
    """One step of the hidden state: tanh(x W_X + h W_H + b_1).

    Parameters
    ----------
    x : array (n, D), the inputs of this step
    h : array (n, H), the hidden states before this step
    W_X : array (D, H)
    W_H : array (H, H)
    b_1 : array (H,)

    Returns
    -------
    array (n, H), float: the hidden states after this step
    """
    return np.tanh(x @ W_H + h @ W_X + b_1)


def forward(X, h0, W_X, W_H, b_1, W_2, b_2):
    """All outputs and all hidden states.

    Parameters
    ----------
    X : array (n, T, D), one sequence a row
    h0 : array (n, H), the hidden states before the first step
    W_X, W_H, b_1 : as in step
    W_2 : array (H, M)
    b_2 : array (M,)

    Returns
    -------
    O, hidden
        O : array (n, T, M), float: O[:, t-1] is the output after step t
        hidden : array (n, T+1, H), float: hidden[:, t] is the state after step t, hidden[:, 0] is h0
    """
    n, T, _ = X.shape
    hidden = np.zeros((n, T + 1, W_H.shape[0]))
    hidden[:, 0] = h0
    for t in range(1, T + 1):
        hidden[:, t] = step(X[:, t - 1], hidden[:, t - 1], W_X, W_H, b_1)
    return hidden[:, 1:] @ W_2 + b_2, hidden


def backward(dO, X, hidden, W_H, W_2):
    """Gradients of the loss with respect to the five parameters, back-propagated through time.

    Parameters
    ----------
    dO : array (n, T, M), the gradient of the loss with respect to O
    X : array (n, T, D)
    hidden : array (n, T+1, H), as forward returns it
    W_H : array (H, H)
    W_2 : array (H, M)

    Returns
    -------
    dW_X (D, H), dW_H (H, H), db_1 (H,), dW_2 (H, M), db_2 (M,)
        each the sum over all samples and steps
    """
    dW_X = np.zeros((X.shape[2], hidden.shape[2]))
    dW_H = np.zeros(W_H.shape)
    db_1 = np.zeros(hidden.shape[2])
    dW_2 = np.zeros(W_2.shape)
    db_2 = np.zeros(W_2.shape[1])
    later = np.zeros(hidden[:, 0].shape)
    for t in range(X.shape[1], 0, -1):
        dW_2 += hidden[:, t].T @ dO[:, t - 1]
        db_2 += dO[:, t - 1].sum(axis=0)
        dh = dO[:, t - 1] @ W_2.T + later
        da = dh * (1 - hidden[:, t] ** 2)
        dW_X += X[:, t - 1].T @ da
        dW_H += hidden[:, t - 1].T @ da
        db_1 += da.sum(axis=0)
        later = da @ W_H.T
    return dW_X, dW_H, db_1, dW_2, db_2


def gradient_norms(states, W_H):
    """How strongly the last hidden state of one sequence depends on each state before it.

    Parameters
    ----------
    states : array (T+1, H), the hidden states of one sequence
    W_H : array (H, H)

    Returns
    -------
    array (T+1,), float: entry t is the Frobenius norm of the Jacobian dH_T / dH_t; the last one is that of the identity
    """
    T = len(states) - 1
    norms = np.zeros(T + 1)
    jacobian = np.eye(W_H.shape[0])
    norms[T] = np.linalg.norm(jacobian)
    for t in range(T, 0, -1):
        jacobian = (W_H * (1 - states[t] ** 2)) @ jacobian
        norms[t - 1] = np.linalg.norm(jacobian)
    return norms
