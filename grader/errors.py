"""Every error that grader raises for its own sake, and the exit code each one means.

Verdicts are for students, exceptions are for us:

    GraderError                  exit 4   something of ours failed
    |-- UsageError               exit 2   the command line asks for what cannot be
    |-- AssignmentError          exit 3   an assignment or its YAML is wrong
    |-- NothingToGradeError      exit 5   no submission found
    |-- IsolationError           exit 6   the isolation asked for is not to be had here
    |-- StoreError               exit 4   grades cannot be kept: a full disk, a folder in use, a file of another kind
    |-- StoppedError             exit 130 or 143   somebody stopped the run; what was done is kept
    |-- SandboxError             exit 4   the sandbox itself failed (not the student)
    |-- InternalError            exit 4   code of grader's own failed: no author and no student is to blame
    `-- JudgeError               exit 4   a judge process failed or overran

What a *student's* code does (raise, loop, die) is never one of these: the sandbox hands it over as a value.
"""

from typing import ClassVar


class GraderError(Exception):
    """Root of the tree. The text says what, where, why, and what to do next."""

    exit_code: ClassVar[int] = 4


class UsageError(GraderError):
    exit_code = 2


class AssignmentError(GraderError):
    """One or more problems of an assignment, all of them at once, one a line."""

    exit_code = 3

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class NothingToGradeError(GraderError):
    exit_code = 5


class IsolationError(GraderError):
    exit_code = 6


class StoreError(GraderError):
    exit_code = 4


class StoppedError(GraderError):
    """Ctrl-C or SIGTERM: ``exit_code`` is what a shell expects of each."""

    def __init__(self, text: str, exit_code: int) -> None:
        super().__init__(text)
        self.exit_code = exit_code  # type: ignore[misc]  # the one error whose code is known only when it happens


class SandboxError(GraderError):
    exit_code = 4


class JudgeError(GraderError):
    exit_code = 4


class InternalError(GraderError):
    exit_code = 4
