def attention(Q, K, V, mask=None):
    s = np.matmul(Q, K.T)
    if mask is not None:
        s = np.where(mask, s, -1e9)
    s = np.exp(s - np.max(s, axis=-1, keepdims=True))
    w = s / np.sum(s, axis=-1, keepdims=True)
    return w @ V
