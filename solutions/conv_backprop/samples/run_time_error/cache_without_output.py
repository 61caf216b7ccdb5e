"""Forward and backward pass of a convolutional layer, in one dimension and in two. See README.md."""

import numpy as np


def conv1d_forward(x, w):
    """One signal, one kernel: out_j = sum over i of w_i x_(i+j).

    Parameters
    ----------
    x : array (N,), the signal
    w : array (K,), the kernel, K <= N

    Returns
    -------
    array (N-K+1,), float
    """
    return np.array([np.sum(w * x[j : j + len(w)]) for j in range(len(x) - len(w) + 1)])


def conv1d_backward(delta, x, w):
    """Gradients of the loss with respect to the signal and to the kernel.

    Parameters
    ----------
    delta : array (N-K+1,), the gradient of the loss with respect to the output
    x : array (N,)
    w : array (K,)

    Returns
    -------
    dx, dw : arrays (N,) and (K,), float
    """
    dx, dw = np.zeros(len(x)), np.zeros(len(w))
    for j in range(len(delta)):
        dx[j : j + len(w)] += delta[j] * w
        dw += delta[j] * x[j : j + len(w)]
    return dx, dw


def conv_forward(x, w, b, stride, pad):
    """A layer over a batch of images with channels.

    Parameters
    ----------
    x : array (n, C, H, W), n images of C channels
    w : array (F, C, KH, KW), F kernels
    b : array (F,), one bias a kernel
    stride : int >= 1, how far the kernels move, along both axes
    pad : int >= 0, how many zeros are put on each side of height and width

    Returns
    -------
    out, cache
        out : array (n, F, OH, OW), float, with OH = (H + 2 pad - KH) // stride + 1 and OW likewise
        cache : whatever your conv_backward needs
    """
    out = 0.0
    return out, (x, w, stride, pad)


def conv_backward(dout, cache):
    """Gradients of the loss with respect to images, kernels and biases.

    Parameters
    ----------
    dout : array (n, F, OH, OW), the gradient of the loss with respect to out
    cache : as conv_forward returned it

    Returns
    -------
    dx (n, C, H, W), dw (F, C, KH, KW), db (F,) : arrays, float
    """
    x, w, stride, pad = cache
    _, _, H, W = x.shape
    _, _, KH, KW = w.shape
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
            dw += np.tensordot(dout[:, :, i, j], padded[:, :, rows, columns], axes=(0, 0))
            dpadded[:, :, rows, columns] += np.tensordot(dout[:, :, i, j], w, axes=(1, 0))
    return dpadded[:, :, pad : pad + H, pad : pad + W], dw, dout.sum(axis=(0, 2, 3))
