"""The reference of sequence_probability against the definition: every probability multiplied out, in exact fractions."""

import importlib.util
import itertools
import math
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest


@pytest.fixture(scope="module")
def solution() -> ModuleType:
    path = Path(__file__).parents[2] / "solutions" / "sequence_probability" / "sequence_probability.py"
    spec = importlib.util.spec_from_file_location("reference_of_sequence_probability", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# A model in exact fractions, with a transition that cannot occur.
INITIAL = (Fraction(1, 2), Fraction(1, 3), Fraction(1, 6))
TRANSITION = (
    (Fraction(1, 4), Fraction(3, 4), Fraction(0)),
    (Fraction(1, 5), Fraction(2, 5), Fraction(2, 5)),
    (Fraction(1, 7), Fraction(5, 7), Fraction(1, 7)),
)


def logarithms(values: object) -> np.ndarray:
    with np.errstate(divide="ignore"):
        return np.log(np.array(values, dtype=float))


def probability(sequence: tuple[int, ...]) -> Fraction:
    product = INITIAL[sequence[0]]
    for before, after in itertools.pairwise(sequence):
        product *= TRANSITION[before][after]
    return product


def test_every_sequence_of_four_symbols(solution: ModuleType) -> None:
    """All 81 products in exact arithmetic; together they are a distribution."""
    everything = list(itertools.product(range(3), repeat=4))
    found = solution.sequence_log_probability(np.array(everything), logarithms(INITIAL), logarithms(TRANSITION))
    exact = [probability(sequence) for sequence in everything]
    assert sum(exact) == 1
    np.testing.assert_allclose(np.exp(found), [float(value) for value in exact], rtol=1e-13)
    assert np.isneginf(found[[value == 0 for value in exact]]).all()


def test_the_next_symbol_is_a_ratio_of_probabilities(solution: ModuleType) -> None:
    """P(next | seen) = P(seen, next) / P(seen), by the definition of conditional probability, for every prefix."""
    for length in range(1, 4):
        for seen in itertools.product(range(3), repeat=length):
            if probability(seen) == 0:
                continue
            ratios = [float(probability((*seen, symbol)) / probability(seen)) for symbol in range(3)]
            found = solution.next_distribution(np.array(seen), logarithms(INITIAL), logarithms(TRANSITION))
            np.testing.assert_allclose(found, ratios, rtol=1e-14)


def test_perplexity_is_the_geometric_mean_of_inverse_probabilities(solution: ModuleType) -> None:
    """The definition in extended precision: the (n T)-th root of one over the product."""
    X = np.array([[0, 1, 2, 1], [1, 1, 0, 0], [2, 2, 1, 2]])
    product = math.prod(probability(tuple(row)) for row in X.tolist())
    root = np.longdouble(product.denominator) / np.longdouble(product.numerator)
    found = solution.perplexity(X, logarithms(INITIAL), logarithms(TRANSITION))
    np.testing.assert_allclose(found, float(root ** (np.longdouble(1) / X.size)), rtol=1e-13)


@pytest.mark.parametrize("offset", [0, 700, -700, 5000])
def test_scores_against_extended_precision(solution: ModuleType, offset: float) -> None:
    """log-softmax term by term in longdouble, shifted so that nothing overflows there."""
    scores = np.array([0.25, -1.5, 3.0, 2.0])
    wide = scores.astype(np.longdouble)
    exact = wide - np.log(np.sum(np.exp(wide)))
    np.testing.assert_allclose(solution.log_probabilities(scores + offset), exact.astype(float), rtol=0, atol=1e-12)


def test_the_example_of_the_handout(solution: ModuleType) -> None:
    """Every number that README.md works out by hand, to the four digits that it prints."""
    initial, transition = logarithms([1 / 2, 1 / 2]), logarithms([[3 / 4, 1 / 4], [1, 0]])
    found = solution.sequence_log_probability(np.array([[0, 0, 1], [1, 1, 0]]), initial, transition)
    assert found.round(4).tolist() == [-2.3671, -np.inf]
    assert math.exp(found[0]) == pytest.approx(3 / 32, rel=1e-14)
    assert (round(math.log(3), 4), round(math.log(32), 4)) == (1.0986, 3.4657)
    np.testing.assert_allclose(solution.next_distribution(np.array([1, 0]), initial, transition), [3 / 4, 1 / 4], rtol=1e-14)
    assert round(float(solution.perplexity(np.array([[0, 0, 1]]), initial, transition)), 4) == 2.2013
    coin = logarithms([[1 / 2, 1 / 2]] * 2)
    assert solution.perplexity(np.array([[0, 1, 1], [1, 0, 1]]), coin[0], coin) == pytest.approx(2, rel=1e-14)
