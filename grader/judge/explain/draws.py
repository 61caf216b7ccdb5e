"""Inputs drawn from the author's own strategies, the simplest first: the same for every student, drawn once a judge.

``inputs.py`` says which strategy makes the arguments of which function: ``STRATEGIES = {"backward_gradient": small_batches()}``. A
tuple that is drawn is the positional arguments, a dict the keyword arguments, anything else the only argument.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from grader.errors import AssignmentError
from grader.judge.explain.inputs import Input, leaves_of
from grader.judge.running.outcome import count_of, fingerprint, is_plain

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

DRAWS = 60


def strategies_of(namespace: Mapping[str, Any], functions: tuple[str, ...]) -> dict[str, SearchStrategy[Any]]:
    """The table STRATEGIES of an ``inputs.py``, checked. Raises AssignmentError."""
    table = namespace.get("STRATEGIES", {})
    if not isinstance(table, dict):
        raise AssignmentError("inputs.py: STRATEGIES must be a dict from a function's name to a Hypothesis strategy")
    if not table:
        return {}
    from hypothesis.strategies import SearchStrategy  # loaded by whoever wrote the table

    for name, strategy in table.items():
        if name not in functions:
            raise AssignmentError(f"inputs.py: STRATEGIES names {name!r}, which is none of the assignment's functions")
        if not isinstance(strategy, SearchStrategy):
            raise AssignmentError(f"inputs.py: STRATEGIES[{name!r}] must be a Hypothesis strategy; a composite one is called first")
    return dict(table)


def draw_inputs(strategy: SearchStrategy[Any], count: int = DRAWS) -> tuple[Input, ...]:
    """Different inputs of the strategy, simplest first; no clock, no database, no randomness."""
    from hypothesis import HealthCheck, Phase, given, settings

    found: dict[bytes, Input] = {}

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=tuple(HealthCheck),
    )
    @given(strategy)
    def collect(value: Any) -> None:
        drawn = _as_input(value)
        if is_plain([*drawn.args, dict(drawn.kwargs)]):
            found.setdefault(fingerprint(drawn.args, drawn.kwargs), drawn)

    collect()
    return tuple(sorted(found.values(), key=_simplicity))


def _as_input(value: Any) -> Input:
    if isinstance(value, tuple):
        return Input(value, {})
    return Input((), value) if isinstance(value, dict) else Input((value,), {})


def _simplicity(drawn: Input) -> tuple[int, int, int]:
    """The largest argument's size, the size of all, and how many characters its numbers take beyond a digit each."""
    sizes = [count_of(value) for _, value in drawn.parts]
    digits = 0
    for leaf in leaves_of(drawn):
        flat = leaf.array.reshape(-1)[:100].tolist()
        digits += sum(len(format(entry, ".17g")) + (entry != 0) if not isinstance(entry, complex) else 9 for entry in flat)
        # All alike tells least: an input should tell rows from columns where it can.
        digits += len(flat) if len(flat) > 1 and all(entry == flat[0] for entry in flat) else 0
    return max(sizes, default=0), sum(sizes), digits
