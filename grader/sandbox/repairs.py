"""What may be changed of a submission, as the worker that looked for it tells: read with caution. Outside."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any, get_args

from grader.model import SlipKind
from grader.sandbox.protocol import Change, Repair, Repairs, Reply, Tried

MAX_REPAIRS, MAX_CHANGES = 5000, 100
MAX_TEXT = 2000
KINDS = frozenset(get_args(SlipKind))
# The columns: of a repair its kind, cost, function and how many changes; of a change as its fields are.
REPAIR = (str, int, str, int)
CHANGE = (str, int, int, int, int, str, int, int, str, str)


def read_repairs(reply: Reply) -> Repairs:
    """Raises ValueError for what no honest worker sends."""
    value = reply.value
    if type(value) is not list or [type(part) for part in value] != [list, list, list, list, list]:
        raise ValueError("forged repairs")
    heads, changes, reached, left_out, uses = value
    if max(len(reached), len(uses)) > MAX_REPAIRS or any(type(each) is not str for each in reached):
        raise ValueError("forged repairs")
    listed = _read_listed(_columns(heads, REPAIR, MAX_REPAIRS), _read_changes(changes, MAX_REPAIRS * MAX_CHANGES))
    return Repairs(listed, tuple(reached), _read_changes(left_out, MAX_REPAIRS), _read_uses(uses))


def read_tried(reply: Reply, asked: int) -> Tried:
    """``asked``: how many changes there were. Raises ValueError for what no honest worker sends."""
    value = reply.value
    if type(value) is not list or [type(part) for part in value] != [list, list, int]:
        raise ValueError("forged trials")
    values, places, waited = value
    if (
        not 0 <= waited <= len(places)
        or not 0 < len(places) <= asked
        or not all(type(each) is int and -1 <= each < len(values) for each in places)
    ):
        raise ValueError("forged trials")
    return Tried(tuple(values), tuple(each if each >= 0 else None for each in places), waited)


def edits_of(changes: Sequence[Change]) -> list[list[object]]:
    """As the worker reads them."""
    return [[each.place, each.line, each.column, each.end_line, each.end_column, each.text] for each in changes]


def _read_uses(value: list[Any]) -> tuple[tuple[str, frozenset[str]], ...]:
    for each in value:
        if type(each) is not list or [type(part) for part in each] != [str, list] or any(type(name) is not str for name in each[1]):
            raise ValueError("forged uses")
    return tuple((name, frozenset(names)) for name, names in value)


def _columns(value: Any, kinds: Sequence[type], most: int) -> Sequence[Sequence[Any]]:
    """As many columns as there are kinds, of as many values of that kind each."""
    if type(value) is not list or len(value) != len(kinds) or any(type(column) is not list for column in value):
        raise ValueError("forged columns")
    if len(value[0]) > most or any(len(column) != len(value[0]) for column in value):
        raise ValueError("forged columns")
    if any(column and set(map(type, column)) != {kind} for column, kind in zip(value, kinds, strict=True)):
        raise ValueError("forged columns")
    return value


def _read_listed(heads: Sequence[Sequence[Any]], changes: tuple[Change, ...]) -> tuple[Repair, ...]:
    """Each repair with the next of the changes that are its own."""
    kinds, costs, functions, counts = heads
    if not (KINDS.issuperset(kinds) and sum(counts) == len(changes)):
        raise ValueError("forged repairs")
    if kinds and not (0 < min(costs) <= max(costs) < 100 and 0 < min(counts) <= max(counts) < MAX_CHANGES):
        raise ValueError("forged repairs")
    ends = list(itertools.accumulate(counts))
    rows = zip(kinds, costs, functions, counts, ends, strict=True)
    return tuple(Repair(kind, cost, function, changes[end - count : end]) for kind, cost, function, count, end in rows)


def _read_changes(value: Any, most: int) -> tuple[Change, ...]:
    columns = _columns(value, CHANGE, most)
    for column, kind in zip(columns, CHANGE, strict=True):
        if kind is str and max(map(len, column), default=0) > MAX_TEXT:
            raise ValueError("forged changes")
        if kind is int and column and not 0 <= min(column) <= max(column) < 1 << 31:
            raise ValueError("forged changes")
    return tuple(map(Change, *columns))
