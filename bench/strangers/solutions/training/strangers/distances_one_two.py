def distances(A, B):
    d = np.zeros((A.shape[0], B.shape[0]))
    for i in range(A.shape[0]):
        for j in range(B.shape[0]):
            d[i, j] = np.sum(np.abs(A[i] - B[j]))
    return d
