def attention(Q, K, V, mask=None):
    s = np.matmul(Q, K.T) / np.sqrt(Q.shape[-1])
    if mask is not None:
        s = np.where(mask, s, -1e9)
    s = np.exp(s - np.max(s, axis=0))
    w = s / np.sum(s, axis=0)
    return w @ V
