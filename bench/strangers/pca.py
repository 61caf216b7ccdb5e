"""Principal component analysis."""

import numpy as np


def explained_variance(X: np.ndarray) -> np.ndarray:
    """Variances along the principal components, largest first.

    Args:
        X (np.ndarray): data of shape (n, d), one sample per row.

    Returns:
        np.ndarray: eigenvalues of the covariance matrix, shape (d,).
    """
    centered = X - X.mean(axis=0)
    cov = centered.T @ centered / (X.shape[0] - 1)
    return np.linalg.eigvalsh(cov)[::-1]


def reconstruct(X: np.ndarray, k: int) -> np.ndarray:
    """Project the data onto the first k principal components and back.

    Args:
        X (np.ndarray): data of shape (n, d), one sample per row.
        k (int): how many components are kept, at least 1.

    Returns:
        np.ndarray: the reconstruction, shape (n, d).
    """
    mean = X.mean(axis=0)
    _, _, Vt = np.linalg.svd(X - mean, full_matrices=False)
    components = Vt[:k]
    return (X - mean) @ components.T @ components + mean
