"""One working copy that is moved up, down and put back; the error by way of Python's own max."""

import numpy as np


def numerical_gradient(f, x, eps):
    work = np.array(x, dtype=np.float64)
    out = np.empty_like(work)
    walk = np.nditer(work, flags=["multi_index"])
    while not walk.finished:
        place = walk.multi_index
        kept = work[place]
        work[place] = kept + eps
        above = f(work)
        work[place] = kept - eps
        below = f(work)
        work[place] = kept
        out[place] = (above - below) / eps / 2
        walk.iternext()
    return out


def relative_error(a, b, floor=1e-8):
    if np.shape(a) != np.shape(b):
        raise ValueError("not the same shape")
    errors = [abs(p - q) / max(floor, abs(p) + abs(q)) for p, q in zip(np.ravel(a), np.ravel(b))]
    return float("nan") if any(e != e for e in errors) else max(errors)


def gradients_agree(f, gradient, x, eps=1e-5, limit=1e-6):
    error = relative_error(np.asarray(gradient(x)), numerical_gradient(f, x, eps))
    return error <= limit
