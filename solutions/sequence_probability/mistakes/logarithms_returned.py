def next_distribution(x, log_initial, log_transition):
    if len(x) == 0:
        return log_initial
    return log_transition[x[-1]]
