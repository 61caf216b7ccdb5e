def one_hot(y, k):
    out = np.zeros((y.size, y.max() + 1))
    out[np.arange(y.size), y] = 1
    return out
