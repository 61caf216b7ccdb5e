def affine_forward(x, w, b):
    N = x.shape[0]
    out = np.dot(x.reshape(N, np.prod(x.shape[1:])), w)
    cache = (x, w, b)
    return out, cache
