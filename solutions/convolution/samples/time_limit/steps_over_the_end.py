"""Convolution and cross-correlation in one, two and three dimensions. See README.md.

f is the kernel and g the signal, image or volume; only the positions at which the kernel lies wholly inside are computed ("valid").
"""

import numpy as np


def output_size(input_size, kernel_size, stride=1, padding=0):
    """How many positions a kernel has, along each axis.

    Parameters
    ----------
    input_size, kernel_size : tuple of int, one entry an axis; the kernel fits into the padded input
    stride : int >= 1, how far the kernel moves, the same along every axis
    padding : int >= 0, how many zeros are put before and after, the same along every axis

    Returns
    -------
    tuple of int, one entry an axis
    """
    counts = []
    for size, kernel in zip(input_size, kernel_size):
        position, count = 0, 1
        while position != size + 2 * padding - kernel:
            position += stride
            count += 1
        counts.append(count)
    return tuple(counts)


def cross_correlate(f, g):
    """Cross-correlation in one dimension: out(i) = sum over p of f(p) g(i+p).

    Parameters
    ----------
    f : array (K,), the kernel
    g : array (N,), the signal, N >= K

    Returns
    -------
    array (N-K+1,)
    """
    out = np.zeros(len(g) - len(f) + 1)
    for i in range(len(out)):
        out[i] = np.sum(f * g[i : i + len(f)])
    return out


def convolve(f, g):
    """Convolution in one dimension: out(i) = sum over p of f(p) g(i+K-1-p).

    Parameters
    ----------
    f : array (K,), the kernel
    g : array (N,), the signal, N >= K

    Returns
    -------
    array (N-K+1,)
    """
    return cross_correlate(f[::-1], g)


def cross_correlate2d(f, g):
    """Cross-correlation in two dimensions: out(i, j) = sum over p, q of f(p, q) g(i+p, j+q).

    Parameters
    ----------
    f : array (KH, KW), the kernel
    g : array (H, W), the image, H >= KH and W >= KW

    Returns
    -------
    array (H-KH+1, W-KW+1)
    """
    KH, KW = f.shape
    out = np.zeros((g.shape[0] - KH + 1, g.shape[1] - KW + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = np.sum(f * g[i : i + KH, j : j + KW])
    return out


def cross_correlate3d(f, g):
    """Cross-correlation in three dimensions: out(i, j, k) = sum over p, q, r of f(p, q, r) g(i+p, j+q, k+r).

    Parameters
    ----------
    f : array (KD, KH, KW), the kernel
    g : array (D, H, W), the volume, at least as large as the kernel along every axis

    Returns
    -------
    array (D-KD+1, H-KH+1, W-KW+1)
    """
    KD, KH, KW = f.shape
    out = np.zeros((g.shape[0] - KD + 1, g.shape[1] - KH + 1, g.shape[2] - KW + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            for k in range(out.shape[2]):
                out[i, j, k] = np.sum(f * g[i : i + KD, j : j + KH, k : k + KW])
    return out
