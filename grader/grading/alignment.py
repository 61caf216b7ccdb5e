"""How the student's value was held against the expected one: which entries are counted, and shown, is read off that. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from grader.grading.closeness import fit
from grader.grading.measure import Measure
from grader.model import Mismatch, Rule


@dataclass(frozen=True, slots=True)
class Aligned:
    """The student's value as the comparison held it against the expected one: turned, ordered, multiplied as suits it best.

    ``mask``: which entries break the rule, where that is not to be read off the two arrays.
    """

    actual: np.ndarray
    expected: np.ndarray
    measure: Measure
    mask: np.ndarray | None = None

    @classmethod
    def plainly(cls, actual: np.ndarray, expected: np.ndarray, rule: Rule) -> Aligned | None:
        """None where the two have not one shape by the rule."""
        fitted = fit(actual, expected, rule)
        return None if fitted is None else cls(*fitted, Measure.of(fitted[1], rule))

    def wrong(self) -> np.ndarray:
        """Of each entry whether it breaks the rule: as many as the comparison counts."""
        return self.measure.wrong(self.actual, self.expected) if self.mask is None else self.mask


# What a comparison finds: None where the value keeps its rule; and how it was held against the expected one.
Compared = tuple[Mismatch | None, Aligned | None]
