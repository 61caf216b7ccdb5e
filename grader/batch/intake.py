"""Reading a class one submission at a time: what fails at one is that one's matter, whatever it is."""

from __future__ import annotations

import errno
import traceback
from pathlib import Path

from grader.batch.classfolder import load_place
from grader.errors import GraderError
from grader.model import Assignment, Submission
from grader.phrases.why import why
from grader.reading.deposits import composed
from grader.reading.layouts import Place

# What a student's own folder can bring about; all else that a file system says is trouble of the machine's.
OWN = frozenset({errno.EACCES, errno.EPERM, errno.ELOOP, errno.ENAMETOOLONG})


def read_one(place: Place, assignment: Assignment) -> Submission:
    """The submission; with a ``fault`` where reading it failed in a way that no rule names. Raises UsageError."""
    try:
        return load_place(place, assignment)
    except GraderError:
        raise
    except Exception as error:  # noqa: BLE001  # a stranger's bytes, and a class behind them that has to be read
        file = composed(Path(place.paths[0]).name) if place.paths else ""
        if isinstance(error, OSError) and error.errno in OWN:
            problem = why("not_opened", error=error.strerror)
            return Submission(student=place.student, file=file, problem=problem.en, problem_ko=problem.ko)
        fault = f"it could not be read ({type(error).__name__}: {error})\n{traceback.format_exc()}"
        return Submission(student=place.student, file=file, fault=fault)
