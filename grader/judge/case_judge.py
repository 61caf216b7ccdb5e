"""One case of one student: run, run again where it failed, and judged by runs that its code cannot tell apart.

A case that fails in a worker with a past is run once more in a fresh one, and that run counts: what an earlier case left behind
is no fault of this one. That alone would be a second guess for code that knows that it is fresh. So where a fresh run earns more,
every case of the submission that earned something is run once more in a fresh worker, and keeps no more than it earns there.
"""

from __future__ import annotations

import dataclasses
import random
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence

import pytest

from grader.errors import GraderError
from grader.judge.case_run import CaseRun, clipped
from grader.judge.runner import CaseRunner, OnCase
from grader.judge.running.cases import Case
from grader.judge.running.context import GRADING, Context, Mode, Side
from grader.judge.running.plugin import seed_words
from grader.judge.running.record import Record
from grader.judge.running.recorded import Scripts
from grader.judge.running.reference_side import ReferenceStudent
from grader.judge.running.results import is_suspicious
from grader.judge.running.student import LiveStudent
from grader.judge.running.verdict import Blame, costly, nobody_can, unread
from grader.judge.soundness import Soundness
from grader.model import Assignment, Reveal, Verdict
from grader.model.limit import limit_text

SPENT = "what this submission gave to be read and compared took all that there is for one submission"


class CaseJudge:
    """Judges the collected cases of one suite, for one submission after another.

    The ``context`` of each method holds the submission's student process and the reference that it is judged by.
    """

    def __init__(self, runner: CaseRunner) -> None:
        self.runner = runner
        stage = runner.stage
        self.scripts = Scripts(stage.assignment, stage.own, runner.examples)
        self.soundness = Soundness()

    def judge(self, case: Case, context: Context[LiveStudent], on_case: OnCase) -> CaseRun:
        """One case. An error of ours on the way is this case's alone: the value's, if the reference's does well."""
        live = context.side
        if live.patience.spent and self.soundness.decided(case.name) is None:
            return CaseRun(costly(Record(asked=case.question), SPENT), Record())
        try:
            scant = live.patience.scant
            return _paid(self._judge(case, context, on_case), live, scant=scant)
        except (GraderError, pytest.exit.Exception):
            raise
        except Exception:  # noqa: BLE001  # of ours, on a value that we did not think of
            detail, record = clipped(traceback.format_exc()), self.runner.stage.record
            live.close()
            self.runner.abandon(case)
            on_case()
            return CaseRun(unread(record, detail) if self._does_well(case, context) else nobody_can(record, detail), Record())

    def _does_well(self, case: Case, context: Context[LiveStudent]) -> bool:
        """Whether the case can be judged and described with the reference in the student's place; so too where there is none."""
        try:
            trial = self._by_reference(case, context)
        except Exception:  # noqa: BLE001  # then the error is of ours alone
            return False
        return trial is None or not trial.failed

    def _by_reference(self, case: Case, context: Context[LiveStudent]) -> CaseRun | None:
        """The case with the reference in the student's place; None where there is no reference."""
        reference = context.reference
        return None if reference is None else self.runner.run(case, context.asking(ReferenceStudent(reference)))

    def _judge(self, case: Case, context: Context[LiveStudent], on_case: OnCase) -> CaseRun:
        """One case; on failure once more in a fresh worker, whose outcome counts; undecided ones tried with the reference.

        After a case that failed in a fresh worker the next one begins in one too: most often it fails as well, and what a worker
        with a past says of that would only be asked again. Code that has nowhere to keep a past needs neither.
        """
        live = context.side
        if (decided := self.soundness.decided(case.name)) is not None:
            return decided
        self._prepare(case, context, on_case)
        on_case()
        if time.monotonic() > live.deadline:
            return _out_of_time(live)
        stops_before = len(live.stops)
        if live.failed_afresh:
            live.dismiss()
        started = time.monotonic()
        run = first = self.runner.run(case, context, self.scripts.of(self.runner.items[case.name], context.reference), on_case)
        stop = first.record.stop
        if first.failed and not live.patience.spent and _again(first, live):
            live.give_back(_waited(first, started))
            run = self._afresh(case, context, on_case)
            # A worker that may have been stopped from outside says nothing about the order of the cases.
            if stop is None:
                run = weighed(first, run)
        live.failed_afresh = run.failed and run.afresh and not live.may_stay
        run = self._settled(case, context, run, on_case)
        broken = next((stop.detail for stop in reversed(live.stops[stops_before:]) if is_suspicious(stop)), "")
        return run.noted("", broken) if broken else run

    def once_more(
        self, cases: Sequence[Case], runs: Mapping[int, CaseRun], context: Context[LiveStudent], on_case: OnCase
    ) -> Iterator[tuple[int, CaseRun]]:
        """Cases that earned something, run once more in a fresh worker: what they earn now is the most that they may keep.

        To be asked for where a case gained by a fresh run. The order is nobody's to know, since a clock remembers from one worker
        to the next; it goes from cases that show more to those that show less.
        """
        live = context.side
        for place in nobodys_order(sorted(runs), cases, self.runner.stage.assignment, "once more"):
            on_case()
            if live.patience.spent:
                yield place, CaseRun(costly(runs[place].record, SPENT), Record())
                continue
            if time.monotonic() > live.deadline:
                yield place, _out_of_time(live)
                continue
            case, scant = cases[place], live.patience.scant
            again = self._settled(case, context, self._afresh(case, context, on_case), on_case)
            yield place, lesser(runs[place], _paid(again, live, scant=scant))

    def _afresh(self, case: Case, context: Context[LiveStudent], on_case: OnCase) -> CaseRun:
        """One run in a fresh worker; once more where that one may have been stopped from outside."""
        for last in (False, True):
            on_case()
            context.side.dismiss()
            started = time.monotonic()
            run = self.runner.run(case, context)
            if last or run.record.stop is None or not run.record.stop.retry:
                return run
            context.side.give_back(_waited(run, started))
        raise AssertionError("unreachable")

    def _settled(self, case: Case, context: Context[LiveStudent], run: CaseRun, on_case: OnCase) -> CaseRun:
        """An undecided run decided by the reference in the student's place."""
        assignment = self.runner.stage.assignment
        # With inputs of each student's own a case may fail by itself on some of them only.
        own_inputs = assignment.seed_per == "student" and run.blame.verdict is Verdict.WRONG_ANSWER
        if run.blame.verdict is not None and not own_inputs:
            return run
        on_case()
        trial = self._by_reference(case, context)
        if own_inputs and (trial is None or not trial.failed):
            return run
        return run.settled(trial, assignment.limits.case_s)

    def _prepare(self, case: Case, context: Context[LiveStudent], on_case: OnCase) -> None:
        """What is found out about a case with the reference in the student's place, once for all submissions."""
        started = time.monotonic()
        self.rehearse(case, context, on_case)
        context.side.deadline += time.monotonic() - started  # nobody's time

    def rehearse(self, case: Case, context: Context[LiveStudent], on_case: OnCase, *, soon: bool = False) -> None:
        """Its examples and its script, where it is time for them; ``soon``: it is about to be run again and again."""
        item, reference = self.runner.items[case.name], context.reference

        def passed(side: Side, mode: Mode = GRADING) -> Record | None:
            on_case()
            run = self.runner.run(case, dataclasses.replace(context.asking(side), mode=mode))
            whole = run.blame.verdict is Verdict.ACCEPTED and (mode is GRADING or run.record.credit == 1)
            return run.record if whole else None

        if reference is not None and self.runner.examples.waits_for(item):
            self.runner.examples.draw(item, lambda: passed(ReferenceStudent(reference)) is not None)
        if self.scripts.waits_for(item, reference, soon=soon):
            self.scripts.write(item, lambda rehearsal: passed(rehearsal, Mode(rehearsal=rehearsal)))


def _waited(run: CaseRun, started: float) -> float:
    """Seconds of a run that ran out of time with little of the processor, and is made once more."""
    stop = run.record.stop
    return time.monotonic() - started if stop is not None and stop.retry and stop.verdict is Verdict.TIME_LIMIT else 0.0


def _again(first: CaseRun, live: LiveStudent) -> bool:
    """Whether a case that failed is run once more, in a fresh worker."""
    if first.record.stop is not None:
        return first.record.stop.retry
    if first.overran:
        return not live.patience.scant
    return live.cases_run > 1 and not live.may_stay


def _paid(run: CaseRun, live: LiveStudent, *, scant: bool) -> CaseRun:
    """The run, or that it was too costly: nothing more is read, or it was interrupted and had less than its full time."""
    if run.failed and (live.patience.spent or (scant and run.overran)):
        return dataclasses.replace(run, blame=costly(run.record, SPENT))
    return run


def nobodys_order(places: Sequence[int], cases: Sequence[Case], assignment: Assignment, word: str) -> list[int]:
    """The places in an order that hangs on the assignment's secret and the ``word``; from cases that show more to those less.

    Code that knew which case comes first would know in a fresh worker whether another one failed before.
    """
    mixed = list(places)
    random.Random(str(seed_words(assignment, word, ""))).shuffle(mixed)  # noqa: S311
    return sorted(mixed, key=lambda place: by_reveal(cases[place]))


def by_reveal(case: Case) -> int:
    """From cases that show most to those that show least, so that no worker, and no clock, has met what is shown less."""
    return -list(Reveal).index(case.reveal)


def weighed(first: CaseRun, fresh: CaseRun) -> CaseRun:
    """What counts of a case that failed in a worker with a past and was run in a fresh one: the latter, for now where it gains."""
    if fresh.share > first.share:
        return dataclasses.replace(_differing("order", first, fresh), disturbed=True)
    return _differing("order", first, fresh) if fresh.blame.verdict != first.blame.verdict else fresh


def lesser(run: CaseRun, again: CaseRun) -> CaseRun:
    """What counts of a run that earned something, and of one more in a fresh worker. Two equal runs that differ are luck."""
    if again.share >= run.share:
        return run
    return _differing("unsteady" if run.afresh else "order", run, again)


def _out_of_time(live: LiveStudent) -> CaseRun:
    return CaseRun(Blame(verdict=Verdict.TIME_LIMIT, limit=limit_text("submission_s", live.limits.submission_s)), Record())


def _differing(note: str, other: CaseRun, counts: CaseRun) -> CaseRun:
    return counts.noted(note, f"one run gave {_end_of(other)}, another gave {_end_of(counts)}, which counts")


def _end_of(run: CaseRun) -> str:
    return str(run.blame.verdict or "an error in the suite")
