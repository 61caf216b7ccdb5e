"""A case run otherwise than it is written: with other parameters, with other draws of ``rng`` and of Hypothesis.

It is a value, handed down with the run; the pytest item is as it was before and after.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest

from grader.model import Assignment

SETTINGS = "_hypothesis_internal_use_settings"
SEED = "_hypothesis_internal_use_seed"


@dataclass(frozen=True, slots=True)
class Variation:
    """``params``: values of parameters in the place of the test's own. ``draws``: the number of other draws, from 0 on.

    ``examples``: with other draws, how many of them a Hypothesis test makes.
    """

    params: tuple[tuple[str, object], ...] = ()
    draws: int | None = None
    examples: int = 0

    def seeded(self, assignment: Assignment) -> Assignment:
        """The assignment whose seed gives these draws."""
        return assignment if self.draws is None else replace(assignment, seed=f"{assignment.seed}-{self.draws}")

    @contextmanager
    def put_on(self, item: pytest.Item) -> Iterator[None]:
        """The item varied so for a while."""
        if self == AS_WRITTEN:
            yield
            return
        params = parameters_of(item)
        before, test = dict(params), _hypothesis_test(item) if self.draws is not None else None
        drawn = {name: getattr(test, name, None) for name in (SETTINGS, SEED)} if test is not None else {}
        try:
            params.update(self.params)
            if test is not None:
                from hypothesis import settings  # loaded by whoever decorated the test

                setattr(test, SETTINGS, settings(drawn[SETTINGS] or settings(), max_examples=self.examples))
                setattr(test, SEED, (self.draws or 0) + 1)
            yield
        finally:
            params.update(before)
            for name, value in drawn.items():
                setattr(test, name, value)


AS_WRITTEN = Variation()


def parameters_of(item: pytest.Item) -> dict[str, object]:
    """The values of a parametrised test, by name; pytest's own, so that a change is the item's."""
    callspec = getattr(item, "callspec", None)
    return callspec.params if callspec is not None else {}


def is_drawn(item: pytest.Item) -> bool:
    """Whether Hypothesis draws what the test is called with."""
    return _hypothesis_test(item) is not None


def _hypothesis_test(item: pytest.Item) -> Any:
    test: Any = getattr(item, "obj", None)
    return getattr(test, "__func__", test) if getattr(test, "is_hypothesis_test", False) else None
