"""The hidden suite collected once, and run again for one submission after another by pytest's own run-test protocol."""

from __future__ import annotations

import dataclasses
import os
import sys
import time
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol  # the public hook of the same name reports to the terminal as well
from hypothesis import HealthCheck, Phase, settings

from grader.errors import AssignmentError
from grader.model import Assignment, CaseResult, Fault, StaffDetail, Submission, Verdict
from grader.sandbox.slot import Slot
from grader.sandbox.student import Loaded, Stop, StudentError, StudentStoppedError
from grader.suite.cases import Case, read_cases
from grader.suite.fault import Blame, after_trial, whose_fault
from grader.suite.plugin import STAGE, seed_everything
from grader.suite.reference import Reference
from grader.suite.sides import LiveStudent, ReferenceStudent
from grader.suite.stage import Record, Side, Stage

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
    suspicious: bool = False  # the student process broke the protocol


def run_suite(assignment: Assignment, slot: Slot, body: Callable[[Suite], None]) -> None:
    """Collect the assignment's suite once and hand it to ``body``; pytest tears down when that returns.

    The hidden suite, or the visible one where the private folder is not at hand. Raises AssignmentError where the suite
    cannot be collected. To be called once in a process: pytest and the suite's modules leave their marks on it.
    """
    hidden = assignment.private is not None
    folder = assignment.private if assignment.private is not None else assignment.public
    sys.dont_write_bytecode = True  # grading writes nothing into either folder
    reference = Reference(folder, assignment.files) if hidden else None
    stage = Stage(assignment=assignment, reference=reference)
    seed_everything(assignment, "", "")
    _fix_hypothesis()
    loop = _Loop(stage, slot, body)
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
    )
    arguments = [
        str(test),
        "-c",
        os.devnull,
        f"--rootdir={folder}",
        f"--confcutdir={folder}",
        "--capture=no",
        "--tb=short",
    ]
    for name in off:
        arguments += ["-p", f"no:{name}"]
    return [*arguments, "-p", "grader.suite.plugin", "--import-mode=prepend", "-W", "ignore"]


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

    def __init__(self, stage: Stage, slot: Slot, body: Callable[[Suite], None]) -> None:
        self._stage, self._slot, self._body = stage, slot, body
        self.problems: list[str] = []
        self.error: BaseException | None = None
        self.entered = False
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
            self._body(Suite(self, self._stage, self._slot, session.items, cases))
        except BaseException as error:  # noqa: BLE001  # pytest would turn it into an exit code; run_suite raises it again
            self.error = error
        return True

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
        self._stub = tuple((name, (public / name).read_bytes()) for name in stage.assignment.files)

    @property
    def assignment(self) -> Assignment:
        return self._stage.assignment

    def run(self, submission: Submission, on_case: Callable[[], None] = lambda: None) -> SuiteOutcome:
        """Every case on one submission, in the suite's order. ``on_case`` is called before each run of a case."""
        live = LiveStudent(self._slot, submission.files, self._stub, self.assignment.limits)
        self._stage.student = submission.student
        try:
            loaded = self._load(live)
            if isinstance(loaded, LoadFailure):
                return SuiteOutcome(load_failure=loaded, suspicious=_is_suspicious(loaded.stop))
            results, suspicious = [], False
            for item, case in zip(self._items, self.cases, strict=True):
                run = self._judge_case(item, case, live, on_case)
                suspicious |= _is_suspicious(run.record.stop)
                results.append(run.result(case))
        finally:
            self._stage.side = None
            live.close()
        return SuiteOutcome(cases=tuple(results), printed_at_load=loaded.printed, suspicious=suspicious)

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

    def _judge_case(self, item: pytest.Item, case: Case, live: LiveStudent, on_case: Callable[[], None]) -> _Run:
        """One case: run; on failure once more in a fresh worker, whose outcome counts; undecided ones tried with the reference."""
        on_case()
        if time.monotonic() > live.deadline:
            limit = f"submission_s = {self.assignment.limits.submission_s:g}"
            return _Run(Blame(verdict=Verdict.TIME_LIMIT, limit=limit), Record())
        used = live.cases_run > 0
        first = self._run_item(item, case, live)
        run = first
        stop = first.record.stop
        again = stop.retry if stop is not None else used
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
            run = run.settled(trial)
        return run

    def _run_item(self, item: pytest.Item, case: Case, side: Side) -> _Run:
        """Run one collected item once, with ``side`` answering, and lay the blame."""
        record = self._stage.record = Record()
        self._stage.side = side
        unfilled: frozenset[str] = frozenset()
        if isinstance(side, LiveStudent):
            try:
                side.begin_case(record)
            except StudentError as error:  # the same file did load before
                return _Run(Blame(verdict=Verdict.RUN_TIME_ERROR, fault=error.fault, note="load"), record)
            unfilled = side.unfilled
        seed_everything(self.assignment, case.name, self._stage.student)
        self._loop.raised.clear()
        # nextitem None: every fixture is torn down after each case, so that no case depends on the order of the others.
        reports = runtestprotocol(item, log=False, nextitem=None)
        traceback = "\n".join(report.longreprtext for report in reports if report.failed)
        if self._loop.raised:
            blame = whose_fault(self._loop.raised[0], record, unfilled)
        elif record.stop is not None:  # the suite swallowed the exception that told of it
            blame = whose_fault(StudentStoppedError(record.stop), record, unfilled)
        elif any(report.failed for report in reports):  # a strict xfail that passed has no exception
            blame = Blame(verdict=Verdict.WRONG_ANSWER, function=record.asked)
        elif any(report.skipped for report in reports):
            blame = SKIPPED
        else:
            blame = Blame(verdict=Verdict.ACCEPTED)
        return _Run(blame, record, traceback)


@dataclasses.dataclass(frozen=True, slots=True)
class _Run:
    """One run of one case."""

    blame: Blame
    record: Record
    traceback: str = ""
    wall_s: float = dataclasses.field(default=0.0)

    def __post_init__(self) -> None:
        object.__setattr__(self, "wall_s", time.monotonic() - self.record.started)

    @property
    def failed(self) -> bool:
        return self.blame.verdict not in (Verdict.ACCEPTED, Verdict.SKIPPED)

    def noted(self, note: str, detail: str) -> _Run:
        blame = dataclasses.replace(self.blame, note=self.blame.note or note, detail=self.blame.detail or detail)
        return dataclasses.replace(self, blame=blame)

    def settled(self, trial: _Run | None) -> _Run:
        # Without a reference (visible tests on a student's machine) nothing is at stake but the student's understanding.
        passes = trial is None or not trial.failed
        settled = dataclasses.replace(self, blame=after_trial(self.blame, reference_passes=passes))
        # Where the suite itself is at fault, staff need to see how it fails on the reference.
        return dataclasses.replace(settled, traceback=trial.traceback) if trial is not None and trial.failed else settled

    def result(self, case: Case) -> CaseResult:
        blame, record = self.blame, self.record
        verdict = blame.verdict or Verdict.GRADER_ERROR
        accepted = verdict is Verdict.ACCEPTED
        evidence = None
        if verdict in (Verdict.WRONG_ANSWER, Verdict.NOT_IMPLEMENTED):
            evidence = record.evidence or (record.latest.evidence() if record.latest else None)
        stop = record.stop
        usage = stop.usage if stop is not None else None
        return dataclasses.replace(
            case.result(verdict, case.points if accepted else Fraction(0)),
            function=blame.function,
            limit=blame.limit,
            evidence=evidence,
            fault=blame.fault,
            printed="".join(record.printed),
            note=blame.note,
            staff=StaffDetail(
                traceback=self.traceback,
                printed_lost=record.lost,
                wall_s=self.wall_s,
                cpu_s=usage.cpu_s if usage else 0.0,
                memory_mb=usage.memory_mb if usage else 0.0,
                detail=blame.detail,
            ),
        )


def _is_suspicious(stop: Stop | None) -> bool:
    return stop is not None and "protocol" in stop.detail
