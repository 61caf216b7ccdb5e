"""From what a browser or a program sends to a submission, by the same readers as the command line's. Nothing of it is executed."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Literal

from grader.batch.store.handins import Upload
from grader.model import Assignment, Submission
from grader.phrases.why import why
from grader.reading.deposits import Folder, composed
from grader.reading.formats import other_encoding
from grader.reading.submissions import NAME_BYTES, file_name, load_file, load_folder
from grader.web.visit import File


def read_upload(
    files: Sequence[File], assignment: Assignment, student: str, received_at: datetime, via: Literal["web", "token"]
) -> Upload:
    """One file by itself (also a notebook or a zip), or several as a folder. ``files``: at least one."""
    whole = hashlib.sha256()
    for file in files:
        if len(files) > 1:
            whole.update(f"{len(file.name.encode('utf-8', 'backslashreplace'))}:{len(file.content)}:".encode())
        whole.update(file.content)
    return Upload(
        submission=replace(_decodable(_submission(files, assignment, student)), student=student),
        name=", ".join(map(_shown, files))[:200],
        size=sum(len(file.content) for file in files),
        sha256=whole.hexdigest(),
        received_at=received_at,
        via=via,
    )


def _decodable(submission: Submission) -> Submission:
    """Where no file is text that Python reads, that is said at once: it is no attempt, and nothing is graded."""
    found = [other_encoding(name, content) for name, content in submission.files]
    if submission.problem or not found or None in found:
        return submission
    text = next(each for each in found if each is not None)
    return replace(submission, problem=text.en, problem_ko=text.ko)


def _submission(files: Sequence[File], assignment: Assignment, student: str) -> Submission:
    with tempfile.TemporaryDirectory(prefix="grader-") as scratch:  # closed to everybody else
        folder = Path(scratch)
        if len(files) == 1:
            path, name = folder / "0", _shown(files[0])
            path.write_bytes(files[0].content)
            # Escaped only where it is cut, so that the student meets the name of their own file.
            name = name if len(name.encode()) <= NAME_BYTES else file_name(name)
            return load_file(student, name, Folder({name: path}), assignment)
        paths: dict[str, Path] = {}
        for number, file in enumerate(files):
            path = folder / str(number)
            path.write_bytes(file.content)
            name = _bare(file) or str(number)
            if name in paths and paths[name].read_bytes() != file.content:
                text = why("several", name=name, names=f"{name}, {name}")
                return Submission(student=student, file=name, problem=text.en, problem_ko=text.ko)
            paths[name] = path
        return load_folder(student, Folder(paths), assignment)


def _bare(file: File) -> str:
    """The name without the folders of the sender's machine."""
    return composed(PurePosixPath(file.name.replace("\\", "/")).name.encode("utf-8", "replace").decode())


def _shown(file: File) -> str:
    return "".join(char for char in _bare(file) if char.isprintable()) or "?"
