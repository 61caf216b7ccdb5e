def output_gradient(y, t):
    return 2 * (y - t) / len(y)
