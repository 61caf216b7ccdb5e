"""A submission on the bench: its cases run again, with something of it changed, for nobody's points."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from grader.judge.case_judge import CaseJudge
from grader.judge.runner import OnCase
from grader.judge.running.cases import Case
from grader.judge.running.context import Context
from grader.judge.running.record import Record
from grader.judge.running.reference import Reference
from grader.judge.running.repaired import RepairedStudent
from grader.judge.running.script import keeps_to
from grader.judge.running.student import Files
from grader.judge.running.variation import is_drawn
from grader.judge.screening import Screen, target_of
from grader.model import Reveal, Submission, Verdict
from grader.sandbox.protocol import Change, Own, Repair, StudentError, Survey
from grader.sandbox.slot import Slot

# What a change makes of a function may not take longer than that for a call, or for a case: most wait for ever.
CALL_S, CASE_S = 1.0, 2.0


@dataclasses.dataclass(frozen=True, slots=True)
class Bench:
    """What it takes to run a case for nobody's points. ``reference``: of the convention that the submission follows.

    ``survey``: of its text. ``made``: every student so far.
    """

    judging: CaseJudge
    cases: Sequence[Case]
    slot: Slot
    stub: Files
    provided: Files
    reference: Reference | None
    submission: Submission
    survey: Survey
    made: list[RepairedStudent] = dataclasses.field(default_factory=list)

    def student(self, changes: Sequence[Change] = ()) -> RepairedStudent:
        """The submission; ``changes``: of its text, before anything of it is run. These have been seen to come to an end."""
        limits = self.judging.runner.stage.assignment.limits
        if not changes:
            limits = dataclasses.replace(limits, wall_s=min(limits.wall_s, CALL_S), case_s=min(limits.case_s, CASE_S))
        own = Own(self.submission.own, self.submission.roots, tuple(changes))
        live = RepairedStudent(self.slot, self.submission.files, self.stub, limits, self.provided, own)
        live.read_before(self.survey)
        self.made.append(live)
        return live

    @property
    def is_quiet(self) -> bool:
        """Whether no worker ended before its time, so that all that was found hangs on no clock."""
        return not any(live.stops or live.disturbed for live in self.made)

    def context(self, live: RepairedStudent) -> Context[RepairedStudent]:
        return Context(live, self.reference, self.submission.student, plays=True)

    def rehearse(self, place: int, live: RepairedStudent, on_case: OnCase) -> None:
        self.judging.rehearse(self.cases[place], self.context(live), on_case, soon=True)

    def is_drawn(self, place: int) -> bool:
        """Whether Hypothesis draws what the case asks: it asks much."""
        return is_drawn(self.judging.runner.items[self.cases[place].name])

    def passes(self, place: int, live: RepairedStudent) -> bool:
        case, runner = self.cases[place], self.judging.runner
        script = self.judging.scripts.of(runner.items[case.name], self.reference)
        if script is None:
            run = runner.run(case, self.context(live))
            return run.blame.verdict is Verdict.ACCEPTED and run.share == 1
        with runner.stage.bound(self.context(live)):
            record = runner.stage.record = Record()
            try:
                live.begin_case(record, reveal=Reveal.NONE)
            except StudentError:
                return False
            return record.stop is None and keeps_to(script, live, runner.stage)

    def screen(self, failed: Sequence[Record], live: RepairedStudent, after: Repair | None = None) -> Screen:
        """By the smallest value that was wrong where these cases failed, and is so ``after`` a change."""
        seconds = self.judging.runner.stage.assignment.limits.case_s
        targets = [target for record in failed if (target := target_of(record, self.reference)) is not None]
        screens = [Screen(target, live, seconds) for target in sorted(targets, key=lambda target: target.size)]
        if after is not None:
            screens = [each for each in screens if not all(each.may_help([after]))][:1]
        return screens[0] if screens else Screen(None, live, seconds)
