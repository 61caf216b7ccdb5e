"""Layers."""

import numpy as np


def affine_forward(x, w, b):
    ### BEGIN SOLUTION
    return x.reshape(x.shape[0], -1) @ w + b, (x, w, b)
    ### END SOLUTION


def affine_backward(dout, cache):
    ### BEGIN SOLUTION
    x, w, _ = cache
    dx = (dout @ w.T).reshape(x.shape)
    dw = x.reshape(x.shape[0], -1).T @ dout
    return dx, dw, dout.sum(axis=0)
    ### END SOLUTION


def relu_forward(x):
    ### BEGIN SOLUTION
    return np.maximum(x, 0), x
    ### END SOLUTION


def relu_backward(dout, cache):
    ### BEGIN SOLUTION
    return dout * (cache > 0)
    ### END SOLUTION


def batchnorm_forward(x, gamma, beta, bn_param):
    ### BEGIN SOLUTION
    mode, eps, momentum = bn_param["mode"], bn_param.get("eps", 1e-5), bn_param.get("momentum", 0.9)
    running_mean = bn_param.get("running_mean", np.zeros(x.shape[1]))
    running_var = bn_param.get("running_var", np.zeros(x.shape[1]))
    if mode == "train":
        mu, var = x.mean(axis=0), x.var(axis=0)
        bn_param["running_mean"] = momentum * running_mean + (1 - momentum) * mu
        bn_param["running_var"] = momentum * running_var + (1 - momentum) * var
    else:
        mu, var = running_mean, running_var
    xhat = (x - mu) / np.sqrt(var + eps)
    return gamma * xhat + beta, (xhat, gamma, np.sqrt(var + eps))
    ### END SOLUTION


def batchnorm_backward(dout, cache):
    ### BEGIN SOLUTION
    xhat, gamma, std = cache
    g = dout * gamma
    dx = (g - g.mean(axis=0) - xhat * (g * xhat).mean(axis=0)) / std
    return dx, (dout * xhat).sum(axis=0), dout.sum(axis=0)
    ### END SOLUTION


def layernorm_forward(x, gamma, beta, ln_param):
    ### BEGIN SOLUTION
    std = np.sqrt(x.var(axis=1, keepdims=True) + ln_param.get("eps", 1e-5))
    xhat = (x - x.mean(axis=1, keepdims=True)) / std
    return gamma * xhat + beta, (xhat, gamma, std)
    ### END SOLUTION


def layernorm_backward(dout, cache):
    ### BEGIN SOLUTION
    xhat, gamma, std = cache
    g = dout * gamma
    dx = (g - g.mean(axis=1, keepdims=True) - xhat * (g * xhat).mean(axis=1, keepdims=True)) / std
    return dx, (dout * xhat).sum(axis=0), dout.sum(axis=0)
    ### END SOLUTION


def conv_forward_naive(x, w, b, conv_param):
    ### BEGIN SOLUTION
    s, p = conv_param["stride"], conv_param["pad"]
    big = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    HH, WW = w.shape[2], w.shape[3]
    OH, OW = (x.shape[2] + 2 * p - HH) // s + 1, (x.shape[3] + 2 * p - WW) // s + 1
    out = np.zeros((x.shape[0], w.shape[0], OH, OW))
    for i in range(OH):
        for j in range(OW):
            part = big[:, :, i * s : i * s + HH, j * s : j * s + WW]
            out[:, :, i, j] = np.tensordot(part, w, axes=((1, 2, 3), (1, 2, 3))) + b
    return out, (x, w, b, conv_param)
    ### END SOLUTION


def conv_backward_naive(dout, cache):
    ### BEGIN SOLUTION
    x, w, _, conv_param = cache
    s, p = conv_param["stride"], conv_param["pad"]
    H, W, HH, WW = x.shape[2], x.shape[3], w.shape[2], w.shape[3]
    big = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    dbig, dw = np.zeros_like(big), np.zeros_like(w)
    for n, f, i, j in np.ndindex(dout.shape):
        rows, columns = slice(i * s, i * s + HH), slice(j * s, j * s + WW)
        dw[f] += dout[n, f, i, j] * big[n, :, rows, columns]
        dbig[n, :, rows, columns] += dout[n, f, i, j] * w[f]
    return dbig[:, :, p : p + H, p : p + W], dw, dout.sum(axis=(0, 2, 3))
    ### END SOLUTION


def max_pool_forward_naive(x, pool_param):
    ### BEGIN SOLUTION
    PH, PW, s = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    OH, OW = (x.shape[2] - PH) // s + 1, (x.shape[3] - PW) // s + 1
    out = np.zeros((x.shape[0], x.shape[1], OH, OW))
    for i in range(OH):
        for j in range(OW):
            out[:, :, i, j] = x[:, :, i * s : i * s + PH, j * s : j * s + PW].max(axis=(2, 3))
    return out, (x, pool_param)
    ### END SOLUTION


def max_pool_backward_naive(dout, cache):
    ### BEGIN SOLUTION
    x, pool_param = cache
    PH, PW, s = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        part = x[n, c, i * s : i * s + PH, j * s : j * s + PW]
        dx[n, c, i * s : i * s + PH, j * s : j * s + PW] += (part == part.max()) * dout[n, c, i, j]
    return dx
    ### END SOLUTION
