"""What is worth saying of how something was handed in: files that are missing or cannot be read, and files that are not used."""

from __future__ import annotations

from collections.abc import Sequence

from grader.model import Assignment, Fault, Note, Submission, Unread
from grader.reading.unreadable import explain_load

# What is said in other words where the assignment hands out data files.
DATA = "not_used"
CODE = (".py", ".ipynb", ".pyc", ".pyd", ".so", ".py.txt")


def notes_of(
    submission: Submission, unread: Sequence[tuple[str, Fault, Unread | None]], assignment: Assignment
) -> tuple[Note, ...]:
    """``unread``: files that Python could not read, where it could read others."""
    reasons = [*submission.lacking, *((file, explain_load(fault, submission.files, reason)) for file, fault, reason in unread)]
    lacking = [Note("lacking", file=file, text=reason.en, detail=reason.ko) for file, reason in reasons]
    data = ", ".join(name for name in assignment.provides if not name.endswith(".py"))
    left_out = [
        Note(
            each.kind,
            file=each.counted,
            names=each.names,
            count=each.more,
            detail=data if each.kind == DATA and any(map(_is_data, each.names)) else "",
        )
        for each in submission.left_out
    ]
    return (*lacking, *left_out)


def _is_data(name: str) -> bool:
    return not name.casefold().endswith(CODE)
