"""Images may be one entry high, or one wide: a window that slides along the other side shows a mistake as well. Pure.

Of an array of several sides one may be as short as that; a window that is given as a number goes with it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from grader.judge.explain.inputs import Axis

DIMENSIONS = 4


@dataclass(frozen=True, slots=True)
class Thin:
    """``sides``: lengths of images, all of them larger in the suite. ``windows``: numbers that are no larger than a side."""

    sides: tuple[Axis, ...] = ()
    windows: tuple[Axis, ...] = ()

    @classmethod
    def learned(cls, axes: Mapping[Axis, Sequence[int]], fixed: Collection[Axis], windows: Collection[tuple[Axis, Axis]]) -> Thin:
        """``windows``: what may be one, each with the length that it lies along."""
        dimensions = {path: 1 + max(axis.axis for axis in axes if axis.path == path) for path in {axis.path for axis in axes}}
        sides = [
            axis
            for axis, lengths in axes.items()
            if dimensions[axis.path] >= DIMENSIONS and axis.axis >= 0 and min(lengths) > 1 and axis not in fixed
        ]
        numbers = {one for one, other in windows if one.axis < 0 and other in sides and min(axes[one]) > 1}
        return cls(tuple(sides), tuple(axis for axis in axes if axis in numbers))

    def allows(self, axis: Axis, lengths: Mapping[Axis, int]) -> bool:
        """Whether this length, or the window that is this number, may be one: no other of its array, or of the windows, is."""
        family = self.windows if axis in self.windows else [each for each in self.sides if each.path == axis.path]
        others = [lengths.get(each, 0) for each in family if each != axis]
        return axis in family and lengths.get(axis) == 1 and bool(others) and min(others) > 1
