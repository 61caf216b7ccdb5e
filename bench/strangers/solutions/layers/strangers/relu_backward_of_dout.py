def relu_backward(dout, cache):
    x = cache
    dx = np.maximum(0, dout)
    return dx
