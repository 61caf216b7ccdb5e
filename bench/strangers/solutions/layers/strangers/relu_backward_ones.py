def relu_backward(dout, cache):
    x = cache
    return np.where(x > 0, 1.0, 0.0)
