def output_gradient(y, t):
    return 2 * (t - y)
