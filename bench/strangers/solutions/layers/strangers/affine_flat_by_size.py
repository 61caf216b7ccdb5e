def affine_forward(x, w, b):
    out = x.reshape(-1, x.shape[1]).dot(w) + b
    return out, (x, w, b)
