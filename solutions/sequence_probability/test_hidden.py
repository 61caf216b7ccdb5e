"""Hidden tests for sequence_probability."""

import numpy as np
import pytest
from hypothesis import given, settings
from inputs import chains, models, sequences, small_prefixes, small_scores

SHAPES = [(1, 1, 2), (1, 6, 3), (5, 1, 3), (4, 7, 2), (7, 4, 5), (3, 3, 3), (2, 5, 1)]


@pytest.mark.points(
    2, hint="p_j is exp(scores_j) divided by the sum of all exponentials; take the logarithm of that by hand first."
)
@pytest.mark.parametrize("shape", [(1,), (4,), (3, 4), (2, 3, 5)])
def test_scores_become_log_probabilities(check, rng, shape):
    """log_probabilities() is the logarithm of the softmax, along the last axis."""
    check.log_probabilities(rng.normal(size=shape))


@pytest.mark.points(
    2, hint="exp(1000) is infinite and exp(-1000) is zero. Subtract the largest score of each row from the row first."
)
@pytest.mark.parametrize("offset", [1000.0, -1000.0, 1e6])
def test_far_away_scores(check, rng, offset):
    """log_probabilities() is right for very large and very small scores."""
    check.log_probabilities(rng.normal(size=(3, 4)) + offset)


@pytest.mark.points(1, hint="Each row has a largest score of its own.")
def test_rows_of_different_size(check):
    """log_probabilities() is right where the rows are of very different size."""
    check.log_probabilities(np.array([[1000.0, 1001.0], [-1000.0, -1003.0], [0.0, 800.0]]))


@pytest.mark.points(1, hint="Scores may be integers: an array that copies their dtype cuts off fractions.")
@settings(max_examples=25)
@given(scores=small_scores())
def test_small_scores(check, scores):
    """log_probabilities() is right for small whole numbers, floats as well as integers."""
    check.log_probabilities(*scores)


@pytest.mark.points(
    4, hint="One initial term, then a transition for every later symbol: row of the symbol before, column of the symbol."
)
@pytest.mark.parametrize("n, T, K", SHAPES)
def test_product_of_conditional_probabilities(check, rng, n, T, K):
    """sequence_log_probability() adds up log P(X_1) and every log P(X_s | X_(s-1))."""
    check.sequence_log_probability(sequences(rng, n, T, K), *models(rng, K))


@pytest.mark.points(1, hint="A product of 1,500 probabilities is zero in floating point; a sum of 1,500 logarithms is not.")
def test_long_sequences(check, rng):
    """sequence_log_probability() is right for sequences of more than a thousand symbols."""
    check.sequence_log_probability(sequences(rng, 3, 1500, 4), *models(rng, 4))


@pytest.mark.points(1, hint="log 0 is -inf, and a sum with -inf is -inf. Nothing has to be cut off.")
def test_impossible_sequences(check, rng):
    """sequence_log_probability() is -inf where a transition cannot occur, and right elsewhere."""
    X = np.concatenate([chains(rng, 3, 5, 3), sequences(rng, 3, 5, 3)])
    X[3, 2] = X[3, 1]  # this one repeats a symbol
    check.sequence_log_probability(X, *models(rng, 3, forbidden=True))


@pytest.mark.points(2, hint="Only the last symbol counts: it names the row.")
@pytest.mark.parametrize("t", [1, 2, 6])
def test_distribution_of_the_next_symbol(check, rng, t):
    """next_distribution() is P(X_(t+1) | X_t), as probabilities."""
    check.next_distribution(sequences(rng, 1, t, 4)[0], *models(rng, 4))


@pytest.mark.points(1, hint="Before anything was seen the initial distribution answers.")
def test_distribution_of_the_first_symbol(check, rng):
    """next_distribution() is the initial distribution where nothing has been seen."""
    check.next_distribution(np.array([], dtype=int), *models(rng, 4))


@pytest.mark.points(1, question="next_distribution", hint="What next_distribution() returns is a distribution: it adds up to 1.")
@settings(max_examples=25)
@given(prefix=small_prefixes())
def test_small_prefixes(check, prefix):
    """next_distribution() is right for short prefixes of few symbols."""
    check.next_distribution(*prefix)


@pytest.mark.points(
    3, hint="Add up the log-probabilities of all sequences, divide by the number of all symbols, change the sign, exp."
)
@pytest.mark.parametrize("n, T, K", SHAPES)
def test_perplexity_per_symbol(check, rng, n, T, K):
    """perplexity() is exp of minus the mean log-probability of a symbol."""
    check.perplexity(sequences(rng, n, T, K), *models(rng, K))


@pytest.mark.points(1, hint="Divide before you take exp: the probability itself is too small for a float.")
def test_perplexity_of_long_sequences(check, rng):
    """perplexity() is right for sequences of thousands of symbols."""
    check.perplexity(sequences(rng, 2, 4000, 3), *models(rng, 3))
