def affine_backward(dout, cache):
    x, w, b = cache
    x_rows = x.reshape(x.shape[0], -1)
    return dout.dot(w.T).reshape(*x.shape), x_rows.T.dot(dout), np.dot(np.ones((1, dout.shape[0])), dout)
