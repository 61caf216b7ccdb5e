def conv_backward_naive(dout, cache):
    x, w, b, conv_param = cache
    stride, pad = conv_param["stride"], conv_param["pad"]
    N, C, H, W = x.shape
    F, _, HH, WW = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dxp, dw = np.zeros_like(xp), np.zeros_like(w)
    for n in range(N):
        for i in range(dout.shape[2]):
            for j in range(dout.shape[3]):
                win = xp[n, :, i * stride : i * stride + HH, j * stride : j * stride + WW]
                acc = np.zeros((C, HH, WW))
                for f in range(F):
                    dw[f] += win * dout[n, f, i, j]
                    acc += w[f] * dout[n, f, i, j]
                dxp[n, :, i * stride : i * stride + HH, j * stride : j * stride + WW] = acc
    return dxp[:, :, pad : pad + H, pad : pad + W], dw, np.sum(dout, axis=(0, 2, 3))
