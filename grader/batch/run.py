"""One run over one folder: take the class in, find what has no grade yet, have it graded. Publishing is another module's."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from pathlib import Path

from grader.batch.attempts import earlier_attempts
from grader.batch.cache_key import GradedBy
from grader.batch.classfolder import Survey, collisions, withheld_where
from grader.batch.decisions import known_only, told_together
from grader.batch.groups import shared
from grader.batch.intake import read_one
from grader.batch.platforms.rosters import by_name
from grader.batch.pool import AnyJudge, Event, Executor, Pool
from grader.batch.roll import Leavers, chosen_of, leavers, on_roster, people_of, rest_of, with_neighbours, with_times
from grader.batch.store import Files, Store
from grader.batch.tables import Entries, HandIn, Person, meaning_of
from grader.batch.turns import Task
from grader.errors import JudgeError, UsageError
from grader.judge.answer import Answer
from grader.judge.supervisor import Feedback, Judge, SandboxRequest
from grader.model import Assignment, Member, Submission
from grader.model.codecs import CASES
from grader.report.source import harmless

# Submissions whose bytes are saved in one transaction.
INTAKE = 200
# At a grade that is withheld, before it takes somebody to ask for another.
MOST_TRIES = 2
# Of students that an error is about.
MOST_NAMED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """With what a class is graded, and the executor of this machine. ``level``: what ``sandbox`` comes to where it is graded."""

    course: Path
    assignment: Assignment
    sandbox: SandboxRequest
    level: str
    feedback: Feedback
    jobs: int
    hidden_paths: tuple[Path, ...] = ()
    warning: str = ""  # what that level does not promise
    elsewhere: Executor | None = None  # judges that do not work on this machine

    @property
    def graded_by(self) -> GradedBy:
        return GradedBy(self.assignment, self.level, self.feedback)

    def width(self) -> int:
        return self.jobs

    def open_judge(self, index: int) -> Judge:
        judge = Judge(
            self.course,
            self.assignment.slug,
            sandbox=self.sandbox,
            hidden_paths=self.hidden_paths,
            feedback=self.feedback == "full",
            core=_core_of(index, self.jobs),
        )
        if judge.level != self.level or judge.assignment.digest != self.assignment.digest:
            judge.close()
            raise JudgeError("the machine or the assignment changed while the class was being graded; run the same command again")
        return judge


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What a run read. ``members``: the class as it is stored. ``unmatched``: names that no rule reads. ``read``: the students
    that were. ``said``: a sentence for each thing that was taken for granted.
    """

    members: tuple[Member, ...]
    unmatched: tuple[str, ...]
    read: frozenset[str]
    leavers: Leavers
    said: tuple[str, ...]


def take_in(
    store: Store,
    folder: Path,
    survey: Survey,
    graded_by: GradedBy,
    *,
    roster: Mapping[str, Person] | None = None,
    times: Entries[HandIn] | None = None,
    only: Sequence[str] = (),
    replace_class: bool = False,
    check: Callable[[Sequence[Member]], object] = lambda _: None,
    groups: Mapping[str, str] | None = None,
) -> Intake:
    """Read every submission once, keep its bytes, and make the class of this run.

    ``survey``: of the folder. ``groups``: who works together, by student. ``only``: of these students alone; everybody else
    stays in the class as they are.
    Otherwise nobody's work leaves the class unless ``replace_class``. ``check`` may raise UsageError for the class as it would be.
    Raises UsageError.
    No more than a few hundred submissions are held at a time.
    """
    before = store.fetch_members() if only else ()
    survey, by_names = named_by(survey, roster)
    survey, of_groups = shared(survey, groups or {})
    submissions = _read(store, survey, graded_by.assignment)
    known = people_of(before) if only and store.fetch_facts().get("roster") else None
    there = on_roster(submissions, roster if roster is not None else known)
    chosen = chosen_of(there, only, folder) if only else there
    rest = rest_of(before, chosen) if only else ()
    if only:
        _refuse_old_grades(store, rest, graded_by)
    with told_together() as attempt:
        timed = attempt(lambda: _timed(_dated(chosen, survey), times, there, before))
        attempt(lambda: check((*chosen, *rest)))
    chosen, said = timed or ((), ())
    if graded_by.assignment.attempts.count == "best":
        said += forgotten_attempts(store.fetch_attempts(), chosen, times)
    members = tuple(sorted(with_neighbours((*chosen, *rest)) if rest else chosen, key=attrgetter("student")))
    said += (*by_names, *of_groups)
    now = {member.student for member in members if member.present}
    earlier = before or tuple(each for each in store.fetch_members() if each.student not in now)  # who is there left nothing
    left = leavers(earlier, {*store.fetch_published(), *store.fetch_prints()}, members)
    if left.gone and not replace_class:
        raise UsageError(_would_leave(left.gone, folder))
    store.save_members(members)
    store.save_attempts(member for member in members if member.present)
    unmatched = () if only else survey.unmatched
    if not (only and before):
        _save_facts(store, unmatched=unmatched, said=said, has_roster=roster is not None)
    read = frozenset(each.student for each in chosen)
    return Intake(members=members, unmatched=unmatched, read=read, leavers=left, said=said)


def _save_facts(store: Store, *, unmatched: Sequence[str], said: Sequence[str], has_roster: bool) -> None:
    facts = {"unmatched": unmatched, "said": said}
    store.save_facts({name: json.dumps(value) for name, value in facts.items()} | {"roster": "yes" if has_roster else ""})


def _timed(
    members: Sequence[Member], times: Entries[HandIn] | None, there: Sequence[Member], before: Sequence[Member]
) -> tuple[tuple[Member, ...], tuple[str, ...]]:
    """The members with their times, and what to say of these. Where no table is, what was known ``before`` goes on.

    The table may name everybody who is ``there`` or was before. Raises UsageError for anybody else, who may be a typo.
    """
    if times is None:
        return with_times(members, {each.student: HandIn(each.handed_in_at, each.attempt) for each in before}), ()
    meaning = known_only(times, (*there, *before))
    return with_times(members, meaning.values), meaning.said


def named_by(survey: Survey, roster: Mapping[str, Person] | None) -> tuple[Survey, tuple[str, ...]]:
    """Of a platform whose downloads have ids of their own, the students by the roster's, as far as names are clear; and a
    sentence for each.
    """
    if not survey.platform or roster is None:
        return survey, ()
    places, told = by_name(survey.places, {student: person.name for student, person in roster.items()})
    said = tuple(
        f"{harmless(own)} of the download is {harmless(student)} of the roster, by the name alone" for own, student in told
    )
    return replace(survey, places=tuple(sorted(places, key=lambda place: place.student))), said


def _dated(members: Sequence[Member], survey: Survey) -> tuple[Member, ...]:
    """With the times and attempts that a platform's download tells; a table says it better."""
    told = {place.student: HandIn(place.at, place.attempt) for place in survey.places if place.at or place.attempt > 1}
    together = {place.student: place.group for place in survey.places if place.group}
    members = [replace(each, group=together.get(each.file_id or each.student, "")) for each in members]
    return with_times(members, {each.student: told[own] for each in members if (own := each.file_id or each.student) in told})


def forgotten_attempts(
    known: Mapping[str, Sequence[Member]], members: Sequence[Member], times: Entries[HandIn] | None
) -> tuple[str, ...]:
    """A sentence for each who is taken for an earlier attempt than the folder knows of, while no table says so."""
    told = set(meaning_of(times, members).values) if times is not None else set()
    found = []
    for member in members:
        most = max((each.attempt for each in known.get(member.student, ())), default=0)
        if member.present and member.student not in told and most > member.attempt:
            found.append(
                f"{harmless(member.student)}: taken for attempt {member.attempt}, though attempts up to {most} are known; "
                "add the attempt to submitted.csv"
            )
    return tuple(found)


def _refuse_old_grades(store: Store, rest: Sequence[Member], graded_by: GradedBy) -> None:
    """New grades beside old ones would be measured by two measures."""
    graded = store.fetch_graded()
    old = [each.student for each in rest if each.present and graded_by.key(each.submission) not in graded]
    if old:
        raise UsageError(
            f"--only would keep {_students(old)}, who have no grade by the assignment, the options and the machine of now; "
            "run the command without --only for the whole class, or see who moves: grader regrade DIR"
        )


def _would_leave(gone: Sequence[str], folder: Path) -> str:
    return (
        f"nothing in {folder} is from {_students(gone)}, whose work and reports would leave the results. "
        "Give the folder of the whole class; or grade some and keep the rest: --only STUDENT; or let them fall out: --replace"
    )


def _students(students: Sequence[str]) -> str:
    named = ", ".join(map(harmless, students[:MOST_NAMED]))
    more = f" and {len(students) - MOST_NAMED} more" if len(students) > MOST_NAMED else ""
    return f"{len(students)} student{'' if len(students) == 1 else 's'} of the class ({named}{more})"


def missing(store: Store, members: Sequence[Member], graded_by: GradedBy, *, again: bool = False) -> tuple[tuple[Task, ...], int]:
    """What has no grade yet, or one that was withheld; equal submissions are one task, under the first of their students. And
    how many are left as they are: what was withheld MOST_TRIES times is as likely to be withheld once more, at the full cost,
    so it takes ``again``.
    """
    graded = store.fetch_graded()
    tasks: dict[str, Task] = {}
    left: set[str] = set()
    before = earlier_attempts(store, members, graded_by.assignment.attempts)
    for member in (*members, *(each for attempts in before.values() for each in attempts)):
        if member.present:
            key = graded_by.key(member.submission)
            tries = graded.get(key)
            if tries is None or (tries and (again or tries < MOST_TRIES)):
                tasks.setdefault(key, Task(key, member.submission))
            elif tries:
                left.add(key)
    return tuple(tasks.values()), len(left)


def grade_missing(store: Store, means: Means, tasks: Sequence[Task], tell: Callable[[Event | None], None]) -> None:
    """Grade the tasks; each grade is kept when it is made. Also sees to it that the suite's outline is there."""
    executor: Executor = means.elsewhere or means
    if not tasks:
        if store.fetch_outline(means.assignment.words_digest) is None:
            judge = executor.open_judge(0)
            _keep_outline(store, judge)
            judge.close()
        return

    def opened(index: int) -> AnyJudge:
        judge = executor.open_judge(index)
        _keep_outline(store, judge)
        return judge

    def fetch(submission: Submission) -> Submission:
        return submission.holding(store.fetch_files(submission.digest))

    def keep(task: Task, answer: Answer) -> None:
        store.save_grade(task.key, task.submission.digest, answer.grade, withheld=answer.withheld)

    Pool(opened, lambda: min(executor.width(), len(tasks))).run(tasks, fetch, keep, tell)


def _core_of(index: int, jobs: int) -> int | None:
    """A processor for each judge where a class has them all: a judge and its student process wait for one another in turns.

    On one processor the one wakes the other at once; between two it costs both more than a small case takes. Where only some
    are asked for, the system chooses, since another run may be on those that we would choose.
    """
    if sys.platform != "linux" or jobs == 1:
        return None
    cores = sorted(os.sched_getaffinity(0))
    return cores[index % jobs] if jobs == len(cores) else None


def _keep_outline(store: Store, judge: AnyJudge) -> None:
    # The judge read the words when it was started, which may be later than the command did.
    if store.fetch_outline(judge.assignment.words_digest) is None:
        store.save_outline(judge.assignment.words_digest, CASES.dump_json(judge.cases))


def _read(store: Store, survey: Survey, assignment: Assignment) -> list[Submission]:
    """Each once, without its bytes, which are kept."""
    alike = collisions(place.student for place in survey.places)
    loaded = (withheld_where(read_one(place, assignment), alike) for place in survey.places)
    return [submission.holding(()) for submission in _kept(store, loaded)]


def _kept(store: Store, submissions: Iterator[Submission]) -> Iterator[Submission]:
    known = set(store.fetch_digests())
    waiting: list[tuple[str, Files]] = []
    for submission in submissions:
        if submission.digest and submission.digest not in known:
            known.add(submission.digest)
            waiting.append((submission.digest, submission.kept))
        if len(waiting) >= INTAKE:
            store.save_files(waiting)
            waiting.clear()
        yield submission
    store.save_files(waiting)
