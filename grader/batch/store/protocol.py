"""The protocol: what a store of grades must do. Everything that is saved is kept from the moment the call returns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from grader.model import Member

Files = Sequence[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class Print:
    """A report as it lies in the folder: its file name, and the digest of everything that it was made of.

    ``lines``: the digest of the student's lines in the class's documents, empty where there are none; ``row``: the row of its
    tables, as JSON, which is fetched apart.
    """

    student: str
    file: str
    made_of: str
    lines: str = ""
    row: str = ""


class Store(Protocol):
    """Grades by key, submissions by digest, the class of the latest run, and what of it was published.

    A key stands for everything that can change points, so a grade is never replaced but by another try at one that was
    withheld; nothing is ever deleted but the list of members, which is always that of the latest run.
    """

    def fetch_facts(self) -> Mapping[str, str]:
        """What the folder knows of itself: course, slug, options of the latest run."""

    def save_facts(self, facts: Mapping[str, str]) -> None: ...

    def fetch_members(self) -> tuple[Member, ...]:
        """The class, sorted by student."""

    def save_members(self, members: Iterable[Member]) -> None:
        """The class of this run, in the place of the one before."""

    def save_attempts(self, members: Iterable[Member]) -> None:
        """What was handed in as which attempt, beside what was known; the same attempt of a student again replaces it."""

    def fetch_attempts(self) -> Mapping[str, tuple[Member, ...]]:
        """Every attempt that is known, by student, in their order."""

    def fetch_digests(self) -> frozenset[str]:
        """Of every submission whose bytes are kept."""

    def save_files(self, submissions: Iterable[tuple[str, Files]]) -> None:
        """Submissions' bytes by digest; one that is there already stays as it is."""

    def fetch_files(self, digest: str) -> Files:
        """Empty for a digest that is not there."""

    def save_grade(self, key: str, digest: str, grade: bytes, *, withheld: bool) -> None: ...

    def fetch_grade(self, key: str) -> bytes | None:
        """As it was saved: the JSON of the model's Grade."""

    def fetch_grades(self, keys: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """Of those that are there, in no order, with their keys."""

    def fetch_graded(self) -> Mapping[str, int]:
        """Every key that has a grade, and how many tries at it were withheld: 0 for one that was made."""

    def save_outline(self, words_digest: str, cases: bytes) -> None:
        """What the suite says of its cases: titles, hints, what may be revealed."""

    def fetch_outline(self, words_digest: str) -> bytes | None: ...

    def save_published(self, keys: Mapping[str, str]) -> None:
        """The grade that each student was told last, by student; replaces the whole list."""

    def fetch_published(self) -> Mapping[str, str]: ...

    def save_prints(self, prints: Iterable[Print]) -> None: ...

    def forget_prints(self, students: Iterable[str]) -> None: ...

    def fetch_prints(self) -> Mapping[str, Print]:
        """By student; without their rows, which of a large class take more room than all else of it."""

    def fetch_rows(self, students: Iterable[str]) -> Iterator[str]:
        """The row that was kept with the print of each, in the order given; empty where there is none."""

    def close(self) -> None: ...
