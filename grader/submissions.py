"""What was handed in: found, read with caution, named, digested. Never executed, never parsed.

A path that names a student but cannot be read is a Submission with a ``problem``, never left out.
"""

from __future__ import annotations

import hashlib
import os
import stat
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from grader.archive import MAX_DEPTH, MAX_ENTRIES, Archive, ArchiveError
from grader.errors import NothingToGradeError, UsageError
from grader.formats import other_format
from grader.model import Assignment, Submission, Text
from grader.notebook import PACKED_KB as NOTEBOOK_KB
from grader.notebook import NotebookError, is_notebook, read_notebook
from grader.reasons import why
from grader.selection import candidates, is_litter

NAME_BYTES = 100
# Of a zip as it was handed in.
PACKED_KB = 16 * 1024


def load_submission(path: Path, assignment: Assignment) -> Submission:
    """One submission: a file, a notebook, or a zip or folder that holds the files. The student's id is
    the stem, or the folder's name.

    Raises UsageError where nothing is there to be named at all.
    """
    try:
        mode = path.lstat().st_mode
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}; give the path of the file that was handed in") from error
    if stat.S_ISDIR(mode):
        return _from_folder(path, assignment)
    student, name = _nfc(path.stem if path.suffix else path.name), _nfc(path.name)
    try:
        content = read_regular(path, _most_kb(name, assignment))
        files = files_of(name, content, assignment)
    except ReadProblem as problem:
        return _unread(student, name, problem)
    return _checked(student, name, files)


def files_of(name: str, content: bytes, assignment: Assignment) -> tuple[tuple[str, bytes], ...]:
    """The files to be graded that one file handed in holds, under the names asked for; notebooks end in ``.ipynb``.

    Raises ReadProblem for what holds none.
    """
    if name.lower().endswith(".zip"):
        return _from_archive(name, content, assignment)
    return (_as_asked(assignment.files[0], name, content, assignment),)


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

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def read_regular(path: Path, max_kb: int) -> bytes:
    """The bytes of a regular file. Follows no link, waits for no writer, reads no more than is allowed."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        if path.is_symlink():
            raise ReadProblem(why("link"))
        descriptor = os.open(path, flags)
    except OSError as error:
        raise ReadProblem(why("not_opened", error=error.strerror)) from error
    try:
        info = os.fstat(descriptor)
        if not stat.S_ISREG(info.st_mode):
            raise ReadProblem(why("not_ordinary"))
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            content = file.read(max_kb * 1024 + 1)
    finally:
        os.close(descriptor)
    if len(content) > max_kb * 1024:
        raise ReadProblem(why("notebook_too_large" if path.suffix.lower() == ".ipynb" else "too_large", limit=max_kb))
    return content


def _from_folder(folder: Path, assignment: Assignment) -> Submission:
    """A folder that holds the files, in itself or in folders of its own."""
    student = _nfc(folder.name)
    paths = _listed(folder)
    packed = [name for name in paths if name.lower().endswith(".zip") and not is_litter(name)]
    if len(packed) == 1 and not any(name.lower().endswith((".py", ".ipynb")) for name in paths if not is_litter(name)):
        inner = load_submission(paths[packed[0]], assignment)
        return replace(inner, student=student)

    def read(name: str) -> bytes:
        try:
            return read_regular(paths[name], _most_kb(name, assignment))
        except ReadProblem as problem:
            raise ReadProblem(why("of_file", name=name, reason=problem.text)) from None

    try:
        files = _chosen(tuple(paths), read, assignment)
    except ReadProblem as problem:
        return _unread(student, assignment.files[0], problem)
    return _checked(student, assignment.files[0], files)


def _from_archive(name: str, content: bytes, assignment: Assignment) -> tuple[tuple[str, bytes], ...]:
    try:
        archive = Archive(name, content)
        nested = [each for each in archive.names if each.lower().endswith(".zip")]
        if nested and not any(each.lower().endswith((".py", ".ipynb")) for each in archive.names if not is_litter(each)):
            raise ReadProblem(why("zip_nested", name=name))
        return _chosen(archive.names, lambda path: archive.read(path, _most_kb(path, assignment)), assignment)
    except ArchiveError as error:
        raise ReadProblem(error.text) from None


def _chosen(names: Sequence[str], read: Callable[[str], bytes], assignment: Assignment) -> tuple[tuple[str, bytes], ...]:
    """The files asked for among those that are there. One notebook may stand for several of them, and comes once."""
    alone = len(assignment.files) == 1
    files: dict[str, tuple[str, bytes]] = {}
    for wanted in assignment.files:
        found = candidates(names, wanted, alone=alone)
        if len(found) > 1:
            raise ReadProblem(why("several", name=wanted, names=", ".join(found[:5])))
        if not found:
            there = [name for name in names if not is_litter(name)]
            known = why("found", names=", ".join(there[:5])) if there else Text("")
            raise ReadProblem(why("missing", name=wanted, found=known))
        if found[0] not in files:
            files[found[0]] = _as_asked(wanted, found[0], read(found[0]), assignment)
    return tuple(files.values())


def _as_asked(wanted: str, name: str, content: bytes, assignment: Assignment) -> tuple[str, bytes]:
    """The file under the name that the others import it by; of a notebook only the code is kept."""
    if not is_notebook(name, content):
        if len(content) > assignment.limits.source_kb * 1024:
            raise ReadProblem(why("too_large", limit=assignment.limits.source_kb))
        return wanted, content
    try:
        plain = read_notebook(name, content)
    except NotebookError as error:
        raise ReadProblem(error.text) from None
    if len(plain) > assignment.limits.source_kb * 1024:
        raise ReadProblem(why("of_file", name=name, reason=why("too_large", limit=assignment.limits.source_kb)))
    return str(PurePosixPath(wanted).with_suffix(".ipynb")), plain


def _most_kb(name: str, assignment: Assignment) -> int:
    """Notebooks and archives hold pictures and data besides the source, which is held to its own limit later."""
    if name.lower().endswith(".ipynb"):
        return max(NOTEBOOK_KB, assignment.limits.source_kb)
    return max(PACKED_KB, assignment.limits.source_kb) if name.lower().endswith(".zip") else assignment.limits.source_kb


def _listed(folder: Path) -> dict[str, Path]:
    """What lies in the folder, by its path with ``/``; no link is followed, and no more is looked at than somebody wrote."""
    found: dict[str, Path] = {}
    waiting = [("", folder)]
    while waiting and len(found) < MAX_ENTRIES:
        prefix, here = waiting.pop(0)
        for path in sorted(here.iterdir()):
            name = prefix + _nfc(path.name)
            if path.is_symlink() or not path.is_dir():
                found[name] = path
            elif name.count("/") < MAX_DEPTH and not is_litter(name + "/x"):
                waiting.append((name + "/", path))
    return found


def _unread(student: str, file: str, problem: ReadProblem) -> Submission:
    return Submission(student=student, file=file, problem=problem.text.en, problem_ko=problem.text.ko)


def _checked(student: str, file: str, files: tuple[tuple[str, bytes], ...]) -> Submission:
    problem = Text("")
    for name, content in files:
        problem = why("empty", name=name) if not content.strip() else other_format(name, content) or Text("")
        if problem.en:
            break
    return Submission(student=student, file=file, files=files, digest=_digest(files), problem=problem.en, problem_ko=problem.ko)


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
