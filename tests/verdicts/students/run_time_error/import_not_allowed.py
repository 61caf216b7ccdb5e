import numpy as np


def mean(x):
    import torch

    return torch.mean(x)


def scale(x, c):
    return np.asarray(x) * c
