"""The hidden suite collected once, and run again for one submission after another by pytest's own run-test protocol."""

from __future__ import annotations

import dataclasses
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol  # the public hook of the same name reports to the terminal as well
from hypothesis import HealthCheck, Phase, settings

from grader.errors import AssignmentError
from grader.model import Assignment, CaseResult, Fault, Note, Reveal, Submission, Verdict
from grader.sandbox.slot import Slot
from grader.sandbox.student import Loaded, Stop, StudentError, StudentStoppedError
from grader.suite.caserun import CaseRun, clipped
from grader.suite.cases import Case, read_cases
from grader.suite.examples import Examples
from grader.suite.explanation import Explainer
from grader.suite.fault import Blame, nobodys_fault, whose_fault
from grader.suite.given import GivenStudent, earlier_failures
from grader.suite.handouts import provided_modules
from grader.suite.overrun import OWN_S, OverrunError, bounded
from grader.suite.plugin import STAGE, fixtures_of, seed_everything
from grader.suite.reference import Reference, check_mutates
from grader.suite.sides import Files, LiveStudent, ReferenceStudent
from grader.suite.stage import Record, Side, Stage
from grader.suite.tracebacks import without_pytest

SKIPPED = Blame(verdict=Verdict.SKIPPED)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LoadFailure:
    """The submission could not be imported: no case can be run on it."""

    fault: Fault | None = None
    stop: Stop | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SuiteOutcome:
    """What a suite says of one submission: every case, or why there are none."""

    cases: tuple[CaseResult, ...] = ()
    load_failure: LoadFailure | None = None
    printed_at_load: str = ""
    notes: tuple[Note, ...] = ()
    suspicious: bool = False  # somebody should have a look: a broken protocol, or what another level might have granted

    def refused(self, level: str, what: Sequence[str]) -> SuiteOutcome:
        """The same, to be reviewed: where it failed, the level may have had a part in it."""
        detail = f"level {level} refused {' and '.join(what)}"
        cases = tuple(
            case
            if case.verdict is Verdict.ACCEPTED
            else dataclasses.replace(
                case, staff=dataclasses.replace(case.staff, detail="; ".join(filter(None, (case.staff.detail, detail))))
            )
            for case in self.cases
        )
        return dataclasses.replace(self, cases=cases, suspicious=True)


def run_suite(assignment: Assignment, slot: Slot, body: Callable[[Suite], None], *, feedback: bool = True) -> None:
    """Collect the assignment's suite once and hand it to ``body``; pytest tears down when that returns.

    The hidden suite, or the visible one where the private folder is not at hand. Raises AssignmentError where the suite
    cannot be collected. ``feedback`` off leaves out the searches for counterexamples and findings. To be called once in a process:
    pytest and the suite's modules leave their marks on it.
    """
    hidden = assignment.private is not None
    folder = assignment.private if assignment.private is not None else assignment.public
    sys.dont_write_bytecode = True  # grading writes nothing into either folder
    reference = Reference(folder, assignment.files, assignment.public) if hidden else None
    if reference is not None:
        check_mutates(reference, assignment)
    stage = Stage(assignment=assignment, reference=reference)
    seed_everything(assignment, "", "")
    _fix_hypothesis()
    loop = _Loop(stage, slot, body, feedback=feedback)
    test = folder / ("test_hidden.py" if hidden else "test_visible.py")
    code = pytest.main(_arguments(folder, test), plugins=[loop])
    if loop.error is not None:
        raise loop.error
    if not loop.entered:
        raise AssignmentError(f"{test}: pytest could not start on it (exit code {int(code)})", *loop.problems)


def _arguments(folder: Path, test: Path) -> list[str]:
    """pytest's own configuration: no author's ini file, no cache, no plugin but ours."""
    off = (
        "cacheprovider",
        "terminalreporter",
        "junitxml",
        "pastebin",
        "nose",
        "doctest",
        "stepwise",
        "faulthandler",
        "logging",
        # A hook around each phase of each case, for what nobody reads here.
        "threadexception",
        "unraisableexception",
    )
    arguments = [
        str(test),
        "-c",
        os.devnull,
        f"--rootdir={folder}",
        f"--confcutdir={folder}",
        "--capture=no",
        # The others parse the whole suite anew for each frame of each failure, which cost more than all else about it.
        "--tb=native",
    ]
    for name in off:
        arguments += ["-p", f"no:{name}"]
    return [*arguments, "-p", "grader.suite.plugin", "--import-mode=prepend", "-W", "ignore"]


class _After:
    """What pytest is told comes after each case: something that shares nothing with it but the session.

    So every fixture of a module, a class or a function is torn down, and no case depends on the order of the others. What this
    project's own plugin and pytest offer for the session is the same for all, and making it anew cost a fifth of a case's time.
    """

    def __init__(self, session: pytest.Session) -> None:
        self._session = session

    @classmethod
    def of(cls, items: Sequence[pytest.Item]) -> _After | None:
        """None, which tears down everything, where an author's own fixture would outlive a case."""
        definitions = [each for item in items for found in fixtures_of(item).values() for each in found]
        stays = all(each.scope != "session" or each.func.__module__.startswith(("_pytest.", "grader.")) for each in definitions)
        return cls(items[0].session) if stays else None

    def listchain(self) -> list[pytest.Collector]:
        return [self._session]


def _fix_hypothesis() -> None:
    """The same examples for everybody: no randomness, no database, no clock, no shrinking inside a graded run."""
    settings.register_profile(
        "grader",
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        report_multiple_bugs=False,
        suppress_health_check=tuple(HealthCheck),
    )
    settings.load_profile("grader")


class _Loop:
    """pytest's plugin object in a judge: takes over the run loop and catches what ends each phase of a case."""

    def __init__(self, stage: Stage, slot: Slot, body: Callable[[Suite], None], *, feedback: bool) -> None:
        self._stage, self._slot, self._body, self._feedback = stage, slot, body, feedback
        self.problems: list[str] = []
        self.error: BaseException | None = None
        self.entered = False
        self.examples: Examples | None = None  # while a submission is graded
        self.raised: list[BaseException] = []

    def pytest_configure(self, config: pytest.Config) -> None:
        config.stash[STAGE] = self._stage

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.problems.append(f"{report.nodeid or 'the suite'}: {report.longreprtext}")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.entered = True
        try:
            if self.problems:
                raise AssignmentError(*self.problems)
            cases = read_cases(session.items, self._stage.assignment)
            if not cases:
                raise AssignmentError(f"{session.startpath}: the suite holds no test")
            suite = Suite(self, self._stage, self._slot, session.items, cases)
            if self._feedback:
                suite.explain()
            self._body(suite)
        except BaseException as error:  # noqa: BLE001  # pytest would turn it into an exit code; run_suite raises it again
            self.error = error
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> bool | None:
        return (self.examples is not None and self.examples.play(pyfuncitem)) or None

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, call: pytest.CallInfo[None]):  # type: ignore[no-untyped-def]  # a generator hook
        report = yield
        if call.excinfo is not None and report.failed:
            self.raised.append(call.excinfo.value)
        return report


class Suite:
    """The collected suite of one assignment, able to run on any number of submissions."""

    def __init__(self, loop: _Loop, stage: Stage, slot: Slot, items: Sequence[pytest.Item], cases: tuple[Case, ...]) -> None:
        self._loop, self._stage, self._slot, self._items = loop, stage, slot, items
        self.cases = cases
        public = stage.assignment.public
        self._folder = stage.assignment.private or public
        self._stub = tuple((name, (public / name).read_bytes()) for name in stage.assignment.files)
        self._modules = provided_modules(stage.assignment)
        self._after = _After.of(items)
        self._examples = Examples(stage)
        self._explainer: Explainer | None = None

    @property
    def assignment(self) -> Assignment:
        return self._stage.assignment

    def explain(self) -> None:
        """From now on explain what fails. Without a reference there is nothing to explain by."""
        if self._stage.reference is not None:
            self._explainer = Explainer(self.assignment, self._stage.reference, self._open)

    def run(self, submission: Submission, on_case: Callable[[], None] = lambda: None) -> SuiteOutcome:
        """Every case on one submission, in the suite's order. ``on_case`` is called before each run of a case."""
        self._slot.take_refused()
        outcome = self._run(submission, on_case)
        refused = self._slot.take_refused()
        return outcome.refused(self._slot.level, refused) if refused else outcome

    def _run(self, submission: Submission, on_case: Callable[[], None]) -> SuiteOutcome:
        live = self._open(submission.files)
        self._stage.student = submission.student
        self._loop.examples = self._examples
        try:
            loaded = self._load(live)
            if isinstance(loaded, LoadFailure):
                return SuiteOutcome(load_failure=loaded, suspicious=_is_suspicious(loaded.stop))
            runs = [self._judge_case(item, case, live, on_case) for item, case in zip(self._items, self.cases, strict=True)]
            # A broken protocol is looked at also where it was found between two cases, and a fresh worker went on.
            suspicious = any(_is_suspicious(stop) for stop in live.stops)
            results = tuple(run.result(case) for run, case in zip(runs, self.cases, strict=True))
            results = self._credited(live, results, on_case)
            if self._explainer is not None and any(run.failed for run in runs):
                records = [run.record for run in runs]
                results = self._explainer.explained(live, records, results, on_case, lambda place: self._read_on(place, live))
        finally:
            self._stage.side, self._loop.examples = None, None
            live.close()
        return SuiteOutcome(cases=results, printed_at_load=loaded.printed, notes=loaded.notes, suspicious=suspicious)

    def _read_on(self, place: int, live: LiveStudent) -> Record:
        """One case once more, with checks that fail passed over: what there is to see after the first of them. Grades nothing."""
        self._stage.forgiving = True
        try:
            return self._run_item(self._items[place], self.cases[place], live).record
        finally:
            self._stage.forgiving = False

    def _open(self, files: Files) -> LiveStudent:
        return LiveStudent(self._slot, files, self._stub, self.assignment.limits, self._modules)

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
        """One case: run; on failure once more in a fresh worker, whose outcome counts; undecided ones tried with the reference."""
        if self._examples.waits_for(item):
            self._draw(item, case, live, on_case)
        on_case()
        if time.monotonic() > live.deadline:
            limit = f"submission_s = {self.assignment.limits.submission_s:g}"
            return CaseRun(Blame(verdict=Verdict.TIME_LIMIT, limit=limit), Record())
        stops_before = len(live.stops)
        first = self._run_item(item, case, live)
        run = first
        stop = first.record.stop
        again = stop.retry if stop is not None else live.cases_run > 1 or first.overran
        if first.failed and again:
            on_case()
            live.close()
            run = self._run_item(item, case, live)
            # A worker that may have been stopped from outside says nothing about the order of the cases.
            if stop is None and run.blame.verdict != first.blame.verdict:
                run = run.noted("order", f"the first run gave {first.blame.verdict}, a fresh worker gave {run.blame.verdict}")
        if run.blame.verdict is None:
            on_case()
            trial = None
            if self._stage.reference is not None:
                trial = self._run_item(item, case, ReferenceStudent(self._stage.reference))
            run = run.settled(trial, self.assignment.limits.case_s)
        broken = next((stop.detail for stop in reversed(live.stops[stops_before:]) if _is_suspicious(stop)), "")
        return run.noted("", broken) if broken else run

    def _draw(self, item: pytest.Function, case: Case, live: LiveStudent, on_case: Callable[[], None]) -> None:
        started, reference = time.monotonic(), self._stage.reference
        assert reference is not None  # noqa: S101  # else nothing waits to be drawn

        def passes() -> bool:
            on_case()
            return not self._run_item(item, case, ReferenceStudent(reference)).failed

        self._examples.draw(item, passes)
        live.deadline += time.monotonic() - started  # nobody's time

    def _run_item(self, item: pytest.Item, case: Case, side: Side) -> CaseRun:
        """Run one collected item once, with ``side`` answering, and lay the blame."""
        record = self._stage.record = Record()
        self._stage.side = side
        live = side.live if isinstance(side, GivenStudent) else side
        if isinstance(live, LiveStudent):
            try:
                live.begin_case(record, secret=not case.reveal.allows(Reveal.VALUES))
            except StudentError as error:  # the same file did load before
                return CaseRun(Blame(verdict=Verdict.RUN_TIME_ERROR, fault=error.fault, note="load"), record)
        seed_everything(self.assignment, case.name, self._stage.student)
        self._loop.raised.clear()
        with bounded(self.assignment.limits.case_s + OWN_S, self._folder):
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


def _is_suspicious(stop: Stop | None) -> bool:
    return stop is not None and "protocol" in stop.detail
