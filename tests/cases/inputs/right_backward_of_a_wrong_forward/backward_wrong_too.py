import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    eps, m = bn_param.get("eps", 1e-5), bn_param.get("momentum", 0.9)
    rm, rv = bn_param.get("running_mean", np.zeros(x.shape[1])), bn_param.get("running_var", np.zeros(x.shape[1]))
    mu, var = x.mean(axis=0, keepdims=True), x.var(axis=0, keepdims=True)
    if bn_param["mode"] == "train":
        bn_param["running_mean"], bn_param["running_var"] = m * rm + (1 - m) * mu, m * rv + (1 - m) * var
    else:
        mu, var = rm, rv
    n = (x - mu) / np.sqrt(var + eps)
    return gamma * n + beta, (n, gamma, var, eps)


def batchnorm_backward(dout, cache):
    n, gamma, var, eps = cache
    g = dout * gamma
    return (g - g.mean(axis=0) - n * (g * n).mean(axis=0)) / np.sqrt(var + eps), (dout * n).mean(axis=0), dout.sum(axis=0)
