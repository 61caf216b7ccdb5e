"""Visible tests for sequence_probability: the example of the handout, step by step. Run them with ``grader check``."""

import numpy as np
import pytest

# Two symbols. The first is 0 in half of the cases; after a 0 comes another 0 in three of four cases, after a 1 always a 0.
LOG_INITIAL = np.log(np.array([0.5, 0.5]))
LOG_TRANSITION = np.array([[np.log(0.75), np.log(0.25)], [0.0, -np.inf]])


@pytest.mark.points(1, hint="Subtract the logarithm of the sum of the exponentials.")
def test_equal_scores(student, near):
    """log_probabilities() of two equal scores is log(1/2) twice."""
    assert student.log_probabilities(np.array([3.0, 3.0])) == near(np.log(np.array([0.5, 0.5])))


@pytest.mark.points(1, hint="exp(1000) is infinite. Subtract the largest score from all of them first: the result stays the same.")
def test_large_scores(student, near):
    """log_probabilities() stays finite for scores of a thousand."""
    assert student.log_probabilities(np.array([1000.0, 1000.0])) == near(np.log(np.array([0.5, 0.5])))


@pytest.mark.points(1, hint="The first symbol has a probability of its own; every later one depends on the one before it.")
def test_the_example(student, near):
    """sequence_log_probability() of 0 0 1 is log(1/2 · 3/4 · 1/4)."""
    value = student.sequence_log_probability(np.array([[0, 0, 1]]), LOG_INITIAL, LOG_TRANSITION)
    assert value == near(np.array([np.log(0.5 * 0.75 * 0.25)]))


@pytest.mark.points(1, hint="For a sequence of one symbol there is no transition at all.")
def test_one_symbol(student, near):
    """sequence_log_probability() of a single symbol is its initial log-probability."""
    assert student.sequence_log_probability(np.array([[1]]), LOG_INITIAL, LOG_TRANSITION) == near(np.log(np.array([0.5])))


@pytest.mark.points(1, hint="A Markov chain looks at the last symbol only.")
def test_what_comes_next(student, near):
    """next_distribution() after 1 0 is [3/4, 1/4]."""
    assert student.next_distribution(np.array([1, 0]), LOG_INITIAL, LOG_TRANSITION) == near(np.array([0.75, 0.25]))


@pytest.mark.points(1, hint="Nothing has been seen yet, so the initial probabilities answer.")
def test_what_comes_first(student, near):
    """next_distribution() after nothing is the initial distribution."""
    assert student.next_distribution(np.array([], dtype=int), LOG_INITIAL, LOG_TRANSITION) == near(np.array([0.5, 0.5]))


@pytest.mark.points(1, hint="A fair coin is as hard to guess as one of two equally likely symbols.")
def test_perplexity_of_a_coin(student, near):
    """perplexity() of a fair coin is 2, however many sequences there are and however long they are."""
    log_half = np.log(np.full((2, 2), 0.5))
    assert student.perplexity(np.array([[0, 1, 1], [1, 0, 1]]), log_half[0], log_half) == near(2.0)
