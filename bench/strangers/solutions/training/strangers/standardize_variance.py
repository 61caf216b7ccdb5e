def standardize(X):
    return (X - np.mean(X, axis=0)) / np.var(X, axis=0)
