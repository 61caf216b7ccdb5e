"""What may be changed of a submission, as the worker that looked for it tells: read with caution. Outside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

from grader.model import SlipKind
from grader.sandbox.protocol import Change, Repair, Repairs, Reply, Tried

MAX_REPAIRS = 5000
MAX_TEXT = 2000
KINDS = frozenset(get_args(SlipKind))
CHANGE = [str, int, int, int, int, str, int, int, str, str]
REPAIR = [str, int, str, list]


def read_repairs(reply: Reply) -> Repairs:
    """Raises ValueError for what no honest worker sends."""
    value = reply.value
    if type(value) is not list or [type(part) for part in value] != [list, list, list, list]:
        raise ValueError("forged repairs")
    listed, reached, left_out, uses = value
    if any(len(each) > MAX_REPAIRS for each in value) or any(type(each) is not str for each in reached):
        raise ValueError("forged repairs")
    return Repairs(
        tuple(_read_repair(each) for each in listed),
        tuple(reached),
        tuple(_read_change(each) for each in left_out),
        _read_uses(uses),
    )


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


def _read_repair(value: Any) -> Repair:
    if type(value) is not list or list(map(type, value)) != REPAIR:
        raise ValueError("a forged repair")
    kind, cost, function, changes = value
    if kind not in KINDS or not 0 < cost < 100 or not 0 < len(changes) < 100:
        raise ValueError("a forged repair")
    return Repair(kind, cost, function, tuple(_read_change(each) for each in changes))


def _read_change(value: Any) -> Change:
    if type(value) is not list or list(map(type, value)) != CHANGE:
        raise ValueError("a forged change")
    place, line, column, end_line, end_column, text, first, last, before, shown = value
    numbers = (line, column, end_line, end_column, first, last)
    if max(map(len, (place, text, before, shown))) > MAX_TEXT or min(numbers) < 0 or max(numbers) >= 1 << 31:
        raise ValueError("a forged change")
    return Change(*value)
