"""What was handed in by one student: found, read with caution, named, digested. Never executed, never parsed.

A path that names a student but cannot be read is a Submission with a ``problem``, never left out.
"""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from grader.errors import UsageError
from grader.model import Assignment, Submission, Text, kept_of
from grader.phrases.why import why
from grader.reading.archive import Archive, ArchiveError
from grader.reading.beside import NOTHING, Beside, beside
from grader.reading.deposits import Deposit, Folder, ReadProblem, composed, read_regular
from grader.reading.formats import other_format
from grader.reading.notebook import PACKED_KB as NOTEBOOK_KB
from grader.reading.notebook import NotebookError, is_notebook, read_notebook
from grader.reading.selection import candidates, is_litter

NAME_BYTES = 100
# Of a zip as it was handed in.
PACKED_KB = 16 * 1024

File = tuple[str, bytes]
Lacking = tuple[tuple[str, Text], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chosen:
    """The files asked for, under those names; notebooks end in ``.ipynb``. And what lay beside them."""

    files: tuple[File, ...]
    lacking: Lacking = ()
    beside: Beside = NOTHING


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
        return load_folder(composed(path.name), Folder.of(path), assignment)
    student, name = composed(path.stem if path.suffix else path.name), composed(path.name)
    return _load_file(student, name, lambda most: read_regular(path, most), assignment)


def load_file(student: str, name: str, deposit: Deposit, assignment: Assignment) -> Submission:
    """One file of a deposit as a whole submission, whatever it is called."""
    return _load_file(student, name, lambda most: deposit.read(name, most), assignment)


def _load_file(student: str, name: str, read: Callable[[int], bytes], assignment: Assignment) -> Submission:
    try:
        content = read(_most_kb(name, assignment))
        chosen = _from_archive(name, content, assignment) if name.lower().endswith(".zip") else _single(name, content, assignment)
    except ReadProblem as problem:
        return _unread(student, name.rpartition("/")[2], problem)
    return _checked(student, name.rpartition("/")[2], chosen)


def file_name(student: str) -> str:
    """The id as a file name: letters of ASCII, digits, ``._-`` and Hangul; all else percent-escaped; at most 100 bytes."""
    escaped = ("".join(f"%{byte:02X}" for byte in _utf8(char)) if not _is_safe(char) else char for char in composed(student))
    safe = "".join(escaped)
    if safe.startswith("."):
        safe = "%2E" + safe[1:]
    if len(safe.encode()) <= NAME_BYTES:
        return safe
    # Cut, and made distinct again by the digest of the whole.
    tail = "-" + hashlib.sha256(_utf8(student)).hexdigest()[:16]
    return safe.encode()[: NAME_BYTES - len(tail)].decode("utf-8", "ignore") + tail


def load_folder(student: str, folder: Deposit, assignment: Assignment) -> Submission:
    """A folder that holds the files, in itself or in folders of its own."""
    own = [name for name in folder.names if not is_litter(name)]
    packed = [name for name in own if name.lower().endswith(".zip")]
    if len(packed) == 1 and not any(name.lower().endswith((".py", ".ipynb")) for name in own):
        return load_file(student, packed[0], folder, assignment)
    try:
        return _checked(student, assignment.files[0], _chosen(folder, assignment))
    except ReadProblem as problem:
        return _unread(student, assignment.files[0], problem)


def _from_archive(path: str, content: bytes, assignment: Assignment) -> _Chosen:
    name = path.rpartition("/")[2]
    try:
        archive = Archive(name, content)
        nested = [each for each in archive.names if each.lower().endswith(".zip")]
        if nested and not any(each.lower().endswith((".py", ".ipynb")) for each in archive.names if not is_litter(each)):
            raise ReadProblem(why("zip_nested", name=name))
        return _chosen(archive, assignment)
    except ArchiveError as error:
        raise ReadProblem(error.text) from None


def _single(name: str, content: bytes, assignment: Assignment) -> _Chosen:
    """A file by itself: the one asked for of that name, or the first, whatever it is called. A notebook stands for all of them."""
    named = [wanted for wanted in assignment.files if candidates((name,), wanted, alone=False)]
    wanted = named[0] if len(named) == 1 else assignment.files[0]
    file = _as_asked(wanted, name, content, assignment)
    others = () if file[0].endswith(".ipynb") else tuple(each for each in assignment.files if each != wanted)
    return _Chosen(files=(file,), lacking=tuple((each, _missing(each, (name,))) for each in others))


def _chosen(deposit: Deposit, assignment: Assignment) -> _Chosen:
    """The files asked for among those that are there, as far as each can be read. One notebook may stand for several, once.

    Raises ReadProblem where there is none at all.
    """
    files: dict[str, File] = {}
    lacking: list[tuple[str, Text]] = []
    for wanted in assignment.files:
        try:
            path, content = _found(deposit, wanted, assignment)
            if path not in files:
                files[path] = _as_asked(wanted, path, content, assignment)
        except (ReadProblem, ArchiveError) as problem:
            lacking.append((wanted, problem.text))
    if not files:
        raise ReadProblem(lacking[0][1])
    return _Chosen(files=tuple(files.values()), lacking=tuple(lacking), beside=beside(deposit, tuple(files), assignment))


def _found(deposit: Deposit, wanted: str, assignment: Assignment) -> tuple[str, bytes]:
    """The path that counts, and its content. Copies that are the same are one file."""
    found = candidates(deposit.names, wanted, alone=len(assignment.files) == 1)
    if not found:
        raise ReadProblem(_missing(wanted, deposit.names, _spare(wanted, deposit.names, assignment)))
    content = deposit.read(found[0], _most_kb(found[0], assignment))
    if any(deposit.read(name, _most_kb(name, assignment)) != content for name in found[1:5]) or len(found) > 5:
        raise ReadProblem(why("several", name=wanted, names=", ".join(found[:5])))
    return found[0], content


def _missing(wanted: str, names: Sequence[str], spare: Sequence[str] = ()) -> Text:
    """``spare``: those that may be meant, under a name that nobody asked for."""
    there = [name for name in names if not is_litter(name)]
    if not there:
        return why("missing", name=wanted, found="")
    kind = {PurePosixPath(name).suffix.lower() for name in spare}
    name = str(PurePosixPath(wanted).with_suffix(".ipynb")) if kind == {".ipynb"} else wanted
    return why("missing", name=wanted, found=why("found_rename" if spare else "found", names=", ".join(there[:5]), name=name))


def _spare(wanted: str, names: Sequence[str], assignment: Assignment) -> tuple[str, ...]:
    """Python files, and where there are none notebooks, that stand for no other of the files asked for."""
    others = [each for each in assignment.files if each != wanted]
    free = [name for name in names if not is_litter(name) and not any(candidates((name,), each, alone=False) for each in others)]
    kinds = ([name for name in free if name.lower().endswith(ending)] for ending in (".py", ".ipynb"))
    return tuple(next(filter(None, kinds), ()))


def _as_asked(wanted: str, name: str, content: bytes, assignment: Assignment) -> File:
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


def _unread(student: str, file: str, problem: ReadProblem) -> Submission:
    return Submission(student=student, file=file, problem=problem.text.en, problem_ko=problem.text.ko)


def _checked(student: str, file: str, chosen: _Chosen) -> Submission:
    """What holds no source costs the whole only where nothing else is there."""
    bad = {name: problem for name, content in chosen.files if (problem := _no_source(name, content)) is not None}
    good = tuple(each for each in chosen.files if each[0] not in bad)
    problem = next(iter(bad.values()), Text("")) if not good else Text("")
    files, besides = good or chosen.files, chosen.beside
    return Submission(
        student=student,
        file=file,
        files=files,
        digest=_digest(kept_of(files, besides.own), besides.roots),
        problem=problem.en,
        problem_ko=problem.ko,
        own=besides.own,
        roots=besides.roots,
        lacking=(*chosen.lacking, *(bad.items() if good else ())),
        left_out=besides.left_out,
    )


def _no_source(name: str, content: bytes) -> Text | None:
    return why("empty", name=name) if not content.strip() else other_format(name, content)


def _digest(kept: Sequence[File], roots: Sequence[str]) -> str:
    """Of everything that is graded, and where it is looked for."""
    whole = hashlib.sha256()
    for name, content in (*kept, *((root, b"") for root in roots)):
        whole.update(f"{len(name.encode())}:{name}:{len(content)}:".encode())
        whole.update(content)
    return "sha256:" + whole.hexdigest()


def _is_safe(char: str) -> bool:
    return (char.isascii() and (char.isalnum() or char in "._-")) or "가" <= char <= "힣" or "ㄱ" <= char <= "ㆎ"


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")
