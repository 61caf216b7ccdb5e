def distances(A, B):
    n = A.shape[0]
    d = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            d[i, j] = np.linalg.norm(A[i] - B[j])
    return d
