def rnn_forward(x, h0, Wx, Wh, b):
    N, T, D = x.shape
    h, cache = np.zeros((N, T, h0.shape[1])), []
    h[:, 0] = h0
    for t in range(1, T):
        h[:, t], c = rnn_step_forward(x[:, t], h[:, t - 1], Wx, Wh, b)
        cache.append(c)
    return h, cache
