def rnn_forward(x, h0, Wx, Wh, b):
    N, T, D = x.shape
    H = h0.shape[1]
    h = np.zeros((N, T, H))
    cache = []
    for t in range(T):
        h[:, t, :], c = rnn_step_forward(x[:, t, :], h0, Wx, Wh, b)
        cache.append(c)
    return h, cache
