def rnn_step_backward(dnext_h, cache):
    x, prev_h, Wx, Wh, next_h = cache
    dz = (1 - next_h * next_h) * dnext_h
    dWx, dWh, db = x.T.dot(dz), prev_h.T.dot(dz), dz.sum(axis=0)
    return dz.dot(Wx.T), dz.dot(Wh.T), dWh, dWx, db
