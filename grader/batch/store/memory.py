"""A store in memory: the fake that tests use, and a statement of what the real one must do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from grader.batch.store.protocol import Files, Print
from grader.model import Member


class MemoryStore:
    """Keeps everything as long as it lives."""

    def __init__(self) -> None:
        self._facts: dict[str, str] = {}
        self._members: tuple[Member, ...] = ()
        self._attempts: dict[tuple[str, int], Member] = {}
        self._files: dict[str, Files] = {}
        self._grades: dict[str, tuple[bytes, int, str]] = {}
        self._outlines: dict[str, bytes] = {}
        self._published: dict[str, str] = {}
        self._prints: dict[str, Print] = {}

    def fetch_facts(self) -> Mapping[str, str]:
        return dict(self._facts)

    def save_facts(self, facts: Mapping[str, str]) -> None:
        self._facts.update(facts)

    def fetch_members(self) -> tuple[Member, ...]:
        return self._members

    def save_members(self, members: Iterable[Member]) -> None:
        self._members = tuple(sorted(members, key=lambda member: member.student))

    def save_attempts(self, members: Iterable[Member]) -> None:
        self._attempts.update(((member.student, member.attempt), member) for member in members)

    def fetch_attempts(self) -> Mapping[str, tuple[Member, ...]]:
        found: dict[str, tuple[Member, ...]] = {}
        for (student, _), member in sorted(self._attempts.items()):
            found[student] = (*found.get(student, ()), member)
        return found

    def fetch_digests(self) -> frozenset[str]:
        return frozenset(self._files)

    def save_files(self, submissions: Iterable[tuple[str, Files]]) -> None:
        for digest, files in submissions:
            self._files.setdefault(digest, tuple(files))

    def fetch_files(self, digest: str) -> Files:
        return self._files.get(digest, ())

    def save_grade(self, key: str, digest: str, grade: bytes, *, withheld: bool) -> None:
        tries = self._grades[key][1] if key in self._grades else 0
        if key not in self._grades or tries:
            self._grades[key] = (grade, tries + 1 if withheld else 0, digest)

    def fetch_grade(self, key: str) -> bytes | None:
        return self._grades[key][0] if key in self._grades else None

    def fetch_grades(self, keys: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        return ((key, self._grades[key][0]) for key in keys if key in self._grades)

    def fetch_graded(self) -> Mapping[str, int]:
        return {key: tries for key, (_, tries, _) in self._grades.items()}

    def save_outline(self, words_digest: str, cases: bytes) -> None:
        self._outlines[words_digest] = cases

    def fetch_outline(self, words_digest: str) -> bytes | None:
        return self._outlines.get(words_digest)

    def save_published(self, keys: Mapping[str, str]) -> None:
        self._published = dict(keys)

    def fetch_published(self) -> Mapping[str, str]:
        return dict(self._published)

    def save_prints(self, prints: Iterable[Print]) -> None:
        self._prints.update((each.student, each) for each in prints)

    def forget_prints(self, students: Iterable[str]) -> None:
        for student in students:
            self._prints.pop(student, None)

    def fetch_prints(self) -> Mapping[str, Print]:
        return {student: replace(each, row="") for student, each in self._prints.items()}

    def fetch_rows(self, students: Iterable[str]) -> Iterator[str]:
        return (self._prints[student].row if student in self._prints else "" for student in students)

    def close(self) -> None:
        """Nothing is held open."""
