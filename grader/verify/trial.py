"""Mutants on trial: each against the cases that it can touch; the survivors against a long search for a difference."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from grader.model import Grade, Submission, Verdict
from grader.verify.laboratory import Function, Laboratory, Pool, Survey
from grader.verify.material import Material, submission_of, with_file
from grader.verify.mutation import Mutant
from grader.verify.outcome import MutantResult, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Which cases and which functions a mutant can touch. Code outside of functions touches everything."""

    survey: Survey
    material: Material
    whole_matrix: bool

    def cases(self, mutant: Mutant, place: int) -> list[str]:
        """The cases that enter the changed function. Where the first failure settles it, every case has its turn to be first."""
        names = [case.case for case in self.survey.cases if _touches(mutant, self.survey.entered.get(case.case, frozenset()))]
        turn = 0 if self.whole_matrix or not names else place % len(names)
        return names[turn:] + names[:turn]

    def functions(self, mutant: Mutant) -> list[str]:
        reached = [name for name, inner in self.survey.reached.items() if _touches(mutant, inner)]
        return reached or [mutant.function]

    def submission(self, mutant: Mutant) -> Submission:
        return submission_of("mutant", with_file(self.material.sources, mutant.file, mutant.source))


def try_mutants(
    pool: Pool, plan: Plan, mutants: Sequence[Mutant], tell: Callable[[MutantResult], None]
) -> tuple[MutantResult, ...]:
    """Every mutant graded; what survives is searched for a difference."""
    recorded = {each.mutant: each.reason for each in plan.material.private.equivalent}
    questions = []
    for _, group in groupby(mutants, key=lambda mutant: (mutant.file, mutant.function)):
        questions += [_question(plan, mutant, place, recorded, tell) for place, mutant in enumerate(group)]
    return tuple(pool.each(questions))


def fill_in(pool: Pool, plan: Plan, results: Sequence[MutantResult], cases: Sequence[str]) -> tuple[MutantResult, ...]:
    """Cases that nothing has failed yet, tried on the killed mutants that touch them and did not meet them; a handful is enough."""
    wanted = [
        (place, [case for case in plan.cases(result.mutant, 0) if case in cases and case not in result.ran])
        for place, result in enumerate(results)
        if result.state == "killed"
    ]
    wanted = [(place, names) for place, names in wanted if names]

    def ask(place: int, names: list[str]) -> Callable[[Laboratory], Grade]:
        return lambda laboratory: laboratory.attempt(plan.submission(results[place].mutant), names)

    changed = list(results)
    missing = set(cases)
    step = 8
    for start in range(0, len(wanted), step):
        batch = [(place, [name for name in names if name in missing]) for place, names in wanted[start : start + step]]
        batch = [(place, names) for place, names in batch if names]
        for (place, _), grade in zip(batch, pool.each([ask(*each) for each in batch]), strict=True):
            failed, ran = _outcome(grade)
            changed[place] = replace(changed[place], failed=changed[place].failed + failed, ran=changed[place].ran + ran)
            missing -= set(failed)
        if not missing:
            break
    return tuple(changed)


def _question(
    plan: Plan, mutant: Mutant, place: int, recorded: dict[str, str], tell: Callable[[MutantResult], None]
) -> Callable[[Laboratory], MutantResult]:
    def ask(laboratory: Laboratory) -> MutantResult:
        result = _tried(laboratory, plan, mutant, place, recorded.get(mutant.key))
        tell(result)
        return result

    return ask


def _tried(laboratory: Laboratory, plan: Plan, mutant: Mutant, place: int, reason: str | None) -> MutantResult:
    submission = plan.submission(mutant)
    cases, functions = plan.cases(mutant, place), plan.functions(mutant)
    grade = laboratory.attempt(submission, cases, first=not plan.whole_matrix)
    failed, ran = _outcome(grade)
    errors = tuple(sorted(laboratory.errors(submission, functions).items()))
    verdict = grade.verdict.value if cases else "never run"
    if failed or grade.points is None:
        return MutantResult(mutant=mutant, state="killed", verdict=verdict, failed=failed, ran=ran, errors=errors)
    # What is recorded is searched too: a record is a claim, and this is its test.
    difference, tried = laboratory.difference(submission, functions, cases, mutant.key)
    state: State = "probably equivalent" if reason is None else "recorded as equivalent"
    if difference is not None or (tried == 0 and reason is None):  # nothing could be tried, so nothing is known to be equivalent
        state = "survived"
    return MutantResult(
        mutant=mutant, state=state, verdict=verdict, failed=(), ran=ran, errors=errors, difference=difference,
        inputs_tried=tried, reason=reason or "",
    )  # fmt: skip


def _outcome(grade: Grade) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Cases that failed, and cases that were run."""
    failed = tuple(case.case for case in grade.cases if case.verdict not in (Verdict.ACCEPTED, Verdict.SKIPPED))
    return failed, tuple(case.case for case in grade.cases)


def _touches(mutant: Mutant, functions: frozenset[Function]) -> bool:
    return not mutant.function or (mutant.file, mutant.function) in functions
