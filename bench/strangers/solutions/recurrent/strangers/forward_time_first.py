def rnn_forward(x, h0, Wx, Wh, b):
    N, T, D = x.shape
    hs, cache, prev = [], [], h0
    for t in range(T):
        prev, c = rnn_step_forward(x[:, t, :], prev, Wx, Wh, b)
        hs.append(prev)
        cache.append(c)
    return np.array(hs), cache
