"""Mutants on trial: each against the cases that it can touch; the survivors against a long search for a difference."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from itertools import groupby

from grader.model import Grade, Submission, Verdict
from grader.verify.laboratory import Difference, Errors, Function, Laboratory, Pool, Survey
from grader.verify.mutants import Mutant
from grader.verify.outcome import MutantResult, State
from grader.verify.programs import Material, changed_by, submission_of, with_file

# In how many of the suite's calls of a function a mutant's error is measured: only the smallest of hundreds of them is wanted.
MUTANT_CALLS = 20


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

    def comparing(self, mutant: Mutant) -> list[str]:
        """Of these cases as many as it takes to see every output once that only whole cases compare."""
        found, seen = [], set[str]()
        for case in self.cases(mutant, 0):
            if not seen.issuperset(outputs := self.survey.compared.get(case, ())):
                seen.update(outputs)
                found.append(case)
        return found

    def submission(self, mutant: Mutant) -> Submission:
        return submission_of("mutant", with_file(self.material.sources, mutant.file, mutant.source))


def start_mutants(
    pool: Pool, plan: Plan, mutants: Sequence[Mutant], tell: Callable[[MutantResult], None]
) -> list[Future[MutantResult]]:
    """Every mutant graded, when its turn comes; ``search_survivors`` says what becomes of those that lose nothing."""
    questions = []
    for _, group in groupby(mutants, key=lambda mutant: (mutant.file, mutant.function)):
        questions += [_question(plan, mutant, place, tell) for place, mutant in enumerate(group)]
    return pool.start(questions)


def search_survivors(pool: Pool, plan: Plan, results: Sequence[MutantResult]) -> tuple[MutantResult, ...]:
    """Each survivor searched for a difference. Those of one function go to one laboratory, which makes their inputs once.

    What is recorded as equivalent is searched too: a record is a claim, and this is its test.
    """
    groups: dict[tuple[str, ...], list[MutantResult]] = {}
    for result in results:
        if result.state == "survived":
            groups.setdefault(tuple(plan.functions(result.mutant)), []).append(result)
    answers = pool.each([_search(plan, group) for group in groups.values()])
    found = {result.mutant.key: result for group in answers for result in group}
    return tuple(found.get(result.mutant.key, result) for result in results)


def search_mistakes(pool: Pool, plan: Plan, mistakes: Sequence[Submission]) -> dict[str, Difference]:
    """What tells each of these from the reference, where something does, in the functions that reach what it defines."""
    reached, cases = plan.survey.reached, [case.case for case in plan.survey.cases]

    def ask(mistake: Submission) -> Callable[[Laboratory], Difference | None]:
        names = changed_by(plan.material, mistake)
        functions = [called for called, inner in reached.items() if names & {name.partition(".")[0] for _, name in inner}]
        key = re.sub(r"\W", "_", mistake.student)
        return lambda laboratory: laboratory.difference(mistake, functions or list(reached), cases, key, recorded=False)[0]

    found = zip(mistakes, pool.each([ask(each) for each in mistakes]), strict=True)
    return {mistake.student: difference for mistake, difference in found if difference is not None}


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


def _question(plan: Plan, mutant: Mutant, place: int, tell: Callable[[MutantResult], None]) -> Callable[[Laboratory], MutantResult]:
    def ask(laboratory: Laboratory) -> MutantResult:
        result = _tried(laboratory, plan, mutant, place)
        tell(result)
        return result

    return ask


def _tried(laboratory: Laboratory, plan: Plan, mutant: Mutant, place: int) -> MutantResult:
    submission = plan.submission(mutant)
    cases, functions = plan.cases(mutant, place), plan.functions(mutant)
    grade = laboratory.attempt(submission, cases, first=not plan.whole_matrix)
    failed, ran = _outcome(grade)
    errors: Errors = {}
    # What raises, or has another form, no rule however loose lets pass: it says nothing of where rules have to lie.
    if not failed or _by_value(grade):
        errors = laboratory.errors(submission, functions, plan.comparing(mutant), MUTANT_CALLS)
    verdict = grade.verdict.value if cases else "never run"
    state: State = "killed" if failed or grade.points is None else "survived"
    return MutantResult(mutant=mutant, state=state, verdict=verdict, failed=failed, ran=ran, errors=tuple(sorted(errors.items())))


def _search(plan: Plan, group: Sequence[MutantResult]) -> Callable[[Laboratory], list[MutantResult]]:
    recorded = {each.mutant: each.reason for each in plan.material.private.equivalent}

    def ask(laboratory: Laboratory) -> list[MutantResult]:
        return [_searched(laboratory, plan, result, recorded.get(result.mutant.key)) for result in group]

    return ask


def _searched(laboratory: Laboratory, plan: Plan, result: MutantResult, reason: str | None) -> MutantResult:
    mutant = result.mutant
    difference, tried = laboratory.difference(
        plan.submission(mutant), plan.functions(mutant), plan.cases(mutant, 0), mutant.key, recorded=reason is not None
    )
    state: State = "probably equivalent" if reason is None else "recorded as equivalent"
    if difference is not None or (tried == 0 and reason is None):  # nothing could be tried, so nothing is known to be equivalent
        state = "survived"
    return replace(result, state=state, difference=difference, inputs_tried=tried, reason=reason or "")


def _by_value(grade: Grade) -> bool:
    """Whether a case failed by numbers that are off, as opposed to a form or an exception."""
    mismatches = [case.evidence.mismatch for case in grade.cases if case.evidence is not None]
    return any(mismatch is not None and mismatch.kind == "value" for mismatch in mismatches)


def _outcome(grade: Grade) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Cases that failed, and cases that were run."""
    failed = tuple(case.case for case in grade.cases if case.verdict not in (Verdict.ACCEPTED, Verdict.SKIPPED))
    return failed, tuple(case.case for case in grade.cases)


def _touches(mutant: Mutant, functions: frozenset[Function]) -> bool:
    return not mutant.function or (mutant.file, mutant.function) in functions
