"""Whether a suite keeps what it promises: the reference handed in as a submission, through every case, before anybody is graded.

A case that the reference fails is the suite's fault (a wrong number, a look at what only this process prints), whatever a student's
file makes of it: it is withheld from everybody. One that its author skips counts nothing, for everybody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from grader.judge.case_run import CaseRun
from grader.judge.running.cases import Case
from grader.judge.running.record import Record
from grader.judge.running.verdict import Blame
from grader.model import Verdict

MAX_REASON = 300


@dataclass(frozen=True, slots=True)
class Soundness:
    """``faults``: why the reference fails a case, by its name, with the traceback for staff. ``skipped``: cases set aside."""

    faults: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    skipped: frozenset[str] = frozenset()

    def decided(self, case: str) -> CaseRun | None:
        """What becomes of the case for everybody; None where it has to be run."""
        if case in self.skipped:
            return CaseRun(Blame(verdict=Verdict.SKIPPED, note="set_aside"), Record())
        if case in self.faults:
            reason, traceback = self.faults[case]
            return CaseRun(
                Blame(verdict=Verdict.GRADER_ERROR, detail=f"the reference itself fails {case}: {reason}"), Record(), traceback
            )
        return None

    def counted(self, cases: Sequence[Case]) -> tuple[Case, ...]:
        """The cases, those set aside without points."""
        return tuple(replace(case, points=case.points * 0) if case.name in self.skipped else case for case in cases)


def soundness_of(cases: Sequence[Case], judged: Callable[[int], CaseRun]) -> Soundness:
    """``judged``: the reference in the case of that place, judged as a submission is."""
    faults, skipped = {}, []
    for place, case in enumerate(cases):
        if case.set_aside is not None:
            skipped.append(case.name)
            continue
        run = judged(place)
        run.record.allowance.prove(run.record.values, run.record.calls)
        if run.blame.verdict is Verdict.SKIPPED:
            skipped.append(case.name)
        elif run.failed:
            faults[case.name] = (_reason(run), run.traceback)
    return Soundness(faults, frozenset(skipped))


def _reason(run: CaseRun) -> str:
    """In one line, with the exception as it was raised."""
    blame = run.blame
    if run.record.stop is not None:
        return f"it ended in {blame.verdict} ({blame.limit or blame.detail})"
    if blame.fault is not None:
        return _clipped(f"{blame.fault.type}: {blame.fault.message}".partition("\n")[0])
    told = [
        line[1:].strip() for line in run.traceback.splitlines() if line.startswith("E  ")
    ]  # pytest's own words: no such fixture
    lines = [line.strip() for line in run.traceback.splitlines() if line.strip() and not line.startswith(" ")]
    if told:
        return _clipped(f"{told[0]} ({lines[-1]})")
    return _clipped(lines[-1] if lines else f"it ended in {blame.verdict}")


def _clipped(told: str) -> str:
    return told if len(told) <= MAX_REASON else f"{told[:MAX_REASON]}..."
