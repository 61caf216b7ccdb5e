"""Which lengths of a function's arguments belong together: learned by asking the function itself. Pure but for its asking.

That two lengths are equal in every input of a suite proves nothing: a suite of square images has them equal by habit. So one is
changed alone. Where the function then refuses the input, or never reads what is over (a longer ``S`` beside ``X``), it belongs to
others; where it takes all of it, the length is free.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

import numpy as np

from grader.judge.explain.fresh import with_length
from grader.judge.explain.inputs import MAX_OFFSET, Axis, Group, Input, groups_of, leaves_of, length_of, lengths_of, replaced
from grader.judge.running.outcome import fingerprint
from grader.verify.stated import Stated, Symbols

# The function's value; raises what the function raises.
Ask = Callable[[Input], object]

SHRUNK = (-1, -2)
# Lengths that change together are looked for in sets of so many; what is left over is one set.
TOGETHER = 3
MAX_SETS = 300
# From a length of one every other is taken, by broadcasting: nothing can be learned there.
LEAST = 2
UNREAD_MARK = 10**6
MAX_OVER = 4


def axis_groups(known: Sequence[Input], ask: Ask, stated: Stated | None = None) -> tuple[Group, ...]:
    """The groups of lengths that may be changed on their own, of inputs that have the same places.

    Lengths of one group keep their offsets (``T`` and ``T + 1``) and multiples (``H`` and ``4 H``). ``stated``: what the function's
    docstring calls the lengths of each argument; those that it gives one name stay together, whatever the function takes.
    """
    base = base_of(known, ask)
    if base is None:
        return ()
    learned: list[Group] = []
    for group in groups_of(base, known, guess=len(known) < LEAST):
        learned += _split(base, group, ask)
    return tuple(_joined(base, learned, stated or {}))


def base_of(known: Sequence[Input], ask: Ask) -> Input | None:
    """An input to learn from: its lengths above one and as different as the suite has them; grown where the suite has only ones."""
    rng = np.random.default_rng(0)
    ranked = sorted(known, key=lambda given: _rank(list(lengths_of(given).values())))
    for given in ranked[:3]:
        if all(length >= LEAST for axis, length in lengths_of(given).items() if axis.axis >= 0):
            return given
        grown = given
        for group in groups_of(given, known, guess=True):
            if length_of(grown, group) < LEAST:
                grown = with_length(grown, group, length_of(grown, group) + LEAST, rng)
        if value_of(grown, ask) is not None:
            return grown
    return ranked[0] if ranked else None


def _rank(lengths: list[int]) -> tuple[int, int, int]:
    return lengths.count(1), -len(set(lengths)), sum(lengths)


def value_of(given: Input, ask: Ask) -> bytes | None:
    """The value as what tells it from others; None where the function refuses the input."""
    try:
        with np.errstate(all="ignore"):
            return fingerprint([ask(given)], {})
    except Exception:  # noqa: BLE001  # whatever it raises, it does not take the input
        return None


def _split(base: Input, group: Group, ask: Ask) -> Iterator[Group]:
    """The group in the smallest parts that can be changed on their own."""
    left = [*((axis, 1) for axis, _ in group.axes), *group.multiples]
    tried, count = 0, 1
    while count <= min(TOGETHER, len(left) - 1):
        found = None
        for some in combinations(left, count):
            tried += 1
            part = _group(base, some)
            if part is not None and tried < MAX_SETS and _is_free(base, part, _steps(base, some, left), ask):
                found = some
                yield part
                break
        # With one part gone, what was tied to it may be free.
        left, count = ([each for each in left if each not in found], 1) if found else (left, count + 1)
    rest = _group(base, left)
    if rest is not None:
        yield rest


def _steps(base: Input, some: Sequence[tuple[Axis, int]], left: Sequence[tuple[Axis, int]]) -> tuple[int, ...]:
    """By how much a free length can grow: past what any other that may be tied to it has more."""
    lengths = lengths_of(base, texts=True)
    offsets = [abs(lengths[one] - lengths[other]) for one, _ in some for other, times in left if times == 1 and other != one]
    return tuple(range(1, max([each for each in offsets if each <= MAX_OFFSET], default=0) + 2))


def _joined(base: Input, learned: Sequence[Group], stated: Stated) -> list[Group]:
    """Groups of which the docstring gives a length of each the same name, as one."""
    names = {axis: symbols for axis in lengths_of(base) if (symbols := _symbol(axis, stated)) is not None}
    found: list[Group] = []
    for group in learned:
        own = {names[axis] for axis, _ in (*group.axes, *group.multiples) if axis in names}
        same = [each for each in found if own & {names[axis] for axis, _ in (*each.axes, *each.multiples) if axis in names}]
        members = [(axis, 1) for each in (*same, group) for axis, _ in each.axes]
        members += [pair for each in (*same, group) for pair in each.multiples]
        whole = _group(base, members)
        found = [each for each in found if each not in same]
        found.append(whole if same and whole is not None else group)
    return found


def _symbol(axis: Axis, stated: Stated) -> str | None:
    """What the length is called, of which the axis may have one more or four times as much."""
    symbols: Symbols = stated.get(axis.path, ())
    return symbols[axis.axis] if 0 <= axis.axis < len(symbols) else None


def _group(base: Input, members: Sequence[tuple[Axis, int]]) -> Group | None:
    """Axes with the offsets and multiples that they have in the input; None where only multiples are left of a group."""
    lengths = lengths_of(base, texts=True)
    plain = [axis for axis, times in members if times == 1]
    if not plain:
        plain, members = [members[0][0]], [(members[0][0], 1), *members[1:]] if len(members) == 1 else []
        if not members:
            return None
    if all(axis.axis < 0 for axis in plain):
        return None
    first = next(axis for axis in plain if axis.axis >= 0)
    ordered = [first, *(axis for axis in plain if axis != first)]
    multiples = tuple((axis, times) for axis, times in members if times > 1)
    return Group(tuple((axis, lengths[axis] - lengths[first]) for axis in ordered), multiples)


def _is_free(base: Input, group: Group, grown: Sequence[int], ask: Ask) -> bool:
    """Whether it can grow alone, or shrink alone, by every step, and its entries are read then.

    ``X`` alone beside ``S`` with one column more may grow by one: by two it is refused.
    """
    length = length_of(base, group)
    rng = np.random.default_rng(1)
    for changes in (grown, SHRUNK):
        taken = [with_length(base, group, length + change, rng) for change in changes if length + change >= LEAST]
        values = [value_of(given, ask) for given in taken]
        if taken and all(values):
            for given, value in zip(taken, values, strict=True):
                if _is_read(given, base, value, ask):
                    return True
    return False


def _is_read(changed: Input, base: Input, value: bytes | None, ask: Ask) -> bool:
    """Whether no more of the last entries is over than in the base: along the axes that were changed, and those as long as they."""
    before, after = lengths_of(base), lengths_of(changed)
    moved = [axis for axis in after if axis.axis >= 0 and after[axis] != before.get(axis)]
    beside = {near for axis in moved for near in range(before[axis] - MAX_OFFSET, before[axis] + MAX_OFFSET + 1)}
    looked_at = [axis for axis in after if axis.axis >= 0 and before.get(axis) in beside]
    own = value_of(base, ask)
    return all(_over(changed, axis, value, ask) <= _over(base, axis, own, ask) for axis in looked_at)


def _over(given: Input, axis: Axis, value: bytes | None, ask: Ask) -> int:
    """How many of the last places along an axis the function never reads."""
    array = next(leaf.array for leaf in leaves_of(given) if leaf.path == axis.path)
    for count in range(1, MAX_OVER + 1):
        if count > array.shape[axis.axis] or value_of(_unreadable(given, axis, count), ask) != value:
            return count - 1
    return MAX_OVER


def _unreadable(given: Input, axis: Axis, count: int) -> Input:
    """The input with what spoils every answer in the last places along an axis."""
    array = next(leaf.array for leaf in leaves_of(given) if leaf.path == axis.path).copy()
    last = (slice(None),) * axis.axis + (slice(-count, None),)
    if array.dtype.kind == "f":
        array[last] = np.nan
    elif array.dtype.kind in "iu":
        array[last] = UNREAD_MARK if np.iinfo(array.dtype).max >= UNREAD_MARK else np.iinfo(array.dtype).max
    elif array.dtype.kind == "b":
        array[last] = ~array[last]
    return replaced(given, axis.path, array)
