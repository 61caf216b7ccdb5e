"""One run of one case: who takes part is handed down with it, and what comes of it is a value."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol  # the public hook of the same name reports to the terminal as well

from grader.judge.case_run import CaseRun, clipped
from grader.judge.failures import Failures, key_of
from grader.judge.running.carried_error import GivenStudent
from grader.judge.running.cases import Case
from grader.judge.running.context import Context, Side, Stage
from grader.judge.running.overrun import OWN_S, OverrunError, bounded
from grader.judge.running.patience import Patience
from grader.judge.running.plugin import seed_everything
from grader.judge.running.record import Record
from grader.judge.running.script import Script, keeps_to
from grader.judge.running.session import After, Loop
from grader.judge.running.student import LiveStudent
from grader.judge.running.tracebacks import without_pytest
from grader.judge.running.verdict import Blame, nobodys_fault, whose_fault
from grader.model import Verdict
from grader.sandbox.protocol import StudentError, StudentStoppedError

OnCase = Callable[[], None]


class CaseRunner:
    """Runs the collected cases of one suite, each by its name. The one place where the stage is bound in a judge."""

    def __init__(self, loop: Loop, stage: Stage, items: Mapping[str, pytest.Item], folder: Path) -> None:
        self.stage, self.items, self.examples = stage, items, loop.examples
        self._loop, self._folder = loop, folder
        self._after = After.of(list(items.values()))
        self._failures = Failures()
        self.keeps_answers = False  # in brief, for whoever is judged by another convention too

    def run(self, case: Case, context: Context[Side], script: Script | None = None, on_case: OnCase = lambda: None) -> CaseRun:
        """Run it once, and lay the blame; not by pytest at all where a ``script`` is kept to."""
        with self.stage.bound(context), context.variation.put_on(self.items[case.name]):
            return self._run(case, context.side, script, on_case)

    def _run(self, case: Case, side: Side, script: Script | None, on_case: OnCase) -> CaseRun:
        record = self.stage.record = self._record()
        live = side.live if isinstance(side, GivenStudent) else side
        afresh, key, room = False, None, 0
        if isinstance(live, LiveStudent):
            try:
                live.begin_case(record, reveal=case.reveal, keep=script is not None)
            except StudentError as error:  # the same file did load before
                return CaseRun(Blame(verdict=Verdict.RUN_TIME_ERROR, fault=error.fault, note="load"), record)
            afresh = live.cases_run == 1
            if script is not None and record.stop is None:
                if keeps_to(script, live, self.stage, live.patience.left_s(case.name)):
                    return CaseRun(nobodys_fault(record), record, afresh=afresh)
                if script.holds_objects and _lacks_memory(record, live):
                    return self._untold(case, side, live, on_case, afresh=afresh)
                key = key_of(case.name, live.answers)
                if (known := self._failures.again(key, record, lambda: live.survey.unfilled, afresh=afresh)) is not None:
                    return known
                on_case()
                record = self.stage.record = self._record()
                live.run_again(record)
                room = record.attempts.room.left
        seed_everything(self.stage.assignment, case.name, self.stage.student)
        self._loop.raised.clear()
        reports = self._by_pytest(case, live)
        trace = clipped(without_pytest("\n".join(report.longreprtext for report in reports if report.failed)))
        interrupted = any(isinstance(error, OverrunError) for error in self._loop.raised)
        blame = self._blame(reports, record, live)
        if interrupted and isinstance(side, LiveStudent):
            side.close()  # it may still wait for the answer to a call into the suite
        run = CaseRun(blame, record, trace, interrupted, afresh=afresh)
        if key is not None and isinstance(live, LiveStudent) and live.only_repeats:
            self._failures.keep(key, run, self._loop.raised, self.examples.note, room - record.attempts.room.left)
        self._loop.forget()
        return run

    def _untold(self, case: Case, side: Side, live: LiveStudent, on_case: OnCase, *, afresh: bool) -> CaseRun:
        """As if it had no script: a suite may let go of objects that a script holds. No answer was wrong.

        In a worker as the script had: where one with a past fails, and a fresh one does not, that has to be seen.
        """
        on_case()
        if afresh:
            live.close()
        return self._run(case, side, None, on_case)

    def _by_pytest(self, case: Case, live: Side) -> Sequence[pytest.TestReport]:
        patience = live.patience if isinstance(live, LiveStudent) else Patience()
        seconds, code = self.stage.assignment.limits.case_s + OWN_S, f"{self._folder}{os.sep}"
        with patience.looking(case.name), bounded(seconds, code, patience.left_s(case.name)):
            return runtestprotocol(self.items[case.name], log=False, nextitem=self._after)  # type: ignore[arg-type]  # its chain is all that is asked of it

    def abandon(self, case: Case) -> None:
        """Take down whatever the case had set up, after an error of ours."""
        with contextlib.suppress(Exception):
            self.items[case.name].session._setupstate.teardown_exact(None)  # noqa: SLF001  # pytest has no public way

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


def _lacks_memory(record: Record, live: LiveStudent) -> bool:
    """Whether the latest call ended for want of memory."""
    last = live.answers[-1] if live.answers else None
    if record.stop is not None:
        return record.stop.verdict is Verdict.MEMORY_LIMIT
    return isinstance(last, StudentError) and last.fault.base == "MemoryError"
