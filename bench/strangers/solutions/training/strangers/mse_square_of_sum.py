def mse_loss(w, X, y):
    m = len(y)
    e = X.dot(w) - y
    return np.sum(e) ** 2 / m, 2 * X.T.dot(e) / m
