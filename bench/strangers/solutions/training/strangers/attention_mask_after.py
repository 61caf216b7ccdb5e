def attention(Q, K, V, mask=None):
    s = np.matmul(Q, K.T) / np.sqrt(Q.shape[-1])
    s = np.exp(s - np.max(s, axis=-1, keepdims=True))
    w = s / np.sum(s, axis=-1, keepdims=True)
    if mask is not None:
        w = w * mask
    return w @ V
