def affine_backward(dout, cache):
    x, w, b = cache
    N = x.shape[0]
    dx = np.dot(dout, w.T)
    dx = np.reshape(dx, x.shape)
    dw = np.dot(x.reshape(N, -1).T, dout)
    db = np.mean(dout, axis=0)
    return dx, dw, db
