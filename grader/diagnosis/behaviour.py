"""What shows only when a function is called again: it draws at random, or remembers. Judges answers, asks nothing. Pure."""

from __future__ import annotations

from grader.diagnosis.outcomes import Outcome, by_type, same_outcome
from grader.model import Finding, FunctionSpec


def about_repeats(first: Outcome, again: Outcome, fresh: Outcome, spec: FunctionSpec) -> Finding | None:
    """Three answers to one input: ``first`` and ``again`` are calls of one process in a row, ``fresh`` is another's first call.

    Objects that stay in the student's process are looked at no further than to their type: each answer has its own handle of one.
    """
    if first.stopped or again.stopped or fresh.stopped:
        return None
    first, again, fresh = by_type(first), by_type(again), by_type(fresh)
    if not same_outcome(first, fresh, spec):
        return Finding(kind="differs_between_runs")
    return None if same_outcome(first, again, spec) else Finding(kind="depends_on_calls")
