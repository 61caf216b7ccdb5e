def distances(A, B):
    d = np.sum(A**2, axis=1, keepdims=True) + np.sum(B**2, axis=1) - 2 * A.dot(B.T)
    return d
