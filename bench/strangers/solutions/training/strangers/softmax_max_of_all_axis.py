def softmax_loss(W, X, y, reg):
    N = X.shape[0]
    s = X.dot(W)
    s -= np.max(s)
    p = np.exp(s) / np.sum(np.exp(s))
    loss = -np.log(p[np.arange(N), y]).mean() + reg * np.sum(W * W)
    p[np.arange(N), y] -= 1
    return loss, X.T.dot(p) / N + 2 * reg * W
