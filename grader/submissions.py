"""What was handed in: found, read with caution, named, digested. Never executed, never parsed.

A path that names a student but cannot be read is a Submission with a ``problem``, never left out.
"""

from __future__ import annotations

import hashlib
import os
import stat
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import NothingToGradeError, UsageError
from grader.model import Assignment, Submission

NAME_BYTES = 100


def load_submission(path: Path, assignment: Assignment) -> Submission:
    """One submission: a file, or a folder that holds the files by name. The student's id is the stem, or the folder's name.

    Raises UsageError where nothing is there to be named at all.
    """
    try:
        mode = path.lstat().st_mode
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}; give the path of the file that was handed in") from error
    if stat.S_ISDIR(mode):
        return _from_folder(path, assignment)
    student = path.stem if path.suffix else path.name
    try:
        content = read_regular(path, assignment.limits.source_kb)
    except ReadProblem as problem:
        return Submission(student=_nfc(student), file=_nfc(path.name), problem=str(problem))
    return _checked(_nfc(student), _nfc(path.name), ((assignment.files[0], content),), assignment)


@dataclass(frozen=True, slots=True)
class ClassFolder:
    """What a folder of submissions held; ``unmatched`` are the names that no rule reads."""

    submissions: tuple[Submission, ...]
    unmatched: tuple[str, ...]


# What people put beside the submissions: read by others, and nobody's work.
TABLES = frozenset({"roster.csv", "submitted.csv", "extensions.csv", "adjustments.csv"})


def load_class(folder: Path, assignment: Assignment) -> ClassFolder:
    """Every submission in a folder of plain files (``<id>.py``) and folders (``<id>/<file>``), sorted by student.

    Raises UsageError where two names mean the same student, NothingToGradeError where there is nothing.
    """
    paths, unmatched = survey_class(folder, assignment)
    found = tuple(load_submission(path, assignment) for path in paths)
    refuse_collisions(submission.student for submission in found)
    return ClassFolder(submissions=tuple(sorted(found, key=lambda submission: submission.student)), unmatched=unmatched)


def survey_class(folder: Path, assignment: Assignment) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """The paths that name a student, and the names that no rule reads; nothing is opened yet."""
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder; give the folder that holds the submissions")
    paths = sorted(path for path in folder.iterdir() if not _is_litter(path) and path.name not in TABLES)
    found = tuple(path for path in paths if _names_student(path))
    if not found:
        expected = " and ".join(assignment.files)
        raise NothingToGradeError(f"{folder}: no submission found; expected <student>.py or <student>/{expected}")
    return found, tuple(_nfc(path.name) for path in paths if not _names_student(path))


def refuse_collisions(students: Iterable[str]) -> None:
    """Two ids that differ only by case would overwrite each other's reports on some file systems."""
    seen: dict[str, str] = {}
    for student in students:
        key = file_name(student).casefold()
        if key in seen:
            raise UsageError(
                f"the students {seen[key]!r} and {student!r} cannot be told apart (file names may not differ by case only); "
                "rename one of the submissions"
            )
        seen[key] = student


def file_name(student: str) -> str:
    """The id as a file name: letters of ASCII, digits, ``._-`` and Hangul; all else percent-escaped; at most 100 bytes."""
    safe = "".join(char if _is_safe(char) else "".join(f"%{byte:02X}" for byte in _utf8(char)) for char in _nfc(student))
    if safe.startswith("."):
        safe = "%2E" + safe[1:]
    if len(safe.encode()) <= NAME_BYTES:
        return safe
    # Cut, and made distinct again by the digest of the whole.
    tail = "-" + hashlib.sha256(_utf8(student)).hexdigest()[:16]
    return safe.encode()[: NAME_BYTES - len(tail)].decode("utf-8", "ignore") + tail


class ReadProblem(Exception):  # noqa: N818  # a reason for the student to read, caught where the row is made
    """Why a file cannot be read as a submission, in a student's words."""


def read_regular(path: Path, max_kb: int) -> bytes:
    """The bytes of a regular file. Follows no link, waits for no writer, reads no more than is allowed."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        if path.is_symlink():
            raise ReadProblem("it is a link to another file; hand in the file itself")
        descriptor = os.open(path, flags)
    except OSError as error:
        raise ReadProblem(f"it could not be opened ({error.strerror})") from error
    try:
        info = os.fstat(descriptor)
        if not stat.S_ISREG(info.st_mode):
            raise ReadProblem("it is no ordinary file; hand in a Python file")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            content = file.read(max_kb * 1024 + 1)
    finally:
        os.close(descriptor)
    if len(content) > max_kb * 1024:
        raise ReadProblem(f"it is larger than {max_kb} kB")
    return content


def _from_folder(folder: Path, assignment: Assignment) -> Submission:
    student = _nfc(folder.name)
    wanted: Sequence[str] = assignment.files
    files = []
    for name in wanted:
        path = folder / name
        if not path.exists() and not path.is_symlink() and len(wanted) == 1:
            path = _only_python_file(folder) or path
        try:
            files.append((name, read_regular(path, assignment.limits.source_kb)))
        except ReadProblem as problem:
            missing = not path.exists() and not path.is_symlink()
            text = f"{name} is not among the files handed in" if missing else f"{path.name}: {problem}"
            return Submission(student=student, file=_nfc(path.name), problem=text)
    return _checked(student, wanted[0], tuple(files), assignment)


def _only_python_file(folder: Path) -> Path | None:
    """Students rename their files; a folder with a single Python file leaves no doubt which one is meant."""
    found = [path for path in sorted(folder.iterdir()) if path.suffix == ".py" and not _is_litter(path)]
    return found[0] if len(found) == 1 else None


def _checked(student: str, file: str, files: tuple[tuple[str, bytes], ...], assignment: Assignment) -> Submission:
    problem = ""
    for name, content in files:
        if not content.strip():
            problem = f"{name} is empty"
        elif b"\0" in content:
            problem = f"{name} is no Python source: it holds zero bytes, as a binary or UTF-16 file does; save it as UTF-8"
        elif file.endswith((".ipynb", ".zip")):
            problem = f"{file}: notebooks and zip files cannot be read yet; hand in {assignment.files[0]}"
        if problem:
            break
    return Submission(student=student, file=file, files=files, digest=_digest(files), problem=problem)


def _digest(files: Sequence[tuple[str, bytes]]) -> str:
    whole = hashlib.sha256()
    for name, content in files:
        whole.update(f"{len(name.encode())}:{name}:{len(content)}:".encode())
        whole.update(content)
    return "sha256:" + whole.hexdigest()


def _is_litter(path: Path) -> bool:
    """What operating systems and tools leave in folders."""
    return path.name.startswith((".", "__")) or path.suffix == ".pyc"


def _names_student(path: Path) -> bool:
    """Python, notebooks, zips, folders, and what is not even a file: a link or a FIFO in a student's place."""
    return path.suffix in (".py", ".ipynb", ".zip") or path.is_dir() or not path.is_file()


def _is_safe(char: str) -> bool:
    return (char.isascii() and (char.isalnum() or char in "._-")) or "가" <= char <= "힣" or "ㄱ" <= char <= "ㆎ"


def _nfc(text: str) -> str:
    # A file name that is no UTF-8 arrives with lone surrogates, which no report could be encoded with.
    clean = text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return unicodedata.normalize("NFC", clean)


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")
