"""One case of one student: run, run again where it failed, and judged by runs that its code cannot tell apart.

A case that fails in a worker with a past is run once more in a fresh one, and that run counts: what an earlier case left behind
is no fault of this one. That alone would be a second guess for code that knows that it is fresh. So where a fresh run earns more,
every case of the submission that earned something is run once more in a fresh worker, and keeps no more than it earns there.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import random
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol  # the public hook of the same name reports to the terminal as well

from grader.errors import GraderError
from grader.judge.case import CaseRun, clipped
from grader.judge.running.carried_error import GivenStudent
from grader.judge.running.cases import Case
from grader.judge.running.context import Record, Side, Stage
from grader.judge.running.examples import Examples
from grader.judge.running.overrun import OWN_S, OverrunError, bounded
from grader.judge.running.patience import Patience
from grader.judge.running.plugin import seed_everything, seed_words
from grader.judge.running.recorded import Script, Scripts, keeps_to
from grader.judge.running.reference_side import ReferenceStudent
from grader.judge.running.results import is_suspicious
from grader.judge.running.session import After, Loop
from grader.judge.running.student import LiveStudent
from grader.judge.running.tracebacks import without_pytest
from grader.judge.running.verdict import Blame, costly, nobody_can, nobodys_fault, unread, whose_fault
from grader.judge.soundness import Soundness
from grader.model import Reveal, Verdict
from grader.sandbox.protocol import StudentError, StudentStoppedError

OnCase = Callable[[], None]
SPENT = "what this submission gave to be read and compared took all that there is for one submission"


class CaseJudge:
    """Judges the collected cases of one suite, for one submission after another."""

    def __init__(self, loop: Loop, stage: Stage, items: Sequence[pytest.Item], folder: Path) -> None:
        self._loop, self._stage, self._folder = loop, stage, folder
        self._after = After.of(items)
        self.examples = Examples(stage)
        self.scripts = Scripts(stage, self.examples)
        self.soundness = Soundness()
        self.keeps_answers = False  # in brief, for whoever is judged by another convention too

    def judge(self, item: pytest.Item, case: Case, live: LiveStudent, on_case: OnCase) -> CaseRun:
        """One case. An error of ours on the way is this case's alone: the value's, if the reference's does well."""
        if live.patience.spent and self.soundness.decided(case.name) is None:
            return CaseRun(costly(Record(asked=case.question), SPENT), Record())
        try:
            run = self._judge(item, case, live, on_case)
            if live.patience.spent and run.failed:
                return dataclasses.replace(run, blame=costly(run.record, SPENT))
            return run
        except (GraderError, pytest.exit.Exception):
            raise
        except Exception:  # noqa: BLE001  # of ours, on a value that we did not think of
            detail, record = clipped(traceback.format_exc()), self._stage.record
            live.close()
            with contextlib.suppress(Exception):  # whatever the case had set up
                item.session._setupstate.teardown_exact(None)  # noqa: SLF001  # pytest has no public way
            on_case()
            return CaseRun(unread(record, detail) if self._does_well(item, case) else nobody_can(record, detail), Record())

    def _does_well(self, item: pytest.Item, case: Case) -> bool:
        """Whether the case can be judged and described with the reference in the student's place; so too where there is none."""
        reference = self._stage.reference
        try:
            return reference is None or not self.run(item, case, ReferenceStudent(reference)).failed
        except Exception:  # noqa: BLE001  # then the error is of ours alone
            return False

    def _judge(self, item: pytest.Item, case: Case, live: LiveStudent, on_case: OnCase) -> CaseRun:
        """One case; on failure once more in a fresh worker, whose outcome counts; undecided ones tried with the reference.

        After a case that failed in a fresh worker the next one begins in one too: most often it fails as well, and what a worker
        with a past says of that would only be asked again. Code that has nowhere to keep a past needs neither.
        """
        if (decided := self.soundness.decided(case.name)) is not None:
            return decided
        self._prepare(item, case, live, on_case)
        on_case()
        if time.monotonic() > live.deadline:
            return _out_of_time(live)
        stops_before = len(live.stops)
        if live.failed_afresh:
            live.dismiss()
        run = first = self.run(item, case, live, self.scripts.of(item), on_case)
        stop = first.record.stop
        again = stop.retry if stop is not None else first.overran or (live.cases_run > 1 and not live.may_stay)
        if first.failed and again and not live.patience.spent:
            run = self._afresh(item, case, live, on_case)
            # A worker that may have been stopped from outside says nothing about the order of the cases.
            if stop is None:
                run = weighed(first, run)
        live.failed_afresh = run.failed and run.afresh and not live.may_stay
        run = self._settled(item, case, run, on_case)
        broken = next((stop.detail for stop in reversed(live.stops[stops_before:]) if is_suspicious(stop)), "")
        return run.noted("", broken) if broken else run

    def once_more(
        self, items: Sequence[pytest.Item], cases: Sequence[Case], runs: Mapping[int, CaseRun], live: LiveStudent, on_case: OnCase
    ) -> Iterator[tuple[int, CaseRun]]:
        """Cases that earned something, run once more in a fresh worker: what they earn now is the most that they may keep.

        To be asked for where a case gained by a fresh run. The order is nobody's to know, since a clock remembers from one worker
        to the next; it goes from cases that show more to those that show less.
        """
        chance = random.Random(str(seed_words(self._stage.assignment, "once more", "")))  # noqa: S311
        places = sorted(runs)
        chance.shuffle(places)
        for place in sorted(places, key=lambda each: by_level(cases[each])):
            on_case()
            if live.patience.spent:
                yield place, CaseRun(costly(runs[place].record, SPENT), Record())
                continue
            if time.monotonic() > live.deadline:
                yield place, _out_of_time(live)
                continue
            item, case = items[place], cases[place]
            yield place, lesser(runs[place], self._settled(item, case, self._afresh(item, case, live, on_case), on_case))

    def run(
        self, item: pytest.Item, case: Case, side: Side, script: Script | None = None, on_case: OnCase = lambda: None
    ) -> CaseRun:
        """Run one collected item once, with ``side`` answering, and lay the blame; not at all where a ``script`` is kept to."""
        record = self._stage.record = self._record()
        self._stage.side = side
        live = side.live if isinstance(side, GivenStudent) else side
        afresh = False
        if isinstance(live, LiveStudent):
            try:
                live.begin_case(record, reveal=case.reveal, keep=script is not None)
            except StudentError as error:  # the same file did load before
                return CaseRun(Blame(verdict=Verdict.RUN_TIME_ERROR, fault=error.fault, note="load"), record)
            afresh = live.cases_run == 1
            if script is not None and record.stop is None:
                if keeps_to(script, live, self._stage):
                    return CaseRun(nobodys_fault(record), record, afresh=afresh)
                on_case()
                record = self._stage.record = self._record()
                live.run_again(record)
        seed_everything(self._stage.assignment, case.name, self._stage.student)
        self._loop.raised.clear()
        patience = live.patience if isinstance(live, LiveStudent) else Patience()
        seconds, code = self._stage.assignment.limits.case_s + OWN_S, f"{self._folder}{os.sep}"
        with patience.looking(case.name), bounded(seconds, code, patience.left_s(case.name)):
            reports = runtestprotocol(item, log=False, nextitem=self._after)  # type: ignore[arg-type]  # its chain is all that is asked of it
        trace = clipped(without_pytest("\n".join(report.longreprtext for report in reports if report.failed)))
        interrupted = any(isinstance(error, OverrunError) for error in self._loop.raised)
        blame = self._blame(reports, record, live)
        if interrupted and isinstance(side, LiveStudent):
            side.close()  # it may still wait for the answer to a call into the suite
        self._loop.forget()
        return CaseRun(blame, record, trace, interrupted, afresh=afresh)

    def _blame(self, reports: Sequence[pytest.TestReport], record: Record, live: Side) -> Blame:
        def unfilled() -> frozenset[str]:
            return live.survey.unfilled if isinstance(live, LiveStudent) else frozenset()

        if self._loop.raised:
            return whose_fault(self._loop.raised[0], record, unfilled)
        if record.stop is not None:  # the suite swallowed the exception that told of it
            return whose_fault(StudentStoppedError(record.stop), record, unfilled)
        if any(hasattr(report, "wasxfail") for report in reports):  # its author expects no good of it, whatever came of it
            return Blame(verdict=Verdict.SKIPPED)
        if any(report.failed for report in reports):  # a strict xfail that passed has no exception
            return Blame(verdict=Verdict.WRONG_ANSWER, function=record.asked)
        if any(report.skipped for report in reports):
            return Blame(verdict=Verdict.SKIPPED)
        return nobodys_fault(record)

    def _record(self) -> Record:
        return Record(answers=[] if self.keeps_answers else None)

    def _afresh(self, item: pytest.Item, case: Case, live: LiveStudent, on_case: OnCase) -> CaseRun:
        """One run in a fresh worker; once more where that one may have been stopped from outside."""
        for last in (False, True):
            on_case()
            live.dismiss()
            run = self.run(item, case, live)
            if last or run.record.stop is None or not run.record.stop.retry:
                return run
        raise AssertionError("unreachable")

    def _settled(self, item: pytest.Item, case: Case, run: CaseRun, on_case: OnCase) -> CaseRun:
        """An undecided run decided by the reference in the student's place."""
        reference, assignment = self._stage.reference, self._stage.assignment
        # With inputs of each student's own a case may fail by itself on some of them only.
        own_inputs = assignment.seed_per == "student" and run.blame.verdict is Verdict.WRONG_ANSWER
        if run.blame.verdict is not None and not own_inputs:
            return run
        on_case()
        trial = self.run(item, case, ReferenceStudent(reference)) if reference is not None else None
        if own_inputs and (trial is None or not trial.failed):
            return run
        return run.settled(trial, assignment.limits.case_s)

    def _prepare(self, item: pytest.Item, case: Case, live: LiveStudent, on_case: OnCase) -> None:
        """What is found out about a case with the reference in the student's place, once for all submissions."""
        started, reference = time.monotonic(), self._stage.reference

        def passes(side: Side) -> bool:
            on_case()
            return self.run(item, case, side).blame.verdict is Verdict.ACCEPTED

        if reference is not None and self.examples.waits_for(item):
            self.examples.draw(item, lambda: passes(ReferenceStudent(reference)))
        if self.scripts.waits_for(item):
            self.scripts.write(item, passes)
        live.deadline += time.monotonic() - started  # nobody's time


def by_level(case: Case) -> int:
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
    return CaseRun(Blame(verdict=Verdict.TIME_LIMIT, limit=f"submission_s = {live.limits.submission_s:g}"), Record())


def _differing(note: str, other: CaseRun, counts: CaseRun) -> CaseRun:
    return counts.noted(note, f"one run gave {_end_of(other)}, another gave {_end_of(counts)}, which counts")


def _end_of(run: CaseRun) -> str:
    return str(run.blame.verdict or "an error in the suite")
