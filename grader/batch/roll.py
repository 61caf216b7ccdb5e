"""The class of one run: what was handed in, joined with roster and times, and with what an earlier run left in the folder. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from grader.batch.csvfile import quoted
from grader.batch.identity import MOST_NEAR, Neighbourhood, disguised, safe_form, taken_for
from grader.batch.tables import HandIn, Person
from grader.errors import UsageError
from grader.model import Member, Submission


def on_roster(submissions: Sequence[Submission], roster: Mapping[str, Person] | None) -> tuple[Member, ...]:
    """A member for each submission, under the roster's id where the two are safely one; then who handed in nothing."""
    if roster is None:
        return tuple(Member(submission) for submission in submissions)
    taken = taken_for((submission.student for submission in submissions), roster)
    members = [_listed(submission, taken.get(submission.student, ""), roster) for submission in submissions]
    present = {member.student for member in members}
    members += [
        Member(Submission(student=student, name=person.name), section=person.section, present=False)
        for student, person in roster.items()
        if student not in present
    ]
    return with_neighbours(members)


def people_of(members: Sequence[Member]) -> Mapping[str, Person]:
    """What an earlier run knew of its class, as a roster."""
    return {member.student: Person(member.submission.name, member.section) for member in members if not member.stranger}


def chosen_of(members: Sequence[Member], only: Sequence[str], folder: Path) -> tuple[Member, ...]:
    """Those that ``only`` names, by their own ids or their files'. Raises UsageError with a sentence for each that nobody has."""
    there = {member.student: member for member in members if member.present}
    ids = {member.file_id: student for student, member in there.items() if member.file_id}
    ids |= {student: student for student in there}
    ids |= {each: ids[other] for each, other in taken_for(only, ids).items()}
    around = Neighbourhood({each: there[student].submission.name for each, student in ids.items()})
    problems = []
    for each in only:
        if each not in ids:
            # Here nothing is taken for granted, so that an id may be as short and as far as it likes.
            near = around.near(each) or sorted(get_close_matches(each, ids, n=MOST_NEAR, cutoff=0.6))
            hint = f"; did you mean {' or '.join(map(quoted, near))}?" if near else ""
            problems.append(f"--only {quoted(each)}: nothing in {folder} was handed in under that id{hint}{disguised(each)}")
    if problems:
        raise UsageError("\n".join(problems))
    return tuple(there[student] for student in dict.fromkeys(ids[each] for each in only))


def rest_of(before: Sequence[Member], chosen: Sequence[Member]) -> tuple[Member, ...]:
    """Everybody else as they were. Who was there under the id of a file that is somebody's now is that one."""
    mine = {each for member in chosen for each in (member.student, member.file_id)}
    return tuple(member for member in before if member.student not in mine)


def with_neighbours(members: Sequence[Member]) -> tuple[Member, ...]:
    """Each stranger with the ids that may be meant, first of all of those who handed in nothing; and those with the strangers.

    So both know of each other: neither is to be read as a zero.
    """
    strangers = [member for member in members if member.stranger]
    if not strangers:
        return tuple(replace(member, near=()) if member.near else member for member in members)
    absent = Neighbourhood({member.student: member.submission.name for member in members if not member.present})
    listed = Neighbourhood({member.student: member.submission.name for member in members if not member.stranger})
    near: dict[str, tuple[str, ...]] = {}
    for each in strangers:
        likely = absent.near(each.student)
        near[each.student] = likely or listed.near(each.student)
        for student in likely:
            near[student] = (*near.get(student, ()), each.student)
    return tuple(replace(member, near=near.get(member.student, ())) for member in members)


def with_times(members: Iterable[Member], times: Mapping[str, HandIn]) -> tuple[Member, ...]:
    """``times`` by the members' own ids."""
    return tuple(
        replace(member, handed_in_at=times[member.student].at, attempt=times[member.student].attempt)
        if member.present and member.student in times
        else member
        for member in members
    )


@dataclass(frozen=True, slots=True)
class Leavers:
    """Who is not in the class any more. ``renamed``: ``(id before, id now)``, their work is there still."""

    gone: tuple[str, ...]  # with what they had handed in
    rows: tuple[str, ...]  # who had handed in nothing
    renamed: tuple[tuple[str, str], ...]


def leavers(before: Sequence[Member], published: Collection[str], members: Sequence[Member]) -> Leavers:
    """``published``: whose report lies in the folder; without any there is nothing that could leave it.

    Renamed is who alone goes with a newcomer: by an id that is safely the same, or by the same bytes.
    """
    if not published:
        return Leavers((), (), ())
    present = {member.student: member for member in members if member.present}
    left = {each for each in published if each not in present}
    came = {student: member for student, member in present.items() if student not in published}
    old = {member.student: member for member in before if member.student in left}
    renamed = _pairs({each: safe_form(each) for each in left}, {each: safe_form(each) for each in came})
    works = {each: member.submission.digest for each, member in old.items() if each not in renamed}
    new = {each: member.submission.digest for each, member in came.items() if each not in renamed.values()}
    renamed |= _pairs(works, new)
    everybody = {member.student for member in members}
    rows = sorted(member.student for member in before if not member.present and member.student not in everybody)
    return Leavers(tuple(sorted(left - set(renamed))), tuple(rows), tuple(sorted(renamed.items())))


def _pairs(ours: Mapping[str, str], theirs: Mapping[str, str]) -> dict[str, str]:
    """Who has what exactly one on the other side has, and nobody else on this."""
    often = Counter(ours.values()), Counter(theirs.values())
    holders = {mark: each for each, mark in theirs.items() if mark and often[1][mark] == 1}
    return {each: holders[mark] for each, mark in ours.items() if often[0][mark] == 1 and mark in holders}


def _listed(submission: Submission, own: str, roster: Mapping[str, Person]) -> Member:
    """``own``: the roster's id where it is another than the file's."""
    person = roster.get(own or submission.student)
    if person is None:
        return Member(submission, stranger=True)
    named = replace(submission, student=own or submission.student, name=person.name)
    return Member(named, section=person.section, file_id=submission.student if own else "")
