def attention(Q, K, V, mask=None):
    s = np.matmul(Q, K.T) / np.sqrt(Q.shape[-1])
    if mask is not None:
        s = np.where(mask, -1e9, s)
    s = np.exp(s - np.max(s, axis=-1, keepdims=True))
    return s / np.sum(s, axis=-1, keepdims=True) @ V
