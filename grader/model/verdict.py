"""What becomes of a case or a submission, and how much of it a student may see."""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """What became of a case or of a whole submission. Also the names of the folders of sample submissions."""

    ACCEPTED = "accepted"
    WRONG_ANSWER = "wrong_answer"
    RUN_TIME_ERROR = "run_time_error"
    NOT_IMPLEMENTED = "not_implemented"
    TIME_LIMIT = "time_limit"
    MEMORY_LIMIT = "memory_limit"
    OUTPUT_LIMIT = "output_limit"
    CRASHED = "crashed"
    INVALID_SUBMISSION = "invalid_submission"
    SKIPPED = "skipped"
    GRADER_ERROR = "grader_error"


# The verdict of the whole is the first of these that any case has.
PRECEDENCE: tuple[Verdict, ...] = (
    Verdict.GRADER_ERROR,
    Verdict.INVALID_SUBMISSION,
    Verdict.CRASHED,
    Verdict.TIME_LIMIT,
    Verdict.MEMORY_LIMIT,
    Verdict.OUTPUT_LIMIT,
    Verdict.RUN_TIME_ERROR,
    Verdict.NOT_IMPLEMENTED,
    Verdict.WRONG_ANSWER,
    Verdict.SKIPPED,
)


# The note of a case that was not judged, since judges end over its submission; also the reason that is given for the whole.
JUDGE_ENDED = "judge_ended"


class Reveal(StrEnum):
    """How much of a failed case its student may see, from least to most."""

    NONE = "none"
    VERDICT = "verdict"
    MESSAGE = "message"
    VALUES = "values"
    COUNTEREXAMPLE = "counterexample"

    def allows(self, level: Reveal) -> bool:
        return _ORDER[self] >= _ORDER[level]


_ORDER = {each: place for place, each in enumerate(Reveal)}
