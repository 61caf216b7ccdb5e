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
    # TODO


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
    # TODO


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
    # TODO
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
    # TODO
