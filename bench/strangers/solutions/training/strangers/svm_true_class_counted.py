def svm_loss(W, X, y, reg):
    N = X.shape[0]
    scores = X.dot(W)
    correct = scores[np.arange(N), y].reshape(-1, 1)
    margin = np.maximum(0, scores - correct + 1)
    loss = np.sum(margin) / N + reg * np.sum(W**2)
    m = (margin > 0) * 1.0
    m[np.arange(N), y] -= m.sum(axis=1)
    return loss, X.T.dot(m) / N + 2 * reg * W
