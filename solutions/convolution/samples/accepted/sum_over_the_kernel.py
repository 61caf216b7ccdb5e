"""A loop over the kernel instead of over the positions: each entry of the kernel times a shifted piece of the input."""

import numpy as np


def output_size(input_size, kernel_size, stride=1, padding=0):
    sizes = []
    for axis in range(len(input_size)):
        last = input_size[axis] + 2 * padding - kernel_size[axis]
        sizes.append(len(range(0, last + 1, stride)))
    return tuple(sizes)


def correlate_any(f, g):
    size = [n - k + 1 for n, k in zip(g.shape, f.shape)]
    out = 0.0
    for index in np.ndindex(f.shape):
        out = out + f[index] * g[tuple(slice(i, i + n) for i, n in zip(index, size))]
    return out


def cross_correlate(f, g):
    return correlate_any(f, g)


def convolve(f, g):
    return correlate_any(np.flip(f), g)


def cross_correlate2d(f, g):
    return correlate_any(f, g)


def cross_correlate3d(f, g):
    return correlate_any(f, g)
