"""How a case ends on wrong answers, kept for whoever gives the same ones: a class makes the same mistakes.

A case that has a script asks everybody the same. Where a check of it fails and the suite adds nothing to that, what the failure is
called and shows follows from the answers up to it. So it is run by pytest for the first who gives these answers, bit for bit.
Each submission is asked all the same; what it prints, and what it changes in place, is its own.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from grader.judge.case_run import CaseRun
from grader.judge.running.calllog import MAX_ARGUMENT_BYTES, MAX_BYTES, Attempts
from grader.judge.running.checks import WrongAnswerError
from grader.judge.running.counterparts import Counterparts
from grader.judge.running.marks import mark_of
from grader.judge.running.record import Record
from grader.judge.running.verdict import whose_fault
from grader.model import Verdict
from grader.model.extent import bytes_of, is_within
from grader.sandbox.protocol import Reply

# Of all together; beyond it the memory starts anew. A failure that takes more than the other number is not kept.
MOST_BYTES, MOST_OF_ONE = 64 << 20, 1 << 18
# Beside the values of its calls: texts of the traceback and of the evidence, which are clipped.
OF_TEXTS = 1 << 15
# Whether a submission's calls may be kept must hang on nothing but their own size.
SPARE = MAX_ARGUMENT_BYTES + MAX_BYTES


@dataclass(frozen=True, slots=True)
class _Failure:
    """A failed run without what was the submission's own; ``room``: what its calls took of what all cases may keep."""

    run: CaseRun
    room: int


class Failures:
    """Those of one suite."""

    def __init__(self) -> None:
        self._known: dict[bytes, _Failure] = {}
        self._bytes = 0

    def again(self, key: bytes | None, record: Record, unfilled: Callable[[], frozenset[str]], *, afresh: bool) -> CaseRun | None:
        """The run that ``record``, of the case as it was asked from its script, comes to; None where that is not known.

        ``unfilled``: tells the functions whose body is still the stub's, which a failure may be called after.
        """
        known = None if key is None else self._known.get(key)
        room = record.attempts.room
        if known is None or room.left < known.room + SPARE:
            return None
        room.left -= known.room
        before = known.run.record
        own = dataclasses.replace(
            before,
            **{name: getattr(record, name) for name in _OWN},
            checked=set(before.checked),
            chains=list(before.chains),
            failures=list(before.failures),
        )
        blame = whose_fault(WrongAnswerError(), own, unfilled)
        return dataclasses.replace(known.run, record=own, blame=blame, afresh=afresh)

    def keep(self, key: bytes, run: CaseRun, raised: Sequence[BaseException], note: str, room: int) -> None:
        """What a run by pytest came to that asked just what the script had asked.

        ``note``: what was put down at the error by our own hand. ``room``: what its calls took.
        """
        record = run.record
        values = [recipe for _, recipe in (*record.failures, *record.chains)]
        if not _is_the_checks_own(run, raised, note) or record.attempts.room.left < SPARE:
            return
        held = [[*step.args, dict(step.kwargs)] for recipe in values for step in recipe]
        if not is_within(held, MOST_OF_ONE):
            return
        size = bytes_of(held) + OF_TEXTS
        if self._bytes + size > MOST_BYTES:
            self._known.clear()
            self._bytes = 0
        self._bytes += size
        bare = dataclasses.replace(record, attempts=Attempts(), answers=None, printed=[], mutated=[], counterparts=Counterparts())
        self._known[key] = _Failure(dataclasses.replace(run, record=bare), room)


# What a record holds of the submission itself, and of this run of it.
_OWN = ("deadline", "limits", "attempts", "answers", "mutated", "printed", "kept", "lost", "started", "values", "calls")


def key_of(case: str, answers: Sequence[Reply | Exception]) -> bytes | None:
    """Of a case and what it was answered from its script; None where that is more than values and objects."""
    if not all(isinstance(each, Reply) for each in answers):
        return None
    mark = mark_of([[each.value, list(each.arguments)] for each in answers if isinstance(each, Reply)])
    return None if mark is None else mark + case.encode()


def _is_the_checks_own(run: CaseRun, raised: Sequence[BaseException], note: str) -> bool:
    """Whether it ended in a check's own error, to which the suite added nothing, and nothing was half right before."""
    if len(raised) != 1 or type(raised[0]) is not WrongAnswerError or run.interrupted or run.record.stop is not None:
        return False
    error, record = raised[0], run.record
    plain = error.__cause__ is None and error.__context__ is None and getattr(error, "__notes__", []) == [note][: bool(note)]
    decided = run.blame.verdict in (Verdict.WRONG_ANSWER, Verdict.NOT_IMPLEMENTED)
    return plain and decided and record.credit == 1 and len(record.failures) == 1
