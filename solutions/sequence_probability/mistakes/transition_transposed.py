def sequence_log_probability(X, log_initial, log_transition):
    total = log_initial[X[:, 0]]
    for s in range(1, X.shape[1]):
        total = total + log_transition[X[:, s], X[:, s - 1]]
    return total
