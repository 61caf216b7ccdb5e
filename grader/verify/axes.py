"""Which lengths of a function's arguments belong together: learned by asking the function itself. Pure but for its asking.

That two lengths are equal in every input of a suite proves nothing: a suite of square images has them equal by habit. So one is
changed alone. Where the function then refuses the input, or never reads what is over (a longer ``S`` beside ``X``), it belongs to
others; where it takes all of it, the length is free.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, permutations, product

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
    for near in _near(base, known, _of_numbers(base, groups_of(base, known))):
        learned += _split(base, near, ask)
    if len(known) < LEAST:
        learned = _with_multiples(base, learned, ask)
    return tuple(_joined(base, learned, stated or {}))


def base_of(known: Sequence[Input], ask: Ask) -> Input | None:
    """An input to learn from: its lengths above one and as different as the suite has them; grown where the suite has only ones."""
    rng = np.random.default_rng(0)
    ranked = sorted(known, key=lambda given: _rank(list(lengths_of(given).values())))
    for given in ranked[:3]:
        if all(length >= LEAST for axis, length in lengths_of(given).items() if axis.axis >= 0):
            return given
        grown = given
        for group in _of_numbers(given, groups_of(given, known, guess=True)):
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


def _of_numbers(base: Input, groups: Sequence[Group]) -> list[Group]:
    """The groups without the lengths of texts, which have no entries that could be repeated."""
    arrays = {leaf.path for leaf in leaves_of(base)}
    found = (_group(base, [each for each in _members(group) if each[0].path in arrays]) for group in groups)
    return [group for group in found if group is not None]


def _near(base: Input, known: Sequence[Input], groups: Sequence[Group]) -> Iterator[list[Group]]:
    """Groups that may belong together, since lengths of theirs differ by the same small number in every input."""
    columns = [lengths_of(base, texts=True), *(lengths_of(each, texts=True) for each in known)]

    def is_near(one: Group, other: Group) -> bool:
        for (first, _), (second, _) in product(one.axes, other.axes):
            offsets = {each[first] - each[second] for each in columns if first in each and second in each}
            if len(offsets) == 1 and abs(offsets.pop()) <= MAX_OFFSET:
                return True
        return False

    found: list[list[Group]] = []
    for group in groups:
        same = [near for near in found if any(is_near(group, each) for each in near)]
        found = [near for near in found if near not in same]
        found.append([*(each for near in same for each in near), group])
    yield from found


def _split(base: Input, near: Sequence[Group], ask: Ask) -> Iterator[Group]:
    """The groups in the smallest parts that can be changed on their own."""
    left = [member for group in near for member in _members(group) if not _is_number(base, member[0], ask)]
    if len(left) == 1:
        yield from (part for each in left if (part := _group(base, [each])) is not None)
        return
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
    # Of what is left over, what has one length in every input is a part where it can be changed so.
    parts = [part for group in near if (part := _group(base, [each for each in _members(group) if each in left])) is not None]
    if len(parts) > 1 and all(_is_free(base, part, (1,), ask) for part in parts):
        yield from parts
    elif (rest := _group(base, left)) is not None:
        yield rest


def _is_number(base: Input, axis: Axis, ask: Ask) -> bool:
    """Whether a whole number that equals a length everywhere is none of its own: it may be one more, or less, alone."""
    if axis.axis >= 0:
        return False
    leaf = next(leaf for leaf in leaves_of(base) if leaf.path == axis.path)
    values = [int(leaf.array) + change for change in (1, -1) if int(leaf.array) + change > 0]
    return all(value_of(replaced(base, axis.path, np.asarray(value, leaf.array.dtype)), ask) is not None for value in values)


def _with_multiples(base: Input, groups: Sequence[Group], ask: Ask) -> list[Group]:
    """Of an only input: groups that change alone neither, but together where one is so many times as long as the other."""
    found = list(groups)
    for one, many in permutations(groups, 2):
        if one not in found or many not in found or any(offset for _, offset in many.axes):
            continue
        times, over = divmod(length_of(base, many), length_of(base, one))
        joined = Group(one.axes, (*one.multiples, *((axis, times) for axis, _ in many.axes)))
        alone = any(_is_free(base, each, (1,), ask) for each in (one, many))
        if times > 1 and not over and not alone and _is_free(base, joined, (1,), ask):
            found = [joined if each is one else each for each in found if each is not many]
    return found


def _members(group: Group) -> list[tuple[Axis, int]]:
    return [*((axis, 1) for axis, _ in group.axes), *group.multiples]


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
    """Axes with the offsets and multiples that they have in the input; None where they are none that can be changed together."""
    lengths = lengths_of(base, texts=True)
    if len(members) == 1:  # a multiple of nothing is a length of its own
        members = [(members[0][0], 1)]
    plain = [axis for axis, times in members if times == 1]
    first = next((axis for axis in plain if axis.axis >= 0), None)
    if first is None:
        return None
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
