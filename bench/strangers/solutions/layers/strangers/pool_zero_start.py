def max_pool_forward_naive(x, pool_param):
    N, C, H, W = x.shape
    ph, pw, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    oh, ow = 1 + (H - ph) // stride, 1 + (W - pw) // stride
    out = np.zeros((N, C, oh, ow))
    for n in range(N):
        for c in range(C):
            for i in range(oh):
                for j in range(ow):
                    best = 0
                    for a in range(ph):
                        for b in range(pw):
                            best = max(best, x[n, c, i * stride + a, j * stride + b])
                    out[n, c, i, j] = best
    return out, (x, pool_param)
