def rnn_forward(x, h0, Wx, Wh, b):
    prev, cache = h0, []
    for t in range(x.shape[1]):
        prev, c = rnn_step_forward(x[:, t, :], prev, Wx, Wh, b)
        cache.append(c)
    return prev, cache
