"""Groups of a graded class whose wrong answers are the same and are no known mistake yet: what a course can learn from them.

Reads what was kept with each grade, and grades nothing. Nobody's name or id leaves it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from grader.batch.same_answers import Shelf, Signature, signatures_of
from grader.batch.store import Store


@dataclass(frozen=True, slots=True)
class SameWrong:
    """One group: what its members' answers have in common, and the submissions, equal ones once, smallest first."""

    signature: Signature
    students: int
    files: tuple[tuple[tuple[str, bytes], ...], ...]


def unknown_groups(store: Store, least: int) -> tuple[SameWrong, ...]:
    """Every group of at least so many students, the largest first."""
    shelves: dict[tuple[str, str], Shelf] = {}
    members: dict[int, list[str]] = {}
    leaders: dict[int, Signature] = {}
    known: set[int] = set()
    digests = {member.student: member.submission.digest for member in store.fetch_members() if member.present}
    for student, key in sorted(store.fetch_published().items()):
        if student not in digests:
            continue
        for signature in signatures_of(store.fetch_grade(key) or b"{}"):
            shelf = shelves.setdefault(signature.kind, Shelf())
            group = shelf.find(signature) or shelf.add(signature)
            members.setdefault(id(group), []).append(digests[student])
            leaders[id(group)] = group.leader
            if signature.known:
                known.add(id(group))
    found = [
        SameWrong(leaders[place], len(own), tuple(_files(store, own)))
        for place, own in members.items()
        if len(own) >= least and place not in known
    ]
    return tuple(sorted(found, key=lambda group: (-group.students, group.signature.name)))


def _files(store: Store, digests: list[str]) -> Iterator[tuple[tuple[str, bytes], ...]]:
    """Equal submissions once, the smallest first."""
    kept = {digest: tuple(store.fetch_files(digest)) for digest in dict.fromkeys(digests)}
    for digest in sorted(kept, key=lambda each: (sum(len(content) for _, content in kept[each]), each)):
        if kept[digest]:
            yield kept[digest]
