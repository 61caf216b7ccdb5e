"""What a judge answers to a submission, and what is answered in the place of one that cannot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.grading.totals import ended, make_grade, withheld_grade
from grader.model import JUDGE_ENDED, Assignment, CaseResult, Submission, Verdict
from grader.model.codecs import GRADE
from grader.phrases.why import why as reason


@dataclass(frozen=True, slots=True)
class Answer:
    """A grade as the judge sent it: the JSON of the model's Grade, with what a run has to know of it at once."""

    grade: bytes
    verdict: Verdict
    withheld: bool


def blamed_answer(assignment: Assignment, submission: Submission, cases: Sequence[CaseResult], level: str, why: str) -> Answer:
    """The answer for a submission that ends judges which grade the reference: no points, to be reviewed."""
    results = ended(cases, Verdict.CRASHED, why, JUDGE_ENDED)
    grade = make_grade(assignment, submission, results, level, problem=reason(JUDGE_ENDED), needs_review=True)
    return Answer(GRADE.dump_json(grade), grade.verdict, withheld=False)


def withheld_answer(assignment: Assignment, submission: Submission, cases: Sequence[CaseResult], level: str, why: str) -> Answer:
    """The answer for a submission that could not be graded for a reason of ours: no points, to be reviewed."""
    grade = withheld_grade(assignment, submission, cases, level, why)
    return Answer(GRADE.dump_json(grade), grade.verdict, withheld=True)
