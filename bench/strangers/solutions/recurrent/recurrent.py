"""Recurrent layers."""

import numpy as np


def rnn_step_forward(x, prev_h, Wx, Wh, b):
    ### BEGIN SOLUTION
    next_h = np.tanh(x @ Wx + prev_h @ Wh + b)
    return next_h, (x, prev_h, Wx, Wh, next_h)
    ### END SOLUTION


def rnn_step_backward(dnext_h, cache):
    ### BEGIN SOLUTION
    x, prev_h, Wx, Wh, next_h = cache
    da = dnext_h * (1 - next_h**2)
    return da @ Wx.T, da @ Wh.T, x.T @ da, prev_h.T @ da, da.sum(axis=0)
    ### END SOLUTION


def rnn_forward(x, h0, Wx, Wh, b):
    ### BEGIN SOLUTION
    h, caches, prev = np.zeros((x.shape[0], x.shape[1], h0.shape[1])), [], h0
    for t in range(x.shape[1]):
        prev, cache = rnn_step_forward(x[:, t], prev, Wx, Wh, b)
        h[:, t] = prev
        caches.append(cache)
    return h, caches
    ### END SOLUTION


def rnn_backward(dh, cache):
    ### BEGIN SOLUTION
    N, T, H = dh.shape
    x, _, Wx, Wh, _ = cache[0]
    dx, dprev = np.zeros((N, T, x.shape[1])), np.zeros((N, H))
    dWx, dWh, db = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros(H)
    for t in reversed(range(T)):
        dx[:, t], dprev, dWx_t, dWh_t, db_t = rnn_step_backward(dh[:, t] + dprev, cache[t])
        dWx, dWh, db = dWx + dWx_t, dWh + dWh_t, db + db_t
    return dx, dprev, dWx, dWh, db
    ### END SOLUTION


def sigmoid(x):
    ### BEGIN SOLUTION
    z = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, z) / (1 + z)
    ### END SOLUTION


def lstm_step_forward(x, prev_h, prev_c, Wx, Wh, b):
    ### BEGIN SOLUTION
    a = x @ Wx + prev_h @ Wh + b
    ai, af, ao, ag = np.split(a, 4, axis=1)
    i, f, o, g = sigmoid(ai), sigmoid(af), sigmoid(ao), np.tanh(ag)
    next_c = f * prev_c + i * g
    return o * np.tanh(next_c), next_c, (x, prev_h, prev_c, Wx, Wh, i, f, o, g)
    ### END SOLUTION


def word_embedding_forward(x, W):
    ### BEGIN SOLUTION
    return W[x], (x, W.shape)
    ### END SOLUTION


def word_embedding_backward(dout, cache):
    ### BEGIN SOLUTION
    x, shape = cache
    dW = np.zeros(shape)
    np.add.at(dW, x, dout)
    return dW
    ### END SOLUTION


def temporal_softmax_loss(x, y, mask):
    ### BEGIN SOLUTION
    N, T = x.shape[:2]
    z = np.exp(x - x.max(axis=2, keepdims=True))
    p = z / z.sum(axis=2, keepdims=True)
    n, t = np.arange(N)[:, None], np.arange(T)
    loss = -np.sum(mask * np.log(p[n, t, y])) / N
    dx = p.copy()
    dx[n, t, y] -= 1
    return loss, dx * mask[:, :, None] / N
    ### END SOLUTION
