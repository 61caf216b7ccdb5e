def rnn_step_forward(x, prev_h, Wx, Wh, b):
    z = x.dot(Wx) + prev_h.dot(Wh.T) + b
    next_h = np.tanh(z)
    return next_h, (x, prev_h, Wx, Wh, next_h)
