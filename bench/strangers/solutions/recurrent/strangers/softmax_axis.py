def temporal_softmax_loss(x, y, mask):
    N, T, V = x.shape
    e = np.exp(x - x.max())
    p = e / e.sum()
    loss, dx = 0, p.copy()
    for n in range(N):
        for t in range(T):
            loss -= mask[n, t] * np.log(p[n, t, y[n, t]])
            dx[n, t, y[n, t]] -= 1
            dx[n, t] *= mask[n, t]
    return loss / N, dx / N
