"""Plain Python: lists of lists of lists, nothing of numpy."""


def output_size(input_size, kernel_size, stride=1, padding=0):
    return [1 + (h + padding + padding - k) // stride for h, k in zip(input_size, kernel_size)]


def cross_correlate(f, g):
    f, g = f.tolist(), g.tolist()
    return [sum(f[p] * g[i + p] for p in range(len(f))) for i in range(len(g) - len(f) + 1)]


def convolve(f, g):
    f, g = f.tolist(), g.tolist()
    K = len(f)
    return [sum(f[p] * g[i + K - 1 - p] for p in range(K)) for i in range(len(g) - K + 1)]


def cross_correlate2d(f, g):
    (KH, KW), (H, W) = f.shape, g.shape
    f, g = f.tolist(), g.tolist()
    return [
        [sum(f[p][q] * g[i + p][j + q] for p in range(KH) for q in range(KW)) for j in range(W - KW + 1)]
        for i in range(H - KH + 1)
    ]


def cross_correlate3d(f, g):
    planes = []
    for i in range(len(g) - len(f) + 1):
        layers = [cross_correlate2d(f[p], g[i + p]) for p in range(len(f))]
        planes.append([[sum(entries) for entries in zip(*rows)] for rows in zip(*layers)])
    return planes
