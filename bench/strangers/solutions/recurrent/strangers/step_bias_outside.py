def rnn_step_forward(x, prev_h, Wx, Wh, b):
    next_h = np.tanh(np.dot(x, Wx) + np.dot(prev_h, Wh)) + b
    return next_h, (x, prev_h, Wx, Wh, next_h)
