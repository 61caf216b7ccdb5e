"""Images may be one entry high, or one wide: a window that slides along the other side shows a mistake as well. Pure.

Of an array of several sides one may be as short as that; a window that is given as a number goes with it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from grader.judge.explain.inputs import Axis, Path

DIMENSIONS = 4


@dataclass(frozen=True, slots=True)
class Thin:
    """``sides``: lengths of images, all of them larger in the suite. ``windows``: numbers that are no larger than a side."""

    sides: tuple[Axis, ...] = ()
    windows: tuple[Axis, ...] = ()

    @classmethod
    def learned(cls, axes: Mapping[Axis, Sequence[int]], fixed: Collection[Axis], windows: Collection[tuple[Axis, Axis]]) -> Thin:
        """``windows``: what may be one, each with the length that it lies along."""
        dimensions = dimensions_of(axes)
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


def dimensions_of(axes: Iterable[Axis]) -> dict[Path, int]:
    """Of each array; of a number none."""
    found: dict[Path, int] = {}
    for axis in axes:
        found[axis.path] = max(axis.axis + 1, found.get(axis.path, 0))
    return found


def lies_beside(length: Axis, window: Axis, dimensions: Mapping[Path, int]) -> bool:
    """Whether a window of the length can lie there: counted from either end, or with its channels last, ``(f, f, C, F)``."""
    if window.axis < 0:
        return True
    from_end = dimensions[length.path] - length.axis == dimensions[window.path] - window.axis
    return from_end or window.axis in (length.axis, length.axis - 1)


def are_crossed(one: Axis, other: Axis, dimensions: Mapping[Path, int]) -> bool:
    """Whether these are sides of two images that do not lie along each other: that no window is wider than an image is high."""
    images = one.path != other.path and min(dimensions[one.path], dimensions[other.path]) >= DIMENSIONS
    return images and not lies_beside(other, one, dimensions)


def not_crossed(pairs: Collection[tuple[Axis, Axis]]) -> set[tuple[Axis, Axis]]:
    """Of sides and windows that are numbers, where all go with all: the first window with the first side, and so on."""
    kept = set(pairs)
    for path in dict.fromkeys(length.path for length, _ in pairs):
        own = [(length, window) for length, window in pairs if length.path == path and window.axis < 0]
        along = list(zip(dict.fromkeys(length for length, _ in own), dict.fromkeys(window for _, window in own), strict=False))
        if len(along) > 1 and len(set(own)) == len(along) ** 2:
            kept -= set(own) - set(along)
    return kept


def in_line(ordered: Collection[tuple[Axis, Axis]], pairs: Collection[tuple[Axis, Axis]]) -> list[tuple[Axis, Axis]]:
    """Of what is no larger than what, all but a window that is a number and the side that another window lies along.

    ``pairs``: sides with their windows.
    """
    along = {(window, length) for length, window in pairs if window.axis < 0}
    taken = {length for _, length in along}
    families = {(window, length.path) for window, length in along}
    return [
        (one, other) for one, other in ordered if (one, other) in along or other not in taken or (one, other.path) not in families
    ]
