"""A failing input made smaller and simpler, step by step, as long as it fails in the same way. Deterministic; no clock.

First lengths that belong together are cut (samples, time steps, rows), then numbers become zeros, ones, small integers, and what
is left is rounded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from grader.judge.explain.inputs import (
    Group,
    Input,
    Leaf,
    cut,
    dicts_of,
    dropped,
    groups_of,
    leaves_of,
    length_of,
    lengths_of,
    replaced,
    without_key,
)

# Beyond this an array is simplified as a whole only: every entry costs calls.
MAX_ENTRIES = 24
ROUNDS = 3

Fails = Callable[[Input], bool]


def reduce_sizes(start: Input, others: Sequence[Input], fails: Fails) -> Input:
    """``start`` with as little as possible along every length, related arrays cut together."""
    groups = groups_of(start, others)
    best = cut_all(start, groups, fails)
    if any(group.multiples for group in groups):
        # By chance, perhaps: where each may be cut alone, the reference and the domain let it.
        alone = [each for group in groups for each in group.apart]
        best = cut_all(best, alone, fails)
    if len({tuple(lengths_of(each).items()) for each in (start, *others)}) > 1:
        return best
    # One size is all that is known: lengths that only happen to be close were tied, perhaps, and what is a multiple was not.
    best = cut_all(best, groups_of(best, others, max_offset=0), fails)
    guessed = [group for group in groups_of(best, (), max_offset=0, guess=True) if group.multiples]
    return cut_all(best, guessed, fails)


def reduce_values(start: Input, fails: Fails) -> Input:
    """``start`` with the simplest numbers: each array as a whole, then each entry."""
    best = start
    for _ in range(ROUNDS):
        before = best
        # Numbers first: a padding that is smaller lets more of an image go.
        for path in [leaf.path for leaf in sorted(leaves_of(best), key=lambda leaf: not leaf.is_number)]:
            leaf = _leaf_at(best, path)
            for array in _simpler(leaf):
                candidate = replaced(best, path, array)
                if fails(candidate):
                    best = candidate
                    break
            best = _simplify_entries(best, _leaf_at(best, path), fails)
        if best is before:
            break
    return best


def reduce_numbers(start: Input, fails: Fails) -> Input:
    """``start`` with the simplest of the numbers that stand alone, as a padding, a stride, the height of a window."""
    best = start
    for path in [leaf.path for leaf in leaves_of(start) if leaf.is_number]:
        for array in _simpler(_leaf_at(best, path)):
            candidate = replaced(best, path, array)
            if fails(candidate):
                best = candidate
                break
        else:
            best = _simplify_number(best, _leaf_at(best, path), fails)
    return best


def reduce_parts(start: Input, others: Sequence[Input], fails: Fails) -> Input:
    """``start`` without single parts of its texts and lists, rows that go with them included, and without keys of its dicts."""
    best = start
    rows = {leaf.path for leaf in leaves_of(start, texts=True) if leaf.array.dtype.kind == "O"}
    for group in groups_of(start, others):
        if not any(axis.path in rows for axis, _ in group.axes):
            continue
        place = length_of(best, group) - 1
        while 0 <= place < MAX_ENTRIES:
            candidate = dropped(best, group, place)
            if candidate is not None and fails(candidate):
                best = candidate
            place -= 1
    for path, found in dicts_of(best).items():
        for key in list(found)[:MAX_ENTRIES]:
            if path in (known := dicts_of(best)) and key in known[path]:
                candidate = without_key(best, path, key)
                if fails(candidate):
                    best = candidate
    return best


def cut_all(best: Input, groups: Sequence[Group], fails: Fails) -> Input:
    """Every one of these groups as short as can be, one after another."""
    for _ in range(ROUNDS):
        before = best
        for group in groups:
            best = _cut_group(best, group, fails)
        if best is before:
            break
    return best


def _cut_group(best: Input, group: Group, fails: Fails) -> Input:
    """The smallest length that still fails, found from below: most mistakes show on one or two samples."""
    whole = length_of(best, group)
    smallest = 1 + max(0, -min(offset for _, offset in group.axes))
    for length in _lengths(smallest, whole):
        for last in (False, True):
            candidate = cut(best, group, length, last=last)
            if candidate is not None and fails(candidate):
                return candidate
    return best


def _lengths(smallest: int, whole: int) -> Iterator[int]:
    length = smallest
    while length < whole:
        yield length
        # Every length up to eight, then ever larger steps.
        length = length + 1 if length < 8 else length + length // 2


def _leaf_at(given: Input, path: object) -> Leaf:
    return next(leaf for leaf in leaves_of(given) if leaf.path == path)


def _simpler(leaf: Leaf) -> Iterator[np.ndarray]:
    """Candidates for the whole, simplest first, in the same dtype; never what stands there already."""
    array = leaf.array
    if array.dtype.kind not in "iufcb" or not array.size:
        return
    seen = [array]
    ramp = np.arange(1, array.size + 1).reshape(array.shape)
    choices = [np.zeros_like(array), np.ones_like(array)]
    if array.dtype.kind != "b":
        choices += [ramp.astype(array.dtype)] if array.size <= MAX_ENTRIES and array.ndim else []
    if array.dtype.kind in "fc":
        with np.errstate(all="ignore"):
            choices += [np.rint(array) + 0.0, np.round(array, 1) + 0.0, np.round(array, 3) + 0.0]  # no zero with a sign
    for choice in choices:
        if leaf.kind is int and abs(int(choice)) > abs(int(array)):
            continue
        if not any(np.array_equal(choice, each) for each in seen):
            seen.append(choice)
            yield choice


def _simplify_entries(best: Input, leaf: Leaf, fails: Fails) -> Input:
    if leaf.array.ndim == 0 or not 1 < leaf.array.size <= MAX_ENTRIES or leaf.array.dtype.kind not in "iuf":
        return _simplify_number(best, leaf, fails)
    array = leaf.array
    for place in range(array.size):
        entry = array.reshape(-1)[place]
        for value in _simpler_numbers(float(entry)):
            candidate = array.copy()
            candidate.reshape(-1)[place] = value
            if fails(replaced(best, leaf.path, candidate)):
                array = candidate
                best = replaced(best, leaf.path, array)
                break
    return best


def _simplify_number(best: Input, leaf: Leaf, fails: Fails) -> Input:
    """A single number that neither zero nor one can stand for: a small integer, perhaps."""
    if leaf.array.size != 1 or leaf.array.dtype.kind not in "iuf":
        return best
    entry = leaf.array.reshape(-1)[0]
    for value in _simpler_numbers(float(entry)):
        candidate = replaced(best, leaf.path, np.full_like(leaf.array, value))
        if fails(candidate):
            return candidate
    return best


def _simpler_numbers(entry: float) -> list[float]:
    """Numbers that are simpler than this one, simplest first: the order in which a person would try them."""
    choices = [0.0, 1.0, 2.0, -1.0, 3.0, -2.0, *(float(np.round(entry, digits)) + 0.0 for digits in (0, 1, 3))]
    rank = choices.index(entry) if entry in choices else len(choices)
    return list(dict.fromkeys(choices[:rank]))
