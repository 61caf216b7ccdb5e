def rnn_step_backward(dnext_h, cache):
    x, prev_h, Wx, Wh, next_h = cache
    dz = (1 - next_h**2) * dnext_h
    return dz.dot(Wx.T), dz.dot(Wh.T), x.T.dot(dz), next_h.T.dot(dz), dz.sum(axis=0)
