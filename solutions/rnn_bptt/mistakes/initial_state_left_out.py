import numpy as np


def forward_states(X, wx, wRec):
    S = np.zeros(X.shape)
    state = np.zeros(X.shape[0])
    for k in range(X.shape[1]):
        state = wx * X[:, k] + wRec * state
        S[:, k] = state
    return S
