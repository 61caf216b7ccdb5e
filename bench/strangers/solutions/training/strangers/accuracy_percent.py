def accuracy(P, y):
    pred = np.argmax(P, axis=1)
    return np.sum(pred == y) / len(y) * 100
