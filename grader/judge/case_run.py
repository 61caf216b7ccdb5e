"""One run of one case: whose fault its end is, and what was recorded."""

from __future__ import annotations

import dataclasses
import time
from fractions import Fraction

from grader.judge.running.record import Record
from grader.judge.running.verdict import Blame, after_trial
from grader.model import Verdict

MAX_TRACEBACK = 20_000


@dataclasses.dataclass(frozen=True, slots=True)
class CaseRun:
    """One run of one case."""

    blame: Blame
    record: Record
    traceback: str = ""
    interrupted: bool = False
    afresh: bool = False  # in a worker that had run no case before
    disturbed: bool = False  # it earns more than the same case did in a worker with a past
    wall_s: float = dataclasses.field(default=0.0)

    def __post_init__(self) -> None:
        object.__setattr__(self, "wall_s", time.monotonic() - self.record.started)
        self.record.settle(failed=self.failed)

    @property
    def verdict(self) -> Verdict:
        """Where nobody could decide, the fault is ours."""
        return self.blame.verdict or Verdict.GRADER_ERROR

    @property
    def failed(self) -> bool:
        return self.blame.verdict not in (Verdict.ACCEPTED, Verdict.SKIPPED)

    @property
    def share(self) -> Fraction:
        """The share of the case's points that it earns."""
        return self.blame.credit if self.blame.verdict in (Verdict.ACCEPTED, Verdict.WRONG_ANSWER) else Fraction(0)

    @property
    def overran(self) -> bool:
        """Whether the suite's own code had to be interrupted."""
        return self.interrupted and self.record.stop is None

    def noted(self, note: str, detail: str) -> CaseRun:
        blame = dataclasses.replace(self.blame, note=self.blame.note or note, detail=self.blame.detail or detail)
        return dataclasses.replace(self, blame=blame)

    def settled(self, trial: CaseRun | None, case_s: float) -> CaseRun:
        # Without a reference (visible tests on a student's machine) nothing is at stake but the student's understanding.
        passes = trial is None or not trial.failed
        if trial is not None and self.overran:
            # A suite that is nearly as slow with right answers is too slow; that is no student's fault.
            passes = passes and trial.wall_s < case_s / 2
        note = "endless" if self.overran else "form"
        settled = dataclasses.replace(self, blame=after_trial(self.blame, reference_passes=passes, note=note))
        # Where the suite itself is at fault, staff need to see how it fails on the reference.
        return dataclasses.replace(settled, traceback=trial.traceback) if trial is not None and trial.failed else settled


def clipped(traceback: str) -> str:
    """An author's assertion may quote a value of a megabyte; what went wrong stands at both ends."""
    half = MAX_TRACEBACK // 2
    return traceback if len(traceback) <= MAX_TRACEBACK else f"{traceback[:half]}\n... clipped ...\n{traceback[-half:]}"
