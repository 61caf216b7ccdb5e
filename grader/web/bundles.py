"""The files of assignments as a server keeps them: packed from a course's folder, unpacked where they are graded or shown."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.batch.cluster.messages import key_of, pack_parcel, unpack_parcel, write_parcel
from grader.batch.store.courses import Courses, Kept, Packed
from grader.errors import GraderError
from grader.model import Assignment
from grader.reading.course import load_assignment, slugs

PACKED_NEVER = frozenset({"__pycache__"})


def bundles_of(course: Path) -> Iterator[Packed]:
    """Each assignment in a course's folder. Raises AssignmentError for one that is wrong."""
    for slug in slugs(course):
        yield packed(load_assignment(course, slug))


def packed(assignment: Assignment) -> Packed:
    """What grades, and the same with what only proves it."""
    content = pack_parcel(assignment, feedback=True)
    whole = pack_parcel(assignment, feedback=True, left_out=PACKED_NEVER)
    return Packed(slug=assignment.slug, digest=key_of(content), content=content, whole_digest=key_of(whole), whole=whole)


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A bundle on this machine's disk. ``course``: the folder."""

    course: Path
    assignment: Assignment


class Unpacker:
    """Each bundle once, in a folder that is closed to everybody else and goes with ``close``."""

    def __init__(self, courses: Courses) -> None:
        self._courses = courses
        self._folder = Path(tempfile.mkdtemp(prefix="grader-"))
        self._known: dict[str, Unpacked] = {}
        self._lock = threading.Lock()

    def unpacked(self, kept: Kept) -> Unpacked:
        return self.by_bundle(kept.bundle)

    def by_bundle(self, bundle: str) -> Unpacked:
        with self._lock:
            if bundle not in self._known:
                folder = self._folder / bundle[:32]
                parcel = unpack_parcel(self._courses.fetch_bundle(bundle))
                try:
                    write_parcel(parcel, folder)
                    self._known[bundle] = Unpacked(folder, load_assignment(folder, parcel.slug))
                except (GraderError, OSError):
                    shutil.rmtree(folder, ignore_errors=True)
                    raise
            return self._known[bundle]

    def close(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
