"""pytest around a suite: collected once, its run loop taken over, what ends each phase of a case caught."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from grader.errors import AssignmentError
from grader.judge.running.cases import Case, read_cases
from grader.judge.running.context import Stage
from grader.judge.running.examples import Examples
from grader.judge.running.plugin import STAGE, fixtures_of
from grader.judge.running.tracebacks import from_the_suite

# What is done with a collected suite, in the place of running it.
Begin = Callable[[Sequence[pytest.Item], tuple[Case, ...]], None]

# Plugins of pytest's that do nothing here, or for what nobody reads here: the last two around each phase of each case.
OFF = (
    "cacheprovider",
    "terminalreporter",
    "junitxml",
    "pastebin",
    "nose",
    "doctest",
    "stepwise",
    "faulthandler",
    "logging",
    "threadexception",
    "unraisableexception",
)


def arguments_of(folder: Path, test: Path) -> list[str]:
    """pytest's own configuration: no author's ini file, no cache, no plugin but ours."""
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
    for name in OFF:
        arguments += ["-p", f"no:{name}"]
    return [*arguments, "-p", "grader.judge.running.plugin", "--import-mode=prepend", "-W", "ignore"]


class After:
    """What pytest is told comes after each case: something that shares nothing with it but the session.

    So every fixture of a module, a class or a function is torn down, and no case depends on the order of the others. What this
    project's own plugin and pytest offer for the session is the same for all, and making it anew cost a fifth of a case's time.
    """

    def __init__(self, session: pytest.Session) -> None:
        self._session = session

    @classmethod
    def of(cls, items: Sequence[pytest.Item]) -> After | None:
        """None, which tears down everything, where an author's own fixture would outlive a case."""
        definitions = [each for item in items for found in fixtures_of(item).values() for each in found]
        stays = all(each.scope != "session" or each.func.__module__.startswith(("_pytest.", "grader.")) for each in definitions)
        return cls(items[0].session) if stays else None

    def listchain(self) -> list[pytest.Collector]:
        return [self._session]


class Loop:
    """pytest's plugin object in a judge: takes over the run loop and catches what ends each phase of a case."""

    def __init__(self, stage: Stage, begin: Begin) -> None:
        self._stage, self._begin = stage, begin
        self.problems: list[str] = []
        self.error: BaseException | None = None
        self.entered = False
        self.examples = Examples(stage)
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
            self._begin(session.items, cases)
        except BaseException as error:  # noqa: BLE001  # pytest would turn it into an exit code; run_suite raises it again
            self.error = error
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> bool | None:
        return (self._stage.plays and self.examples.play(pyfuncitem)) or None

    def forget(self) -> None:
        """Let go of what ended the phases of a case, and of the values in the frames that it passed through."""
        waiting, seen = list(self.raised), set[int]()
        while waiting:
            error = waiting.pop()
            if id(error) not in seen:
                seen.add(id(error))
                traceback.clear_frames(error.__traceback__)
                waiting += [each for each in (error.__cause__, error.__context__) if each is not None]
        self.raised.clear()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, call: pytest.CallInfo[None]):  # type: ignore[no-untyped-def]  # a generator hook
        if call.excinfo is not None:
            call.excinfo.traceback = from_the_suite(call.excinfo.traceback)
        report = yield
        if call.excinfo is not None and report.failed:
            self.raised.append(call.excinfo.value)
        return report
