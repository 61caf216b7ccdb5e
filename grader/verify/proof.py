"""One assignment held against the nine points: gathers what has to be run, and leaves the judging to ``points``."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

from grader.errors import GraderError
from grader.judge.supervisor import SandboxRequest
from grader.model import Assignment, Grade, Submission, Verdict
from grader.reading.course import load_assignment
from grader.verify import points, survivors
from grader.verify.bans import about_bans
from grader.verify.conditions import Condition
from grader.verify.laboratory import Difference, Laboratory, Pool, Survey
from grader.verify.mutants import mutants_of
from grader.verify.outcome import Complaint, MutantResult, Remark, Step, Tried, Verification, remark
from grader.verify.programs import Material, given_complete, load_material
from grader.verify.trial import Plan, fill_in, search_mistakes, search_survivors, start_mutants
from grader.verify.visible import try_visible
from grader.verify.window import Window
from grader.verify.windows import measured

# Where inputs are drawn per student, these have to find the reference right as well.
OTHER_STUDENTS = ("s001", "kim", "2026-1234")
# What the mutants, the windows and the orders say, all of it against a reference that holds.
CLOSER = frozenset((5, 6, 7))
Tell = Callable[[Step], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Begun:
    """What is asked of the laboratories as soon as they stand, and answered while other things are looked at."""

    plan: Plan
    programs: tuple[Callable[[], Tried], ...]
    mutants: list[Future[MutantResult]]
    conditions: Future[tuple[Condition, ...]]
    unclear: dict[str, Future[tuple[str, str]]]

    def cancel(self) -> None:
        waiting: list[Future[Any]] = [*self.mutants, self.conditions, *self.unclear.values()]
        for future in waiting:
            future.cancel()

    def missed(self) -> tuple[Condition, ...]:
        """The conditions that no case has, of functions that are not given whole; none where nobody looked."""
        if self.conditions.cancelled():
            return ()
        given = frozenset(name for names in given_complete(self.plan.material).values() for name in names)
        return tuple(each for each in self.conditions.result() if each.function not in given)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Closer:
    """What is found where the reference holds: of mutants, rules, orders. ``found``: what tells an unseen mistake apart."""

    mutants: tuple[MutantResult, ...] = ()
    windows: tuple[Window, ...] = ()
    found: Mapping[str, Difference] = field(default_factory=dict)
    complaints: tuple[Complaint, ...] = ()
    remarks: tuple[Remark, ...] = ()
    not_looked_at: frozenset[int] = frozenset()


def prove(course: Path, slug: str, *, sandbox: SandboxRequest, jobs: int, whole_matrix: bool, tell: Tell) -> Verification:
    """Everything about one assignment. Raises AssignmentError where it is not whole, and GraderError for our own failures."""
    started = time.monotonic()
    assignment = load_assignment(course, slug)
    material = load_material(assignment)

    def make(*, feedback: bool = True) -> Laboratory:
        return Laboratory(course, slug, sandbox=sandbox, feedback=feedback)

    with Pool(make, jobs) as pool:
        begun = _begin(pool, assignment, material, whole_matrix, tell)
        cases = begun.plan.survey.cases
        complaints = [*points.about_texts(assignment, material, cases), *try_visible(course, assignment, material, sandbox)]
        programs = tuple(program() for program in begun.programs)
        complaints += points.about_programs(programs, material)
        remarks = [*points.about_empty_answers(programs), *survivors.about_what_is_given(assignment, material)]
        complaints += about_bans(pool, assignment, material)
        unseen = [each.name for each in programs if each.kind == "mistake" and points.earns_everything(each.grade)]
        if points.reference_fails(programs):
            begun.cancel()
            closer = _Closer(remarks=(remark("verify_not_looked_at"),), not_looked_at=CLOSER)
        else:
            closer = _look_closer(pool, lambda: make(feedback=False), assignment, begun, programs, unseen, tell)
        complaints += (*closer.complaints, *points.about_unseen_mistakes(unseen, closer.found))
    return Verification(
        slug=slug,
        complaints=tuple(sorted(complaints, key=lambda complaint: complaint.point)),
        cases=cases,
        programs=programs,
        mutants=closer.mutants,
        windows=closer.windows,
        originals=material.sources,
        whole_matrix=whole_matrix,
        remarks=(*remarks, *closer.remarks),
        not_looked_at=closer.not_looked_at,
        unseen=tuple(closer.found.values()),
        conditions=begun.missed(),
        title=assignment.title,
        wall_s=time.monotonic() - started,
    )


def _begin(pool: Pool, assignment: Assignment, material: Material, whole_matrix: bool, tell: Tell) -> _Begun:  # noqa: FBT001  # as asked
    survey = pool.each([Laboratory.survey])[0]
    tell(Step(slug=assignment.slug, at="cases", total=len(survey.cases)))
    plan = Plan(survey=survey, material=material, whole_matrix=whole_matrix)
    return _Begun(
        plan=plan,
        programs=_start_programs(pool, material, assignment, survey),
        mutants=_start_mutants(pool, assignment.slug, plan, tell),
        conditions=pool.start([Laboratory.conditions])[0],
        unclear=_start_unclear(pool, material),
    )


def _look_closer(
    pool: Pool,
    make_silent: Callable[[], Laboratory],
    assignment: Assignment,
    begun: _Begun,
    programs: Sequence[Tried],
    unseen: Sequence[str],
    tell: Tell,
) -> _Closer:
    """``make_silent``: a laboratory that explains nothing. ``unseen``: mistakes that earn every point."""
    plan, slug = begun.plan, assignment.slug
    material, survey = plan.material, plan.survey
    # Points alone are compared, and no explanation changes these.
    order = pool.start_afresh(lambda laboratory: _order(laboratory, programs, material, survey), make_silent)
    tried = [future.result() for future in begun.mutants]
    tell(Step(slug=slug, at="search", survived=sum(each.state == "survived" for each in tried)))
    mutants = _all_mutants(pool, plan, programs, tried)
    found = search_mistakes(pool, plan, [each for each in material.mistakes if each.student in unseen])
    tell(Step(slug=slug, at="windows"))
    windows = measured(pool, assignment, material, survey, mutants)
    complaints, remarks = survivors.about_mutants(mutants, material)
    complaints += points.about_cases(survey.cases, programs, mutants)
    complaints += points.about_windows(windows)
    complaints += order.result()
    complaints += survivors.about_unclear((who, future.result()) for who, future in begun.unclear.items())
    return _Closer(mutants=mutants, windows=windows, found=found, complaints=tuple(complaints), remarks=tuple(remarks))


def _start_programs(pool: Pool, material: Material, assignment: Assignment, survey: Survey) -> tuple[Callable[[], Tried], ...]:
    """Whatever comes with the assignment, graded as any submission; fakes only until it is known whose fault each case is."""
    cases = [case.case for case in survey.cases]
    students = OTHER_STUDENTS if assignment.seed_per == "student" else ()
    wanted: list[tuple[str, Submission, bool]] = [("reference", material.reference, True), ("stub", material.stub, True)]
    wanted += [("reference", replace(material.reference, student=student), True) for student in students]
    wanted += [("alternative", alternative, True) for alternative in material.alternatives]
    wanted += [("sample", sample.submission, True) for sample in material.samples]
    wanted += [("mistake", mistake, True) for mistake in material.mistakes]
    wanted += [("fake", fake, False) for fake in material.fakes]

    def ask(submission: Submission, whole: bool) -> Callable[[Laboratory], Grade]:  # noqa: FBT001  # read two lines below
        return lambda laboratory: laboratory.grade(submission) if whole else laboratory.attempt(submission, cases)

    # What waits for limits takes longest, and is best begun with.
    slow = {
        sample.submission.student for sample in material.samples if sample.verdict in (Verdict.TIME_LIMIT, Verdict.OUTPUT_LIMIT)
    }
    wanted.sort(key=lambda each: each[1].student not in slow)
    grades = pool.start([ask(submission, whole) for _, submission, whole in wanted])

    def tried(kind: str, submission: Submission, grade: Future[Grade]) -> Callable[[], Tried]:
        return lambda: Tried(kind, submission.student, grade.result())  # type: ignore[arg-type]  # the kinds are spelled above

    return tuple(tried(kind, submission, grade) for (kind, submission, _), grade in zip(wanted, grades, strict=True))


def _start_unclear(pool: Pool, material: Material) -> dict[str, Future[tuple[str, str]]]:
    """Who is right, asked what the author's strategies draw, which is where the smallest failing inputs of reports come from."""
    right = {f"samples/{each.submission.student}": each.submission for each in material.samples if each.verdict is Verdict.ACCEPTED}

    def ask(submission: Submission | None) -> Callable[[Laboratory], tuple[str, str]]:
        return lambda laboratory: laboratory.unclear(submission)

    questions = {"": None, **right}
    return dict(zip(questions, pool.start([ask(each) for each in questions.values()]), strict=True))


def _start_mutants(pool: Pool, slug: str, plan: Plan, tell: Tell) -> list[Future[MutantResult]]:
    mutants = mutants_of(plan.material.sources, plan.survey.seen, given_complete(plan.material))
    tell(Step(slug=slug, at="mutants", total=len(mutants)))
    counted = threading.Lock()
    done: list[MutantResult] = []

    def count(result: MutantResult) -> None:
        with counted:
            done.append(result)
            survived = sum(each.state == "survived" for each in done)
            tell(Step(slug=slug, at="mutants", done=len(done), total=len(mutants), survived=survived))

    return start_mutants(pool, plan, mutants, count)


def _all_mutants(pool: Pool, plan: Plan, programs: Sequence[Tried], tried: Sequence[MutantResult]) -> tuple[MutantResult, ...]:
    """The mutants that lost nothing searched, the cases that met none of the others run on some more of them."""
    results = search_survivors(pool, plan, tried)
    idle = points.idle_cases(plan.survey.cases, programs, results)
    return fill_in(pool, plan, results, idle) if idle and not plan.whole_matrix else results


def _order(laboratory: Laboratory, programs: Sequence[Tried], material: Material, survey: Survey) -> list[Complaint]:
    """The same submissions in a fresh process: alone and first, backwards, shuffled, and after one another."""
    names = [case.case for case in survey.cases]
    shuffled = Random(1).sample(names, len(names))  # noqa: S311  # an order, not a secret
    before = {tried.name: tried.grade for tried in programs if tried.kind in ("reference", "mistake")}
    partly = [mistake for mistake in material.mistakes if (before[mistake.student].points or 0) > 0][:2]
    found: list[Complaint] = []
    runs: list[tuple[str, Submission, Grade]] = []
    for submission in (material.reference, *partly):
        for what, order in (("verify_backwards", names[::-1]), ("verify_shuffled", shuffled)):
            runs.append((what, submission, laboratory.attempt(submission, order)))
        runs.append(("verify_first", submission, laboratory.grade(submission)))
        runs.append(("verify_after_others", submission, laboratory.grade(submission)))
    for what, submission, grade in runs:
        found += points.about_order(before[submission.student], grade, submission.student, what)
    return found


def reasons_of(error: GraderError) -> tuple[str, ...]:
    """The problems of an error, one a line."""
    return tuple(getattr(error, "problems", (str(error),)))
