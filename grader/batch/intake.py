"""Reading a class one submission at a time: what fails at one is that one's matter, whatever it is."""

from __future__ import annotations

import errno
import traceback
import unicodedata
from pathlib import Path

from grader.errors import GraderError
from grader.model import Assignment, Submission
from grader.reasons import why
from grader.submissions import load_submission

# What a student's own folder can bring about; all else that a file system says is trouble of the machine's.
OWN = frozenset({errno.EACCES, errno.EPERM, errno.ELOOP, errno.ENAMETOOLONG})


def read_one(path: Path, assignment: Assignment) -> Submission:
    """The submission; with a ``fault`` where reading it failed in a way that no rule names. Raises UsageError."""
    try:
        return load_submission(path, assignment)
    except GraderError:
        raise
    except Exception as error:  # noqa: BLE001  # a stranger's bytes, and a class behind them that has to be read
        if isinstance(error, OSError) and error.errno in OWN:
            problem = why("not_opened", error=error.strerror)
            return Submission(student=_student(path), file=path.name, problem=problem.en, problem_ko=problem.ko)
        fault = f"it could not be read ({type(error).__name__}: {error})\n{traceback.format_exc()}"
        return Submission(student=_student(path), file=path.name, fault=fault)


def _student(path: Path) -> str:
    name = path.stem if path.suffix and not path.is_dir() else path.name
    return unicodedata.normalize("NFC", name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace"))
