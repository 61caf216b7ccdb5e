"""The tolerance window of every output, measured: noise from the reference and the accepted samples, mistakes from the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from grader.model import Assignment, Rule, Submission, Verdict
from grader.verify.laboratory import Errors, Laboratory, Pool, Survey
from grader.verify.noise import SINGLE
from grader.verify.outcome import MutantResult
from grader.verify.programs import Material
from grader.verify.window import Window, largest, outputs_of, smallest_mistake

Programs = list[tuple[str, Errors]]


def measured(
    pool: Pool, assignment: Assignment, material: Material, survey: Survey, mutants: Sequence[MutantResult]
) -> tuple[Window, ...]:
    """A window for every output that the suite compares: of functions that it calls, of methods, of ``near``."""
    functions = [name for name in survey.reached if name in assignment.functions] or list(survey.reached)
    cases = list(survey.compared)
    right = [sample.submission for sample in material.samples if sample.verdict is Verdict.ACCEPTED]

    def ask(submission: Submission) -> Callable[[Laboratory], Errors]:
        return lambda laboratory: laboratory.errors(submission, functions, cases)

    noise = pool.each([lambda laboratory: laboratory.noise(cases)])[0]
    programs = [*right, *material.mistakes]
    by_name = [
        (program.student, errors) for program, errors in zip(programs, pool.each([ask(each) for each in programs]), strict=True)
    ]
    correct: Programs = [(name, errors) for name, errors in noise if name != SINGLE.name]
    correct += by_name[: len(right)]
    wrong: Programs = by_name[len(right) :]
    wrong += [
        (f"mutant {result.mutant.key}, line {result.mutant.line}: {result.mutant.change}", dict(result.errors))
        for result in mutants
        if result.state in ("killed", "survived")
    ]
    single: Errors = next((errors for name, errors in noise if name == SINGLE.name), {})
    rules = {output: (name, rule) for name in functions for output, rule in outputs_of(name, assignment.spec_for(name))}
    # What is in nobody's errors was never asked with inputs that can be asked again.
    met = {output for _, errors in correct for output in errors}
    return tuple(
        _window(output, function, rule, correct, single, wrong)
        for output, (function, rule) in (rules | survey.rules).items()
        if output in met
    )


def _window(output: str, function: str, rule: Rule, correct: Programs, single: Errors, wrong: Programs) -> Window:
    noise, whose = largest(correct, output)
    in_single = max(single[output]) if output in single else None
    # Rules that may be kept in single precision say so; then its noise is the edge.
    lower = max(noise, in_single or 0.0) if rule.precision == "float32" else noise
    mistake, of_mistake = smallest_mistake(wrong, output, Window.wrong_above(lower))
    return Window(
        output=output,
        function=function,
        rule=rule,
        noise=noise,
        noise_of=whose,
        single=in_single,
        mistake=mistake,
        mistake_of=of_mistake,
        lower=lower,
    )
