def softmax_loss(W, X, y, reg):
    N = X.shape[0]
    s = X.dot(W)
    s -= s.max(axis=1)[:, np.newaxis]
    p = np.exp(s) / np.exp(s).sum(axis=1)[:, np.newaxis]
    loss = -np.log(p[np.arange(N), y]).sum() + reg * np.sum(W * W)
    p[np.arange(N), y] -= 1
    return loss, X.T.dot(p) + 2 * reg * W
