"""The tolerance window of every output, measured: noise from the reference and the accepted samples, mistakes from the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from grader.model import Assignment, Submission, Verdict
from grader.verify.laboratory import Errors, Laboratory, Pool, Survey
from grader.verify.material import Material
from grader.verify.outcome import MutantResult
from grader.verify.rounding import SINGLE
from grader.verify.window import Window, bound_of, largest, measure_of, outputs_of, smallest_mistake

Programs = list[tuple[str, Errors]]


def measured(
    pool: Pool, assignment: Assignment, material: Material, survey: Survey, mutants: Sequence[MutantResult]
) -> tuple[Window, ...]:
    """A window for every output of every function that the suite calls."""
    functions = [name for name in survey.reached if name in assignment.functions] or list(survey.reached)
    right = [sample.submission for sample in material.samples if sample.verdict is Verdict.ACCEPTED]

    def ask(submission: Submission) -> Callable[[Laboratory], Errors]:
        return lambda laboratory: laboratory.errors(submission, functions)

    noise = pool.each([Laboratory.noise])[0]
    programs = [*right, *material.mistakes]
    by_name = [
        (program.student, errors) for program, errors in zip(programs, pool.each([ask(each) for each in programs]), strict=True)
    ]
    correct: Programs = [(name, errors) for name, errors in noise if name != SINGLE.name]
    correct += by_name[: len(right)]
    wrong: Programs = by_name[len(right) :]
    wrong += [
        (f"mutant {result.mutant.key}, line {result.mutant.line}", dict(result.errors))
        for result in mutants
        if result.state in ("killed", "survived")
    ]
    single = next((errors for name, errors in noise if name == SINGLE.name), {})
    return tuple(window for function in functions for window in _windows(assignment, function, correct, single, wrong))


def _windows(assignment: Assignment, function: str, correct: Programs, single: Errors, wrong: Programs) -> list[Window]:
    found = []
    for output, rule in outputs_of(function, assignment.spec_for(function)):
        noise, whose = largest(correct, output)
        if not any(output in errors for _, errors in correct):
            continue  # never asked with inputs that can be asked again
        in_single = max(single[output]) if output in single else None
        # Rules that may be kept in single precision say so; then its noise is the edge.
        allowed = rule.precision == "float32"
        lower = max(noise, in_single or 0.0) if allowed else noise
        mistake, of_mistake = smallest_mistake(wrong, output, Window.wrong_above(lower))
        found.append(
            Window(
                output=output,
                measure=measure_of(rule),
                bound=bound_of(rule),
                noise=noise,
                noise_of=whose,
                single=in_single,
                mistake=mistake,
                mistake_of=of_mistake,
                lower=lower,
            )
        )
    return found
