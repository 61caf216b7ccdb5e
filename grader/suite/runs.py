"""The hidden suite collected once, and run again for one submission after another by pytest's own run-test protocol."""

from __future__ import annotations

import dataclasses
import os
import sys
import time
from collections.abc import Callable, Sequence
from fractions import Fraction

import pytest
from _pytest.runner import runtestprotocol  # the public hook of the same name reports to the terminal as well

from grader.errors import AssignmentError
from grader.model import Assignment, CaseResult, Reveal, Submission, Verdict
from grader.sandbox.slot import Slot
from grader.sandbox.student import NO_OWN, Loaded, Own, StudentError, StudentStoppedError
from grader.suite.caserun import CaseRun, clipped
from grader.suite.cases import Case
from grader.suite.conventions import Convention, conventions_of
from grader.suite.examples import Examples
from grader.suite.fault import Blame, nobodys_fault, whose_fault
from grader.suite.given import GivenStudent, earlier_failures
from grader.suite.handouts import provided_modules
from grader.suite.homes import homes_of, told_lacking
from grader.suite.outcome import LoadFailure, SuiteOutcome, is_suspicious
from grader.suite.overrun import OWN_S, OverrunError, bounded
from grader.suite.plugin import seed_everything
from grader.suite.reference import Reference, check_mutates
from grader.suite.referencestudent import ReferenceStudent
from grader.suite.scripts import Script, Scripts, keeps_to
from grader.suite.session import After, Loop, arguments_of, fix_hypothesis
from grader.suite.sides import Files, LiveStudent
from grader.suite.stage import Record, Side, Stage
from grader.suite.tracebacks import without_pytest

SKIPPED = Blame(verdict=Verdict.SKIPPED)


def run_suite(assignment: Assignment, slot: Slot, body: Callable[[Suite], None], *, feedback: bool = True) -> None:
    """Collect the assignment's suite once and hand it to ``body``; pytest tears down when that returns.

    The hidden suite, or the visible one where the private folder is not at hand. Raises AssignmentError where the suite
    cannot be collected. ``feedback`` off leaves out the searches for counterexamples and findings. To be called once in a process:
    pytest and the suite's modules leave their marks on it.
    """
    hidden = assignment.private is not None
    folder = assignment.private if assignment.private is not None else assignment.public
    sys.dont_write_bytecode = True  # grading writes nothing into either folder
    reference = Reference.load(folder, assignment.files, assignment.public) if hidden else None
    if reference is not None:
        check_mutates(reference, assignment)
    stage = Stage(assignment=assignment, reference=reference)
    seed_everything(assignment, "", "")
    fix_hypothesis()

    def begin(items: Sequence[pytest.Item], cases: tuple[Case, ...]) -> None:
        body(Suite(loop, stage, slot, items, cases, explain=feedback))

    loop = Loop(stage, begin)
    test = folder / ("test_hidden.py" if hidden else "test_visible.py")
    code = pytest.main(arguments_of(folder, test), plugins=[loop])
    if loop.error is not None:
        raise loop.error
    if not loop.entered:
        raise AssignmentError(f"{test}: pytest could not start on it (exit code {int(code)})", *loop.problems)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """What came of every case by one convention."""

    live: LiveStudent
    loaded: Loaded
    runs: Sequence[CaseRun]
    results: tuple[CaseResult, ...]

    @property
    def points(self) -> Fraction:
        return sum((result.points for result in self.results), Fraction(0))

    @property
    def is_wrong(self) -> bool:
        return any(result.verdict is Verdict.WRONG_ANSWER for result in self.results)

    @property
    def is_broken(self) -> bool:
        """Whether a case failed of itself, by this convention: then nothing of it may count."""
        return any(result.verdict is Verdict.GRADER_ERROR for result in self.results)

    @property
    def is_suspicious(self) -> bool:
        """A broken protocol is looked at also where it was found between two cases, and a fresh worker went on."""
        return any(is_suspicious(stop) for stop in self.live.stops)


class Suite:
    """The collected suite of one assignment, able to run on any number of submissions."""

    def __init__(
        self, loop: Loop, stage: Stage, slot: Slot, items: Sequence[pytest.Item], cases: tuple[Case, ...], *, explain: bool
    ) -> None:
        self._loop, self._stage, self._slot, self._items = loop, stage, slot, items
        self.cases = cases
        public = stage.assignment.public
        self._folder = stage.assignment.private or public
        self._stub = tuple((name, (public / name).read_bytes()) for name in stage.assignment.files)
        self._homes = homes_of(self._stub)
        self._modules = provided_modules(stage.assignment)
        self._after = After.of(items)
        self._examples = Examples(stage)
        self._scripts = Scripts(stage, self._examples)
        self._conventions = conventions_of(stage.assignment, stage.reference, self._open, explain=explain)

    @property
    def assignment(self) -> Assignment:
        return self._stage.assignment

    def run(self, submission: Submission, on_case: Callable[[], None] = lambda: None) -> SuiteOutcome:
        """Every case on one submission, in the suite's order. ``on_case`` is called before each run of a case."""
        self._slot.take_refused()
        outcome = self._run(submission, on_case)
        refused = self._slot.take_refused()
        return outcome.refused(self._slot.level, refused) if refused else outcome

    def _run(self, submission: Submission, on_case: Callable[[], None]) -> SuiteOutcome:
        own, *others = self._conventions
        self._stage.student = submission.student
        self._scripts.submissions += 1
        self._loop.examples = self._examples
        best: _Judged | LoadFailure | None = None
        try:
            best, followed = self._judged(submission, own, on_case), own
            if isinstance(best, LoadFailure):
                return SuiteOutcome(load_failure=best, suspicious=is_suspicious(best.stop))
            for other in others if best.is_wrong and not best.is_broken else ():
                best.live.close()  # a slot has one worker at a time
                judged = self._judged(submission, other, on_case)
                if isinstance(judged, _Judged):
                    judged.live.close()
                    if judged.points > best.points and not judged.is_broken:
                        best, followed = judged, other
            results = self._explained(best, followed, on_case)
        finally:
            self._stage.side, self._stage.reference, self._loop.examples = None, own.reference, None
            if isinstance(best, _Judged):
                best.live.close()
        notes = (*followed.notes(self.assignment), *best.loaded.notes)
        unread = best.loaded.unread
        lacking = {file for file, _ in (*submission.lacking, *unread)}
        results = told_lacking(results, lacking, self._homes)
        return SuiteOutcome(cases=results, notes=notes, unread=unread, suspicious=best.is_suspicious)

    def _judged(self, submission: Submission, convention: Convention, on_case: Callable[[], None]) -> _Judged | LoadFailure:
        """Every case, by one convention."""
        self._stage.reference = convention.reference
        live = self._open(submission.files, own_of(submission))
        try:
            loaded = self._load(live)
            if isinstance(loaded, LoadFailure):
                live.close()
                return loaded
            runs = [self._judge_case(item, case, live, on_case) for item, case in zip(self._items, self.cases, strict=True)]
            results = tuple(run.result(case) for run, case in zip(runs, self.cases, strict=True))
            return _Judged(live=live, loaded=loaded, runs=runs, results=self._credited(live, results, on_case))
        except BaseException:
            live.close()
            raise

    def _explained(self, judged: _Judged, followed: Convention, on_case: Callable[[], None]) -> tuple[CaseResult, ...]:
        if followed.explainer is None or not any(run.failed for run in judged.runs):
            return judged.results
        self._stage.reference = followed.reference
        records = [run.record for run in judged.runs]
        live = judged.live
        return followed.explainer.explained(live, records, judged.results, on_case, lambda place: self._read_on(place, live))

    def _read_on(self, place: int, live: LiveStudent) -> Record:
        """One case once more, with checks that fail passed over: what there is to see after the first of them. Grades nothing."""
        self._stage.forgiving = True
        try:
            return self._run_item(self._items[place], self.cases[place], live).record
        finally:
            self._stage.forgiving = False

    def _open(self, files: Files, own: Own = NO_OWN) -> LiveStudent:
        return LiveStudent(self._slot, files, self._stub, self.assignment.limits, self._modules, own)

    def _load(self, live: LiveStudent) -> Loaded | LoadFailure:
        for last in (False, True):
            try:
                return live.load()
            except StudentError as error:
                return LoadFailure(fault=error.fault)
            except StudentStoppedError as error:
                if last or not error.stop.retry:
                    return LoadFailure(stop=error.stop)
        raise AssertionError("unreachable")

    def _credited(self, live: LiveStudent, results: tuple[CaseResult, ...], on_case: Callable[[], None]) -> tuple[CaseResult, ...]:
        """The results, with what the assignment gives for a case that is right once the functions that it needs are."""
        reference, credited = self._stage.reference, []
        for item, case, result in zip(self._items, self.cases, results, strict=True):
            names = earlier_failures(result, results, self.assignment) if reference is not None else ()
            if reference is not None and names and time.monotonic() < live.deadline:
                on_case()
                live.close()
                given = GivenStudent(live, reference, names)
                if not self._run_item(item, case, given).failed and given.answered:
                    share = self.assignment.given_share(case.question)
                    answered = tuple(name for name in names if name in given.answered)
                    result = dataclasses.replace(result, given=answered, points=max(result.points, share * case.points))
            credited.append(result)
        return tuple(credited)

    def _judge_case(self, item: pytest.Item, case: Case, live: LiveStudent, on_case: Callable[[], None]) -> CaseRun:
        """One case: run; on failure once more in a fresh worker, whose outcome counts; undecided ones tried with the reference.

        After a case that failed in a fresh worker the next one begins in one too: most often it fails as well, and what a worker
        with a past says of that would only be asked again.
        """
        self._prepare(item, case, live, on_case)
        on_case()
        if time.monotonic() > live.deadline:
            limit = f"submission_s = {self.assignment.limits.submission_s:g}"
            return CaseRun(Blame(verdict=Verdict.TIME_LIMIT, limit=limit), Record())
        stops_before = len(live.stops)
        if live.failed_afresh:
            live.dismiss()
        first = self._run_item(item, case, live, self._scripts.of(item), on_case)
        run = first
        stop = first.record.stop
        again = stop.retry if stop is not None else live.cases_run > 1 or first.overran
        if first.failed and again:
            on_case()
            live.dismiss()
            run = self._run_item(item, case, live)
            # A worker that may have been stopped from outside says nothing about the order of the cases.
            if stop is None and run.blame.verdict != first.blame.verdict:
                run = run.noted("order", f"the first run gave {first.blame.verdict}, a fresh worker gave {run.blame.verdict}")
        live.failed_afresh = run.failed and live.cases_run == 1
        if run.blame.verdict is None:
            on_case()
            trial = None
            if self._stage.reference is not None:
                trial = self._run_item(item, case, ReferenceStudent(self._stage.reference))
            run = run.settled(trial, self.assignment.limits.case_s)
        broken = next((stop.detail for stop in reversed(live.stops[stops_before:]) if is_suspicious(stop)), "")
        return run.noted("", broken) if broken else run

    def _prepare(self, item: pytest.Item, case: Case, live: LiveStudent, on_case: Callable[[], None]) -> None:
        """What is found out about a case with the reference in the student's place, once for all submissions."""
        started, reference = time.monotonic(), self._stage.reference

        def passes(side: Side) -> bool:
            on_case()
            return self._run_item(item, case, side).blame.verdict is Verdict.ACCEPTED

        if reference is not None and self._examples.waits_for(item):
            self._examples.draw(item, lambda: passes(ReferenceStudent(reference)))
        if self._scripts.waits_for(item):
            self._scripts.write(item, passes)
        live.deadline += time.monotonic() - started  # nobody's time

    def _run_item(
        self, item: pytest.Item, case: Case, side: Side, script: Script | None = None, on_case: Callable[[], None] = lambda: None
    ) -> CaseRun:
        """Run one collected item once, with ``side`` answering, and lay the blame; not at all where a ``script`` is kept to."""
        record = self._stage.record = Record()
        self._stage.side = side
        live = side.live if isinstance(side, GivenStudent) else side
        if isinstance(live, LiveStudent):
            try:
                live.begin_case(record, secret=not case.reveal.allows(Reveal.VALUES), keep=script is not None)
            except StudentError as error:  # the same file did load before
                return CaseRun(Blame(verdict=Verdict.RUN_TIME_ERROR, fault=error.fault, note="load"), record)
            if script is not None and record.stop is None:
                if keeps_to(script, live, self._stage):
                    return CaseRun(nobodys_fault(record), record)
                on_case()
                record = self._stage.record = Record()
                live.run_again(record)
        seed_everything(self.assignment, case.name, self._stage.student)
        self._loop.raised.clear()
        with bounded(self.assignment.limits.case_s + OWN_S, f"{self._folder}{os.sep}"):
            reports = runtestprotocol(item, log=False, nextitem=self._after)  # type: ignore[arg-type]  # its chain is all that is asked of it
        traceback = clipped(without_pytest("\n".join(report.longreprtext for report in reports if report.failed)))

        def unfilled() -> frozenset[str]:
            return live.unfilled if isinstance(live, LiveStudent) else frozenset()

        if self._loop.raised:
            blame = whose_fault(self._loop.raised[0], record, unfilled)
        elif record.stop is not None:  # the suite swallowed the exception that told of it
            blame = whose_fault(StudentStoppedError(record.stop), record, unfilled)
        elif any(report.failed for report in reports):  # a strict xfail that passed has no exception
            blame = Blame(verdict=Verdict.WRONG_ANSWER, function=record.asked)
        elif any(report.skipped for report in reports):
            blame = SKIPPED
        else:
            blame = nobodys_fault(record)
        interrupted = any(isinstance(error, OverrunError) for error in self._loop.raised)
        if interrupted and isinstance(side, LiveStudent):
            side.close()  # it may still wait for the answer to a call into the suite
        return CaseRun(blame, record, traceback, interrupted)


def own_of(submission: Submission) -> Own:
    return Own(submission.own, submission.roots)
