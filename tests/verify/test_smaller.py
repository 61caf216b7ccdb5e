"""The input of a case to paste is cut as short as still tells the program from the reference, and stays one of the suite's kind."""

import types

import numpy as np

from grader.judge.running.reference import Reference
from grader.verify.corpus import Asked
from grader.verify.smaller import cut_short

TEXT = '''
def product(x, w):
    """x : array (n, d), w : array (d,)"""
    return x @ w
'''


def reference() -> Reference:
    module = types.ModuleType("work")
    exec(TEXT, vars(module))  # noqa: S102  # ours
    return Reference([module])


def asked(rows: int, columns: int, weights: np.ndarray | None = None, fill: float = 0.5) -> Asked:
    given = np.full((rows, columns), fill) * np.arange(1, rows * columns + 1).reshape(rows, columns)
    return Asked("product", (given, np.arange(1.0, columns + 1) if weights is None else weights), {}, "test_product")


OWN = [asked(3, 4), asked(5, 2)]


def shapes(call: Asked) -> list[tuple[int, ...]]:
    return [np.asarray(arg).shape for arg in call.args]


def entries(call: Asked) -> np.ndarray:
    return np.asarray(call.args[0])


def test_lengths_that_belong_together_are_cut_together() -> None:
    large = asked(6, 5, fill=1000.0)
    assert shapes(cut_short(reference(), large, OWN, lambda call: entries(call).max() > 500)) == [(1, 1), (1,)]
    assert shapes(cut_short(reference(), large, OWN, lambda call: len(entries(call)) > 1)) == [(2, 1), (1,)]
    assert cut_short(reference(), large, OWN, lambda call: call is large) is large


def test_what_all_inputs_have_in_common_is_kept() -> None:
    """Weights that add up to one in every case do so here too, though fewer of them would tell as much."""
    own = [asked(3, 8, np.full(8, 0.125)), asked(5, 4, np.full(4, 0.25))]
    large = asked(6, 5, np.full(5, 0.2), fill=1000.0)
    short = cut_short(reference(), large, own, lambda call: entries(call).max() > 500)
    assert shapes(short) == [(1, 5), (5,)]


def test_another_form_than_the_suites_is_left_alone() -> None:
    vector = Asked("product", (np.ones(3), np.ones(3)), {}, "STRATEGIES['product']")
    assert cut_short(reference(), vector, OWN, lambda _: True) is vector
