"""What a submission answered in one run of a case, in brief: whether it answers the same when it is asked the same again.

A submission that is judged a second time, by another convention, must not use that for a second guess.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.judge.running.fingerprint import alike, returned
from grader.model import FunctionSpec, Returned
from grader.sandbox.protocol import Ask, Reply, StudentError, StudentStoppedError

# Of one case; a suite may call a function in a loop.
MAX_ANSWERS = 400


@dataclass(frozen=True, slots=True)
class Answered:
    """One call: what was asked, and what came back; None where that is too large.

    Numbers are told apart no finer than by the built-in tolerance.
    """

    question: Returned | None
    answer: Returned | None
    of_object: bool = False  # a method, which may answer by what its object went through


def answered(ask: Ask, outcome: Reply | Exception) -> Answered | None:
    """The call in brief; None for one that was not answered, since its worker was stopped."""
    spec = FunctionSpec(name=ask.name)
    if isinstance(outcome, StudentStoppedError):
        return None
    if isinstance(outcome, Reply):
        answer: object = [outcome.value, list(outcome.arguments)]
    else:
        answer = f"raised {outcome.fault.base}" if isinstance(outcome, StudentError) else type(outcome).__name__
    return Answered(returned(spec, [list(ask.args), dict(ask.kwargs)]), returned(spec, answer), bool(ask.target))


def contradict(before: Sequence[Answered], after: Sequence[Answered]) -> bool:
    """Whether the same question got another answer. From the first question on that is another, there is nothing to compare."""
    for one, other in zip(before, after, strict=False):
        if not _same(one.question, other.question):
            return False
        if not _same(one.answer, other.answer):
            return True
    return False


def inconsistent(before: Sequence[Answered], after: Sequence[Answered]) -> bool:
    """Whether a question of the one run got another answer in the other, whatever else was asked in between."""
    known: dict[tuple[str, str], list[Answered]] = {}
    for each in before:
        if each.question is not None and not each.of_object:
            known.setdefault((each.question.function, each.question.form), []).append(each)
    return any(
        _same(one.question, other.question) and not _same(one.answer, other.answer)
        for other in after
        if other.question is not None and not other.of_object
        for one in known.get((other.question.function, other.question.form), ())
    )


def _same(one: Returned | None, other: Returned | None) -> bool:
    return one is other if one is None or other is None else alike(one, other)
