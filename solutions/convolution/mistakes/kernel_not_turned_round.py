def convolve(f, g):
    return cross_correlate(f, g)
