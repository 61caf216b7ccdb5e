"""What a submission answered in one run of a case, in brief: whether it answers the same when it is asked the same again.

A submission that is judged a second time, by another convention, must not use that for a second guess.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from grader.judge.running.fingerprint import alike, returned
from grader.judge.running.outcome import holds_object, is_plain
from grader.judge.running.reference import copied
from grader.model import FunctionSpec, Returned
from grader.model.extent import is_within
from grader.sandbox.protocol import Ask, Reply, StudentError, StudentStoppedError

# Of one case; a suite may call a function in a loop.
MAX_ANSWERS = 400
# A call that is no larger is kept as it is, and told in brief once somebody compares it, which is seldom.
WHOLE_BYTES = 1 << 14
# In the place of values that hold an object of the student's, of which nobody can say whether another is the same.
UNTOLD = object()


@dataclass(frozen=True, slots=True)
class Answered:
    """One call: what was asked, and what came back; None where that is too large.

    Numbers are told apart no finer than by the built-in tolerance.
    """

    question: Returned | None
    answer: Returned | None
    of_object: bool = False  # a method, which may answer by what its object went through


@dataclass(frozen=True, slots=True)
class Exchange:
    """A small call as it was; its values are nobody else's."""

    ask: Ask
    outcome: Reply | Exception

    def in_brief(self) -> Answered:
        return _in_brief(self.ask, self.outcome)


def answered(ask: Ask, outcome: Reply | Exception, *, shared: bool) -> Answered | Exchange | None:
    """The call, to be compared later; None for one that was not answered, since its worker was stopped.

    ``shared``: a suite has its values too, and may change them.
    """
    if isinstance(outcome, StudentStoppedError):
        return None
    asked: list[object] = [list(ask.args), dict(ask.kwargs)]
    came: list[object] = [outcome.value, list(outcome.arguments)] if isinstance(outcome, Reply) else []
    if not shared and ask.body and is_within(came, WHOLE_BYTES - _size(ask)) and not holds_object(came):
        return Exchange(ask, outcome)  # what was made into bytes beforehand holds no object, and nobody changes it
    if not is_within([asked, came], WHOLE_BYTES):
        return _in_brief(ask, outcome)
    hidden, hides = holds_object(asked), holds_object(came)
    if not ((hidden or is_plain(asked)) and (hides or is_plain(came))):
        return _in_brief(ask, outcome)
    # Of what holds an object nothing is told, and nobody keeps the object alive for that.
    if hidden:
        ask = dataclasses.replace(ask, args=(UNTOLD,), kwargs={})
    elif shared:
        ask = dataclasses.replace(ask, args=tuple(map(copied, ask.args)), kwargs={k: copied(v) for k, v in ask.kwargs.items()})
    if isinstance(outcome, Reply) and (hides or shared):
        value, left = (UNTOLD, ()) if hides else (copied(outcome.value), tuple(map(copied, outcome.arguments)))
        outcome = dataclasses.replace(outcome, value=value, arguments=left, printed="")
    return Exchange(dataclasses.replace(ask, target=(UNTOLD,)) if ask.target else ask, outcome)


def _size(ask: Ask) -> int:
    """Bytes of the message that was made of it."""
    return sum(memoryview(part).nbytes for part in ask.body)


def _in_brief(ask: Ask, outcome: Reply | Exception) -> Answered:
    spec = FunctionSpec(name=ask.name)
    if isinstance(outcome, Reply):
        answer: object = [outcome.value, list(outcome.arguments)]
    else:
        answer = f"raised {outcome.fault.base}" if isinstance(outcome, StudentError) else type(outcome).__name__
    return Answered(returned(spec, [list(ask.args), dict(ask.kwargs)]), returned(spec, answer), bool(ask.target))


def contradict(before: Sequence[Answered | Exchange], after: Sequence[Answered | Exchange]) -> bool:
    """Whether the same question got another answer. From the first question on that is another, there is nothing to compare."""
    for one, other in zip(map(_told, before), map(_told, after), strict=False):
        if not _same(one.question, other.question):
            return False
        if not _same(one.answer, other.answer):
            return True
    return False


def inconsistent(before: Sequence[Answered | Exchange], after: Sequence[Answered | Exchange]) -> bool:
    """Whether a question of the one run got another answer in the other, whatever else was asked in between."""
    known: dict[tuple[str, str], list[Answered]] = {}
    for each in map(_told, before):
        if each.question is not None and not each.of_object:
            known.setdefault((each.question.function, each.question.form), []).append(each)
    return any(
        _same(one.question, other.question) and not _same(one.answer, other.answer)
        for other in map(_told, after)
        if other.question is not None and not other.of_object
        for one in known.get((other.question.function, other.question.form), ())
    )


def _told(each: Answered | Exchange) -> Answered:
    return each.in_brief() if isinstance(each, Exchange) else each


def _same(one: Returned | None, other: Returned | None) -> bool:
    return one is other if one is None or other is None else alike(one, other)
