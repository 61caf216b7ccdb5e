"""One run over one folder: take the class in, find what has no grade yet, have it graded. Publishing is another module's."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.batch.attempts import earlier_attempts
from grader.batch.intake import read_one
from grader.batch.keys import Feedback, GradedBy
from grader.batch.pool import AnyJudge, Event, Executor, Pool, Task
from grader.batch.tables import HandIn, Person, refuse_strangers
from grader.classfolder import collisions, survey_class, withheld_where
from grader.errors import JudgeError
from grader.judge.channel import CASES
from grader.judge.supervisor import Answer, Judge, SandboxRequest
from grader.model import Assignment, Member, Submission
from grader.store import Files, Store

# Submissions whose bytes are saved in one transaction.
INTAKE = 200
# At a grade that is withheld, before it takes somebody to ask for another.
MOST_TRIES = 2


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


def take_in(
    store: Store,
    folder: Path,
    assignment: Assignment,
    *,
    roster: Mapping[str, Person] | None = None,
    times: tuple[Path, Mapping[str, HandIn]] | None = None,
) -> tuple[str, ...]:
    """Read every submission once, keep its bytes, and make the class of this run. Returns the names that no rule reads.

    No more than a few hundred submissions are held at a time. Raises UsageError, NothingToGradeError.
    """
    survey = survey_class(folder, assignment)
    alike = collisions(place.student for place in survey.places)
    people, moments = roster or {}, times[1] if times is not None else {}
    members = []
    for submission in _kept(store, (withheld_where(read_one(place, assignment), alike) for place in survey.places)):
        person, hand_in = people.get(submission.student), moments.get(submission.student)
        members.append(
            Member(
                replace(submission.holding(()), name=person.name if person is not None else submission.name),
                section=person.section if person is not None else "",
                handed_in_at=hand_in.at if hand_in is not None else "",
                attempt=hand_in.attempt if hand_in is not None else 1,
            )
        )
    present = {member.student for member in members}
    members += [
        Member(Submission(student=student, name=person.name), section=person.section, present=False)
        for student, person in people.items()
        if student not in present
    ]
    if times is not None:
        refuse_strangers(times[0], moments, (member.student for member in members))
    store.save_members(members)
    store.save_attempts(member for member in members if member.present)
    store.save_facts({"unmatched": json.dumps(survey.unmatched), "roster": "yes" if roster is not None else ""})
    return survey.unmatched


def missing(store: Store, members: Sequence[Member], graded_by: GradedBy, *, again: bool = False) -> tuple[Task, ...]:
    """What has no grade yet, or one that was withheld; equal submissions are one task, under the first of their students.

    What was withheld MOST_TRIES times is as likely to be withheld once more, at the full cost, so it takes ``again``.
    """
    graded = store.fetch_graded()
    tasks: dict[str, Task] = {}
    before = earlier_attempts(store, members, graded_by.assignment.attempts)
    for member in (*members, *(each for attempts in before.values() for each in attempts)):
        if member.present:
            key = graded_by.key(member.submission)
            tries = graded.get(key)
            if tries is None or (tries and (again or tries < MOST_TRIES)):
                tasks.setdefault(key, Task(key, member.submission))
    return tuple(tasks.values())


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
