"""From what an instructor uploads to the files of an assignment: a zip of the two folders, or the folders. Bounded."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from grader.batch.cluster.messages import unpack_parcel
from grader.batch.store.courses import Packed
from grader.errors import GraderError
from grader.reading.archive import Archive, ArchiveError
from grader.reading.course import load_assignment
from grader.web.bundles import packed
from grader.web.visit import File

FOLDERS = ("assignments", "solutions")
MOST_FILES = 500
MOST_KB = 32 * 1024


class UploadError(Exception):
    """What is wrong with what was sent, for the instructor."""


def unpacked_upload(files: Sequence[File], slug: str, before: bytes) -> Packed:
    """``before``: the bundle in use, of which the course's settings stay where the upload brings none; empty where there is none.

    Raises UploadError, AssignmentError for an assignment that is wrong.
    """
    found = _placed(_members(files, slug), slug)
    if not any(name.startswith("assignments/") for name in found):
        raise UploadError(f"the upload holds no assignments/{slug}/; zip the two folders assignments/{slug} and solutions/{slug}")
    if not any(name.startswith("solutions/") for name in found):
        raise UploadError(f"the upload holds no solutions/{slug}/, so nothing could be graded; zip both folders")
    if "course.yaml" not in found and before:
        found |= {name: content for name, content in unpack_parcel(before).files if name == "course.yaml"}
    with tempfile.TemporaryDirectory(prefix="grader-") as scratch:
        for name, content in found.items():
            path = Path(scratch, *PurePosixPath(name).parts)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        try:
            return packed(load_assignment(Path(scratch), slug))
        except GraderError:
            raise
        except (OSError, ValueError) as error:
            raise UploadError(f"the files cannot be read as an assignment ({type(error).__name__})") from error


def slug_of(files: Sequence[File]) -> str:
    """The one assignment that was sent, by its folder in ``assignments/``. Raises UploadError where none is, or several are."""
    first = FOLDERS[0]
    if _is_zip(files):
        try:
            names = list(Archive(files[0].name, files[0].content).names)
        except ArchiveError as error:
            raise UploadError(str(error)) from error
    else:  # a browser begins with the folder that was chosen: the assignment's own, or the one around it
        chosen = [file.name.replace("\\", "/") for file in files if file.field == first]
        names = [name if name.startswith(f"{first}/") else f"{first}/{name}" for name in chosen]
    inside = [PurePosixPath(name).parts for name in names if not _is_beside(name)]
    found = sorted({parts[parts.index(first) + 1] for parts in inside if first in parts[:-2]})
    if not found:
        raise UploadError("the upload holds no folder in assignments/; zip the two folders assignments/NAME and solutions/NAME")
    if len(found) > 1:
        raise UploadError(f"the upload holds {len(found)} assignments ({', '.join(found[:8])}); say which by its short name")
    return found[0]


def _is_zip(files: Sequence[File]) -> bool:
    return len(files) == 1 and files[0].name.lower().endswith(".zip")


def _members(files: Sequence[File], slug: str) -> Iterable[tuple[str, bytes]]:
    if not _is_zip(files):
        kept = [(name, content) for name, content in _named(files, slug) if not _is_beside(name)]
        if len(kept) > MOST_FILES:
            raise UploadError(f"the folders hold {len(kept)} files; an assignment has at most {MOST_FILES}")
        return kept
    try:
        archive = Archive(files[0].name, files[0].content)
        names = [name for name in archive.names if not _is_beside(name)]
        if len(names) > MOST_FILES:
            raise UploadError(f"the zip holds {len(names)} files; an assignment has at most {MOST_FILES}")
        found, whole = [], 0
        for name in names:
            content = archive.read(name, MOST_KB - whole // 1024)
            whole += len(content)
            found.append((name, content))
    except ArchiveError as error:
        raise UploadError(error.text.en) from error
    return found


def _named(files: Sequence[File], slug: str) -> Iterable[tuple[str, bytes]]:
    """A browser names what is in a folder from that folder on; which of the two it is, the form's field says.

    Whoever chose the folder around it meant the one in it.
    """
    parts = [(file.field, file.name.replace("\\", "/").split("/"), file.content) for file in files]
    around = {field for field, names, _ in parts if len(names) > 2 and names[1] == slug}
    for field, names, content in parts:
        if field not in FOLDERS or not names[0]:
            yield "/".join(names), content
        elif field not in around or names[1] == slug:
            yield "/".join((field, slug, *names[2 if field in around else 1 :])), content


def _placed(members: Iterable[tuple[str, bytes]], slug: str) -> dict[str, bytes]:
    """By names below a course's folder, whatever folder the zip puts around them."""
    placed: dict[str, bytes] = {}
    for name, content in dict(members).items():
        parts = PurePosixPath(name).parts
        if ".." in parts or name.startswith("/") or "\0" in name:
            raise UploadError(f"the upload holds a file named {name!r}")
        for place, part in enumerate(parts[:-1]):
            if part in FOLDERS and parts[place + 1 : place + 2] == (slug,) and len(parts) > place + 2:
                placed["/".join(parts[place:])] = content
                break
        else:
            if parts and parts[-1] == "course.yaml":
                placed["course.yaml"] = content
    return placed


def _is_beside(name: str) -> bool:
    """What systems put beside files when they zip them."""
    parts = PurePosixPath(name).parts
    return "__MACOSX" in parts or "__pycache__" in parts or any(part.startswith(".") for part in parts)
