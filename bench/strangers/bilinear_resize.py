"""Image resizing."""

import numpy as np


def bilinear_resize(img: np.ndarray, out_h: int, out_w: int) -> np.ndarray:
    """Resize a grayscale image with bilinear interpolation (corners aligned).

    Args:
        img: array of shape (H, W).
        out_h: height of the result, at least 2.
        out_w: width of the result, at least 2.

    Returns:
        Array of shape (out_h, out_w).
    """
    H, W = img.shape
    out = np.zeros((out_h, out_w))
    for i in range(out_h):
        y = i * (H - 1) / (out_h - 1)
        y0 = min(int(np.floor(y)), H - 2) if H > 1 else 0
        y1 = min(y0 + 1, H - 1)
        dy = y - y0
        for j in range(out_w):
            x = j * (W - 1) / (out_w - 1)
            x0 = min(int(np.floor(x)), W - 2) if W > 1 else 0
            x1 = min(x0 + 1, W - 1)
            dx = x - x0
            top = (1 - dx) * img[y0, x0] + dx * img[y0, x1]
            bottom = (1 - dx) * img[y1, x0] + dx * img[y1, x1]
            out[i, j] = (1 - dy) * top + dy * bottom
    return out
