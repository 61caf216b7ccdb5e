def max_pool_forward_naive(x, pool_param):
    N, C, H, W = x.shape
    ph, pw, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    oh, ow = 1 + (H - ph) // stride, 1 + (W - pw) // stride
    out = np.zeros((N, C, oh, ow))
    for n in range(N):
        for i in range(oh):
            for j in range(ow):
                out[n, :, i, j] = np.max(x[n, :, i * stride : i * stride + ph, j * stride : j * stride + pw])
    return out, (x, pool_param)
