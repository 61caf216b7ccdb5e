"""What crosses between the command and the workers of a cluster: bytes of our own making, read strictly, never objects.

dask pickles what programs hand it, between machines that trust one another. All that we hand it are names of two of our
functions, and bytes; so nothing that a student wrote, and nothing made of it, is ever part of a pickle's instructions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path, PurePosixPath
from typing import Any

import msgpack

from grader.errors import JudgeError
from grader.model import Assignment, Submission
from grader.model.codecs import SUBMISSION

# What a judge never reads: samples only prove the assignment itself.
LEFT_OUT = frozenset({"samples", "__pycache__"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A worker has the assignment, and its judge has collected the suite: what it is, to be compared with what the command is."""

    worker: str
    level: str
    cases: bytes
    version: str
    python: str
    numpy: str
    machine: str
    digest: str
    explanations_digest: str
    words_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """``grade``: the JSON of the model's Grade."""

    worker: str
    grade: bytes
    verdict: str
    withheld: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """The worker does not have the assignment, any more or yet."""

    worker: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The worker cannot grade. ``error``: the name of one of grader's own errors."""

    worker: str
    error: str
    text: str


Reply = Ready | Graded | Missing | Refused
KINDS: dict[str, type[Ready | Graded | Missing | Refused]] = {
    "ready": Ready,
    "graded": Graded,
    "missing": Missing,
    "refused": Refused,
}
TYPES: dict[str, type] = {"str": str, "bytes": bytes, "bool": bool}


def pack_reply(reply: Reply) -> bytes:
    kind = next(name for name, made in KINDS.items() if type(reply) is made)
    return _packed({"kind": kind, **asdict(reply)})


def unpack_reply(content: object) -> Reply:
    """Exactly the fields of a reply, each of exactly its type. Raises JudgeError for anything else."""
    message = _unpacked(content)
    made = KINDS.get(str(message.pop("kind", "")))
    if made is None:
        raise JudgeError("a worker of the cluster answered in a form that is not grader's")
    expected = {field.name: TYPES[str(field.type)] for field in fields(made)}
    if {name: type(value) for name, value in message.items()} != expected:
        raise JudgeError(f"a worker of the cluster sent a {made.__name__} that is not one")
    return made(**message)


def pack_submission(submission: Submission) -> bytes:
    return _packed(SUBMISSION.dump_python(submission))


def unpack_submission(content: bytes) -> Submission:
    return SUBMISSION.validate_python(_unpacked(content))


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """An assignment on its way: the files of both its folders, by names below the course's folder."""

    slug: str
    feedback: bool
    files: tuple[tuple[str, bytes], ...]


def pack_parcel(assignment: Assignment, *, feedback: bool, left_out: frozenset[str] = LEFT_OUT) -> bytes:
    """Equal assignments give equal bytes. ``left_out``: names of folders and files.

    Raises JudgeError for one without its private folder.
    """
    if assignment.private is None:
        raise JudgeError(f"{assignment.slug}: the private folder is not at hand, so nothing can be graded elsewhere")
    course = assignment.public.parents[1]
    files = [(f"assignments/{assignment.slug}/{name}", path.read_bytes()) for name, path in _files(assignment.public, left_out)]
    files += [(f"solutions/{assignment.slug}/{name}", path.read_bytes()) for name, path in _files(assignment.private, left_out)]
    if (settings := course / "course.yaml").is_file():
        files.append(("course.yaml", settings.read_bytes()))
    return _packed({"slug": assignment.slug, "feedback": feedback, "files": files})


def unpack_parcel(content: bytes) -> Parcel:
    message = _unpacked(content)
    files = tuple((str(name), bytes(data)) for name, data in message["files"])
    return Parcel(slug=str(message["slug"]), feedback=bool(message["feedback"]), files=files)


def key_of(parcel: bytes) -> str:
    return hashlib.sha256(parcel).hexdigest()


def write_parcel(parcel: Parcel, folder: Path) -> None:
    """The course's folder anew. Raises JudgeError for a name that leads out of it."""
    for name, content in parcel.files:
        parts = PurePosixPath(name).parts
        if not parts or name.startswith("/") or ".." in parts or "\0" in name:
            raise JudgeError(f"an assignment arrived with a file named {name!r}")
        path = folder.joinpath(*parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _files(folder: Path, left_out: frozenset[str]) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if (
            path.suffix != ".pyc"
            and not left_out & set(parts)
            and not any(part.startswith(".") for part in parts)
            and path.is_file()
        ):
            yield "/".join(parts), path


def _packed(message: dict[str, Any]) -> bytes:
    packed: bytes = msgpack.packb(message)
    return packed


def _unpacked(content: object) -> dict[str, Any]:
    try:
        if type(content) is not bytes:
            raise TypeError(type(content).__name__)
        message = msgpack.unpackb(content)
    except (ValueError, TypeError, msgpack.UnpackException) as error:
        raise JudgeError(f"a message between command and cluster cannot be read ({error or type(error).__name__})") from error
    if type(message) is not dict:
        raise JudgeError("a message between command and cluster is not one of grader's")
    return message
