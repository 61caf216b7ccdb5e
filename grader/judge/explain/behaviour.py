"""What shows only when a function is called again: it draws at random, or remembers. Judges answers, asks nothing. Pure."""

from __future__ import annotations

from grader.judge.running.outcome import Outcome, holds_object, same_outcome
from grader.model import Finding, FunctionSpec


def about_repeats(first: Outcome, again: Outcome, fresh: Outcome, spec: FunctionSpec) -> Finding | None:
    """Three answers to one input: ``first`` and ``again`` are calls of one process in a row, ``fresh`` is another's first call.

    Of values that hold an object there is no saying whether they are the same: it stays in the student's process.
    """
    answers = (first, again, fresh)
    if any(each.stopped or holds_object(each.value) for each in answers):
        return None
    if not same_outcome(first, fresh, spec):
        return Finding(kind="differs_between_runs")
    return None if same_outcome(first, again, spec) else Finding(kind="depends_on_calls")
