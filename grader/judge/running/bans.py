"""What an answer uses that its assignment forbids: looked for in a worker that runs nothing, and taken out of the results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from grader.model import Assignment, CaseResult, Forbidden, Note, Verdict
from grader.sandbox.protocol import Files, Look, StudentError, StudentStoppedError
from grader.sandbox.slot import Slot

NOTE = "forbidden"


def uses_of(slot: Slot, assignment: Assignment, files: Files, own: Files) -> tuple[Forbidden, ...]:
    """Of every function. A text that cannot be looked through counts as using something: it was made so that nobody can tell."""
    if not assignment.forbid:
        return ()
    look = Look(files, own, assignment.files, assignment.forbid)
    for last in (False, True):
        worker = slot.worker()
        try:
            found = worker.look(look, timeout_s=assignment.limits.load_s)
            break
        except (StudentStoppedError, StudentError):  # for the machine's sake, once more
            if last:
                found = None
        finally:
            worker.close()
    return found if found is not None else tuple(Forbidden(question=function) for function, _ in assignment.forbid)


def without_forbidden(results: Sequence[CaseResult], uses: Sequence[Forbidden], functions: Sequence[str]) -> tuple[CaseResult, ...]:
    """The results; a case about an answer that uses what it may not earns nothing, whatever it returned.

    A case that is about no function of the assignment is about all of them.
    """
    return tuple(_told(result, uses, functions) for result in results) if uses else tuple(results)


def notes_of(uses: Sequence[Forbidden]) -> tuple[Note, ...]:
    """Each place once, for the head of the report: what is said there shows nothing but the student's own file."""
    notes = (
        Note(
            NOTE,
            name=use.name,
            file=use.file,
            line=use.line,
            detail=use.construct,
            elsewhere=use.question,
            count=int(bool(use.name)),
        )
        for use in uses
    )
    return tuple(dict.fromkeys(notes))


def own_use(folder: Path, use: Forbidden) -> str:
    """What the reference in that folder uses, to its author."""
    what = use.construct or f"{use.name}, which hides what is used" if use.name else "something that cannot be determined"
    where = f"{folder / use.file}:{use.line}" if use.file else str(folder)
    return f"{where}: the reference's {use.question} uses {what}, but assignment.yaml forbids it; change one of the two"


def _told(result: CaseResult, uses: Sequence[Forbidden], functions: Sequence[str]) -> CaseResult:
    owner = result.question.partition(".")[0]
    its = tuple(use for use in uses if use.question == owner or owner not in functions)
    if not its or result.verdict in (Verdict.SKIPPED, Verdict.GRADER_ERROR):
        return result
    # A line where one change would make it pass is none: it uses that still.
    told = replace(result, points=Fraction(0), given=(), located=None, forbidden=its)
    if result.verdict is Verdict.ACCEPTED:
        return replace(told, verdict=Verdict.WRONG_ANSWER, note=NOTE, hints=())
    return replace(told, note="" if result.note == "partial" else result.note)
