def svm_loss(W, X, y, reg):
    N = X.shape[0]
    scores = X.dot(W)
    margin = np.maximum(0, scores - scores[np.arange(N), y][:, None])
    margin[np.arange(N), y] = 0
    loss = np.sum(margin) / N + reg * np.sum(W * W)
    m = (margin > 0).astype(float)
    m[np.arange(N), y] = -m.sum(axis=1)
    return loss, X.T.dot(m) / N + 2 * reg * W
