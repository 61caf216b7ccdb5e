"""What may be changed of a submission, as a worker tells it: a column for each part of a repair, and of a change. Inside.

Of some thousand changes that are told only a few hundred are tried. Told one by one they are lists in lists, each of which the
sender and the receiver look at by itself: that took longer than to find them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

# Of a repair: kind, cost, function, how many changes; of a change as ``repairs_of`` has it.
REPAIR, CHANGE = 4, 10


def told(listed: Sequence[Any]) -> list[Any]:
    """``[columns of repairs, columns of their changes one after another, reached, columns of what leaves out, uses]``."""
    repairs, reached, left_out, uses = listed
    heads = [[kind, cost, name, len(changes)] for kind, cost, name, changes in repairs]
    changes = [change for _, _, _, changes in repairs for change in changes]
    return [_columns(heads, REPAIR), _columns(changes, CHANGE), reached, _columns(left_out, CHANGE), uses]


def _columns(rows: Sequence[Sequence[Any]], width: int) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]
