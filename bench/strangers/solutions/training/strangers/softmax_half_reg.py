def softmax_loss(W, X, y, reg):
    N = X.shape[0]
    s = X.dot(W)
    s -= s.max(axis=1, keepdims=True)
    p = np.exp(s)
    p /= p.sum(axis=1, keepdims=True)
    loss = -np.sum(np.log(p[range(N), y])) / N + 0.5 * reg * np.sum(W * W)
    p[range(N), y] -= 1
    dW = X.T.dot(p) / N + reg * W
    return loss, dW
