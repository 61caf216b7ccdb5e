"""Plain Python: lists, math.fsum, one sequence at a time."""

import math


def log_probabilities(scores):
    if scores.ndim > 1:
        return [log_probabilities(row) for row in scores]
    values = [float(score) for score in scores]
    top = max(values)
    total = math.log(math.fsum(math.exp(value - top) for value in values))
    return [value - top - total for value in values]


def sequence_log_probability(X, log_initial, log_transition):
    answers = []
    for row in X.tolist():
        terms = [float(log_initial[row[0]])]
        terms += [float(log_transition[before][after]) for before, after in zip(row, row[1:])]
        answers.append(-math.inf if -math.inf in terms else math.fsum(terms))
    return answers


def next_distribution(x, log_initial, log_transition):
    row = log_initial if len(x) == 0 else log_transition[int(x[-1])]
    return [math.exp(value) for value in row]


def perplexity(X, log_initial, log_transition):
    n, T = X.shape
    return math.exp(-math.fsum(sequence_log_probability(X, log_initial, log_transition)) / (n * T))
