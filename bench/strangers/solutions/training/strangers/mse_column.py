def mse_loss(w, X, y):
    e = X @ w.reshape(-1, 1) - y
    return np.mean(e**2), 2 * X.T.dot(e) / len(X)
