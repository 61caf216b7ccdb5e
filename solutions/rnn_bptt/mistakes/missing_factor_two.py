def output_gradient(y, t):
    return y - t
