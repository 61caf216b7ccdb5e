def mse_loss(w, X, y):
    m = X.shape[0]
    e = X.dot(w) - y
    return np.sum(e**2) / m, X.T.dot(e) / m
