"""Fresh inputs made of those of a suite: other values of the same kind, one length changed at a time, sides made equal. Pure.

What is said of a function has to hold on these too. Nothing leaves what the suite itself has: no length is shorter than its
shortest, no number has a value that it never has there, except for fractions, which are redrawn around theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from grader.judge.explain.inputs import Group, Input, Leaf, Path, groups_of, leaves_of, length_of, replaced

SEED = 2718
# A length grows by so much beyond the longest one of the suite.
LONGER = 2
ONE = (0.0, 1.0)


def fresh_inputs(known: Sequence[Input], count: int) -> Iterator[Input]:
    """``count`` inputs, the same ones every time. Whether they are legal is for the reference to say."""
    if not known:
        return
    rng = np.random.default_rng(SEED)
    pools = _pools(known)
    changeable = [_changeable(base, known) for base in known[:count]]
    for number in range(count):
        given, groups = known[number % len(known)], changeable[number % len(known)]
        # The first round redraws values alone; then one thing at a time, then two.
        turn = number // len(known)
        if turn % 4 == 1 and groups:
            given = _longer_or_shorter(given, groups[rng.integers(len(groups))], known, rng)
        elif turn % 4 == 2:
            given = _other_number(given, pools, groups, rng)
        elif turn % 4 == 3 and len(groups) > 1:
            one, other = rng.permutation(len(groups))[:2]
            given = with_length(given, groups[one], length_of(given, groups[other]), rng)
            given = _other_number(given, pools, groups, rng) if turn % 8 == 7 else given
        yield redrawn(given, pools, rng)


def neighbours(base: Input, known: Sequence[Input]) -> Iterator[Input]:
    """Every input that differs from ``base`` in one length, number or kind of values: built to break a condition."""
    rng = np.random.default_rng(SEED)
    pools, groups = _pools(known), _changeable(base, known)
    for group in groups:
        seen = {length_of(each, group) for each in known if _has(each, group)}
        for length in sorted({*seen, max(seen, default=0) + 1} - {length_of(base, group), 0}):
            yield redrawn(with_length(base, group, length, rng), pools, rng)
    for leaf in _free_numbers(base, pools, groups):
        for value in pools[leaf.path]:
            if value != leaf.array.item():
                yield redrawn(replaced(base, leaf.path, np.asarray(value, dtype=leaf.array.dtype)), pools, rng)
    for leaf in leaves_of(base):
        if leaf.array.ndim and leaf.array.size:
            yield from (replaced(base, leaf.path, array) for array in _other_values(leaf, known))


def _other_values(leaf: Leaf, known: Sequence[Input]) -> Iterator[np.ndarray]:
    """The array without its signs, with one of them, smaller, as fractions: where the suite has the like in that place."""
    alike = [each.array for given in known for each in leaves_of(given) if each.path == leaf.path and each.array.size]
    array = leaf.array
    if array.dtype.kind == "f" and any((each < 0).any() and (each > 0).any() for each in alike):
        yield np.abs(array)
        one = np.abs(array)
        one[np.unravel_index(0, array.shape)] *= -1
        yield one
        yield -np.abs(array)
    if array.dtype.kind == "f" and np.abs(array).max() > 1:
        yield array / np.abs(array).max()
    if array.dtype.kind in "iu" and any(each.dtype.kind == "f" for each in alike):
        yield array.astype(float)


def with_length(given: Input, group: Group, length: int, rng: np.random.Generator) -> Input:
    """The first axis of the group with that length, the others with what belongs to it; new entries are copies of old ones."""
    arrays = {leaf.path: leaf.array for leaf in leaves_of(given)}
    for axis, offset in group.axes:
        array, wanted = arrays[axis.path], length + offset
        if wanted < 1:
            return given
        if axis.axis < 0:
            arrays[axis.path] = np.asarray(wanted)
            continue
        have = array.shape[axis.axis]
        if have == 0:
            return given
        places = np.concatenate([np.arange(min(have, wanted)), rng.integers(have, size=max(0, wanted - have))])
        arrays[axis.path] = np.take(array, places, axis=axis.axis)
    for axis, times in group.multiples:
        blocks = np.arange(arrays[axis.path].shape[axis.axis]).reshape(times, -1)
        have = blocks.shape[1]
        places = np.concatenate([np.arange(min(have, length)), rng.integers(have, size=max(0, length - have))])
        arrays[axis.path] = np.take(arrays[axis.path], blocks[:, places].reshape(-1), axis=axis.axis)
    for path in group.paths:
        given = replaced(given, path, np.ascontiguousarray(arrays[path]) if arrays[path].ndim else arrays[path])
    return given


def redrawn(given: Input, pools: Mapping[Path, Sequence[float]], rng: np.random.Generator) -> Input:
    """Other fractions in the place of each: of the same sign where all have one, within 0 and 1, adding up to 1, in order."""
    for leaf in leaves_of(given):
        if leaf.array.dtype.kind == "f" and leaf.array.size:
            new = _number(leaf, pools.get(leaf.path, ()), rng) if leaf.is_number else redrawn_array(leaf.array, rng)
            given = replaced(given, leaf.path, new)
    return given


def redrawn_array(old: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Another array of the same kind."""
    if not np.isfinite(old).all() or np.isin(old, ONE).all():
        return old
    if old.ndim == 2 and old.shape[0] == old.shape[1] > 1 and np.array_equal(old, old.T):
        scaled: np.ndarray = old * rng.uniform(0.5, 1.5)
        return scaled.astype(old.dtype)
    new: np.ndarray
    with np.errstate(all="ignore"):
        if old.min() >= 0 and old.max() <= 1:
            new = old ** rng.uniform(0.5, 2.0, size=old.shape)
            for axis in range(old.ndim):
                if np.allclose(old.sum(axis=axis), 1.0, atol=1e-6):
                    new = new / new.sum(axis=axis, keepdims=True)
                    break
            return new.astype(old.dtype)
    new = old * rng.uniform(0.5, 1.5, size=old.shape)
    if old.min() < 0 < old.max():
        new = new * rng.choice([-1.0, 1.0], size=old.shape)
    if old.ndim == 1 and old.size > 2 and (np.diff(old) >= 0).all():
        new = np.sort(new)
    return new.astype(old.dtype)


def _number(leaf: Leaf, pool: Sequence[float], rng: np.random.Generator) -> np.ndarray:
    value = float(leaf.array)
    if value == 0 or not np.isfinite(value):
        return leaf.array
    new = value * rng.uniform(0.5, 1.5)
    if all(0 <= each <= 1 for each in pool):
        new = value ** rng.uniform(0.5, 2.0)
    return np.asarray(new, dtype=leaf.array.dtype)


def _pools(known: Sequence[Input]) -> dict[Path, list[float]]:
    """The values that each single number has in the inputs."""
    found: dict[Path, list[float]] = {}
    for given in known:
        for leaf in leaves_of(given):
            if leaf.is_number and leaf.array.dtype.kind in "biuf":
                values = found.setdefault(leaf.path, [])
                if leaf.array.item() not in values:
                    values.append(leaf.array.item())
    return found


def _changeable(base: Input, known: Sequence[Input]) -> list[Group]:
    """The lengths that may be others: of arrays, and not of texts, whose letters nobody can make up."""
    return [group for group in groups_of(base, known) if _has(base, group)]


def _longer_or_shorter(given: Input, group: Group, known: Sequence[Input], rng: np.random.Generator) -> Input:
    lengths = [length_of(each, group) for each in known if _has(each, group)]
    if not lengths:  # the length of a text, which is no array
        return given
    now = length_of(given, group)
    choices = [length for length in range(max(1, min(lengths)), max(lengths) + LONGER + 1) if length != now]
    return with_length(given, group, int(rng.choice(choices)), rng) if choices else given


def _has(given: Input, group: Group) -> bool:
    dimensions = {leaf.path: leaf.array.ndim for leaf in leaves_of(given)}
    return all(dimensions.get(axis.path, -1) > axis.axis for axis, _ in (*group.axes, *group.multiples))


def _other_number(given: Input, pools: Mapping[Path, Sequence[float]], groups: Sequence[Group], rng: np.random.Generator) -> Input:
    """One single number with another of the values that it has in the suite."""
    free = _free_numbers(given, pools, groups)
    if not free:
        return given
    leaf = free[rng.integers(len(free))]
    others = [value for value in pools[leaf.path] if value != leaf.array.item()]
    return replaced(given, leaf.path, np.asarray(others[rng.integers(len(others))], dtype=leaf.array.dtype))


def _free_numbers(given: Input, pools: Mapping[Path, Sequence[float]], groups: Sequence[Group]) -> list[Leaf]:
    """Single numbers that have several values in the suite, and are no sizes."""
    tied = {axis.path for group in groups for axis, _ in group.axes if axis.axis < 0}
    return [leaf for leaf in leaves_of(given) if leaf.is_number and leaf.path not in tied and len(pools.get(leaf.path, ())) > 1]
