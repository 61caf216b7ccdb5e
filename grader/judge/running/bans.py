"""What an answer uses that its assignment forbids: looked for in a worker that runs nothing. ``judge.account`` takes the points."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from grader.model import Assignment, Forbidden, Note
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


def uses_in(question: str, uses: Sequence[Forbidden], functions: Sequence[str]) -> tuple[Forbidden, ...]:
    """Those that a case of that question is about: for what it may not use an answer earns nothing, whatever it returned.

    A case that is about no function of the assignment is about all of them.
    """
    owner = question.partition(".")[0]
    return tuple(use for use in uses if use.question == owner or owner not in functions)


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
