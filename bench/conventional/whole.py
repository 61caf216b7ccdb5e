"""A course's whole hidden suite under plain pytest, as a course without a grader has it: no sandbox, no points, no explanation.

Put beside suite, ``inputs.py``, the student's module and the reference (as ``reference.py``), under the name ``conftest.py``. What
a suite calls through ``check`` is called on both and compared by numpy.testing; what the student's functions made, a cache or a
state, has beside it what the reference made of the same.
"""

import copy
from pathlib import Path

import numpy as np
import pytest

NAME = next(
    path.stem for path in Path(__file__).parent.glob("*.py") if path.stem not in ("conftest", "inputs", "reference", "test_hidden")
)
RTOL, ATOL = 1e-9, 1e-10
# Of a function that hands on what only its own side reads, the first value is compared.
FIRST = ("conv_forward",)
# What a suite compares with numbers of its own is good to so much.
NEAR = 1e-5


def pytest_configure(config):
    config.addinivalue_line("markers", "points(most, **more): what a case is worth")


class Both:
    """A module, or an object of a class of it, and the reference's beside it; ``compares``: what they return."""

    def __init__(self, mine, theirs, beside, *, compares):
        self._mine, self._theirs, self._beside, self._compares = mine, theirs, beside, compares

    def __getattr__(self, name):
        mine, theirs = getattr(self._mine, name), getattr(self._theirs, name)

        def call(*arguments):
            own = [each if id(each) in self._beside else copy.deepcopy(each) for each in arguments]
            expected = theirs(
                *(self._beside[id(each)][1] if id(each) in self._beside else copy.deepcopy(each) for each in arguments)
            )
            actual = mine(*own)
            if isinstance(mine, type):
                return Both(actual, expected, self._beside, compares=self._compares)
            if self._compares:
                same(*((actual[0], expected[0]) if name in FIRST else (actual, expected)))
            if name in (*FIRST, "start"):
                for one, other in zip(*map(as_parts, (actual, expected)), strict=False):
                    self._beside[id(one)] = one, other  # held, so that no other object gets its number
            return actual

        return call


def as_parts(value):
    return value if isinstance(value, tuple) else (value,)


def same(actual, expected):
    if isinstance(expected, tuple | list):
        assert len(actual) == len(expected)
        for one, other in zip(actual, expected, strict=True):
            same(one, other)
    else:
        np.testing.assert_allclose(actual, expected, rtol=RTOL, atol=ATOL)


class Near:
    def __init__(self, expected):
        self._expected = expected

    def __eq__(self, actual):
        return all(np.allclose(one, other, rtol=NEAR, atol=NEAR) for one, other in zip(actual, self._expected, strict=True))


@pytest.fixture
def both():
    student, reference = __import__(NAME), __import__("reference")
    beside = {}
    return {compares: Both(student, reference, beside, compares=compares) for compares in (True, False)}


@pytest.fixture
def check(both):
    return both[True]


@pytest.fixture
def student(both):
    return both[False]


@pytest.fixture
def near():
    return lambda expected, **_: Near(expected)


@pytest.fixture
def rng():
    return np.random.default_rng(7)
