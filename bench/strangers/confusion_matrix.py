import numpy as np


def confusion_matrix(y_true, y_pred, n_classes):
    """Confusion matrix of a classifier.

    Parameters
    ----------
    y_true : array of int, shape (n,)
        Right labels, 0 <= y < n_classes.
    y_pred : array of int, shape (n,)
        Predicted labels, 0 <= y < n_classes.
    n_classes : int
        Number of classes.

    Returns
    -------
    array of int, shape (n_classes, n_classes)
        Entry (i, j) counts the samples of class i that were predicted as j.
    """
    cm = np.zeros((n_classes, n_classes), dtype=int)
    for t, p in zip(y_true, y_pred):
        cm[t, p] += 1
    return cm


def macro_f1(cm):
    """Unweighted mean of the F1 scores of all classes.

    Parameters
    ----------
    cm : array of int, shape (n_classes, n_classes)
        A confusion matrix.

    Returns
    -------
    float
    """
    tp = np.diag(cm)
    predicted = cm.sum(axis=0)
    actual = cm.sum(axis=1)
    scores = 2 * tp / np.maximum(predicted + actual, 1)
    return scores.mean()
