def accuracy(P, y):
    return (P.argmax(1) == y).sum()
