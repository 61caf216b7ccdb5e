def max_pool_backward_naive(dout, cache):
    x, pool_param = cache
    ph, pw, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    dx = np.zeros_like(x)
    N, C, Ho, Wo = dout.shape
    for n in range(N):
        for c in range(C):
            for i in range(Ho):
                for j in range(Wo):
                    win = x[n, c, i * stride : i * stride + ph, j * stride : j * stride + pw]
                    dx[n, c, i * stride : i * stride + ph, j * stride : j * stride + pw] += (win == np.max(win)) * 1.0
    return dx
