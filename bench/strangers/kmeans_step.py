"""One step of Lloyd's algorithm."""

import numpy as np


def kmeans_step(X, centroids):
    """Assign every point to its nearest centroid and move the centroids.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features)
        The points.
    centroids : ndarray of shape (n_clusters, n_features)
        Current cluster centers.

    Returns
    -------
    labels : ndarray of shape (n_samples,)
        Index of the nearest center for each sample.
    new_centroids : ndarray of shape (n_clusters, n_features)
        Mean of the points of each cluster; an empty cluster keeps its center.
    """
    distances = ((X[:, None, :] - centroids[None, :, :]) ** 2).sum(axis=2)
    labels = np.argmin(distances, axis=1)
    new_centroids = centroids.copy()
    for k in range(centroids.shape[0]):
        members = X[labels == k]
        if len(members) > 0:
            new_centroids[k] = members.mean(axis=0)
    return labels, new_centroids
