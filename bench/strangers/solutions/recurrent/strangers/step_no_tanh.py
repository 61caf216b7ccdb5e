def rnn_step_forward(x, prev_h, Wx, Wh, b):
    next_h = np.dot(x, Wx) + np.dot(prev_h, Wh) + b
    cache = (x, prev_h, Wx, Wh, next_h)
    return next_h, cache
