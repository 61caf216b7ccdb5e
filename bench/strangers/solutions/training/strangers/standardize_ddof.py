def standardize(X):
    return (X - np.mean(X, axis=0)) / np.std(X, axis=0, ddof=1)
