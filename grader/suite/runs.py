"""The hidden suite collected once, and run again for one submission after another by pytest's own run-test protocol."""

from __future__ import annotations

import dataclasses
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

import pytest

from grader.errors import AssignmentError
from grader.model import Assignment, CaseResult, Submission, Verdict
from grader.sandbox.slot import Slot
from grader.sandbox.student import NO_OWN, Loaded, Own, StudentError, StudentStoppedError
from grader.suite.answers import contradict, inconsistent
from grader.suite.caserun import CaseRun
from grader.suite.cases import Case
from grader.suite.conventions import Convention, conventions_of
from grader.suite.given import GivenStudent, earlier_failures, needed
from grader.suite.handouts import provided_modules
from grader.suite.homes import homes_of, told_lacking
from grader.suite.judging import CaseJudge, by_level
from grader.suite.outcome import LoadFailure, SuiteOutcome, is_suspicious, with_places
from grader.suite.plugin import seed_everything
from grader.suite.reference import Reference, check_mutates
from grader.suite.session import Loop, arguments_of, fix_hypothesis
from grader.suite.sides import Files, LiveStudent
from grader.suite.soundness import soundness_of
from grader.suite.spoken import with_looks
from grader.suite.stage import Record, Stage


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
    unsteady: bool  # what it answered hung on more than what it was asked; somebody should have a look

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
        return self.unsteady or any(is_suspicious(stop) for stop in self.live.stops) or any(run.blame.unread for run in self.runs)

    def contradicts(self, other: _Judged) -> bool:
        """Whether it gave other answers to the same questions than it did when it was judged by another convention."""
        return any(
            contradict(one.record.answers or (), two.record.answers or ()) for one, two in zip(other.runs, self.runs, strict=True)
        )


@dataclasses.dataclass(frozen=True, slots=True)
class _Given:
    """A case with the reference answering for some functions; ``answered``: those that were asked for."""

    run: CaseRun
    answered: tuple[str, ...]

    @property
    def failed(self) -> bool:
        return self.run.failed


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
        self.judging = CaseJudge(loop, stage, items, self._folder)
        self._explains = explain
        self._conventions = conventions_of(stage.assignment, stage.reference, self.open, explain=explain)
        self.judging.keeps_answers = len(self._conventions) > 1 or bool(stage.assignment.needs)

    @property
    def assignment(self) -> Assignment:
        return self._stage.assignment

    def prove(self, on_case: Callable[[], None] = lambda: None) -> Mapping[str, str]:
        """Hand in the reference, before anybody else: cases that it fails are withheld from everybody, skipped ones set aside.

        Returns why, by case. Without a reference (visible tests) there is nothing to be proved.
        """
        if self._stage.reference is None:
            return {}
        live = self.open(tuple((name, (self._folder / name).read_bytes()) for name in self.assignment.files))
        self._loop.examples = self.judging.examples
        try:
            if isinstance(self.load(live), LoadFailure):
                return {}
            soundness = soundness_of(
                self.cases, lambda place: self.judging.judge(self._items[place], self.cases[place], live, on_case)
            )
        finally:
            self._stage.side = self._loop.examples = None
            live.close()
        self.judging.soundness, self.cases = soundness, soundness.counted(self.cases)
        return {case: reason for case, (reason, _) in soundness.faults.items()}

    def run(self, submission: Submission, on_case: Callable[[], None] = lambda: None) -> SuiteOutcome:
        """Every case on one submission, in the suite's order. ``on_case`` is called before each run of a case."""
        self._slot.take_refused()
        outcome = self._run(submission, on_case)
        refused = self._slot.take_refused()
        return outcome.refused(self._slot.level, refused) if refused else outcome

    def _run(self, submission: Submission, on_case: Callable[[], None]) -> SuiteOutcome:
        own, *others = self._conventions
        self._stage.student = submission.student
        self.judging.scripts.submissions += 1
        self._loop.examples = self.judging.examples
        best: _Judged | LoadFailure | None = None
        try:
            best, followed = self._judged(submission, own, on_case), own
            if isinstance(best, LoadFailure):
                return SuiteOutcome(load_failure=best, suspicious=is_suspicious(best.stop))
            first, unsteady = best, False
            for other in others if best.is_wrong and not best.is_broken else ():
                best.live.close()  # a slot has one worker at a time
                judged = self._judged(submission, other, on_case)
                if isinstance(judged, _Judged):
                    judged.live.close()
                    if judged.points > best.points and not judged.is_broken:
                        if judged.contradicts(first):
                            unsteady = True  # it answered otherwise when it was asked again, and that must not pay
                        else:
                            best, followed = judged, other
            results = with_places(self._explained(best, followed, on_case), best.loaded.places)
        finally:
            self._stage.side, self._stage.reference, self._loop.examples = None, own.reference, None
            if isinstance(best, _Judged):
                best.live.close()
        notes = (*followed.notes(self.assignment), *best.loaded.notes)
        unread = best.loaded.unread
        lacking = {file for file, _ in (*submission.lacking, *unread)}
        results = told_lacking(results, lacking, self._homes)
        return SuiteOutcome(cases=results, notes=notes, unread=unread, suspicious=best.is_suspicious or unsteady)

    def _judged(self, submission: Submission, convention: Convention, on_case: Callable[[], None]) -> _Judged | LoadFailure:
        """Every case, by one convention."""
        self._stage.reference = convention.reference
        live = self.open(submission.files, own_of(submission))
        try:
            loaded = self.load(live)
            if isinstance(loaded, LoadFailure):
                live.close()
                return loaded
            order = sorted(range(len(self.cases)), key=lambda place: by_level(self.cases[place]))
            found = {place: self.judging.judge(self._items[place], self.cases[place], live, on_case) for place in order}
            runs = [found[place] for place in range(len(self.cases))]
            disturbed = any(run.disturbed for run in runs)
            if disturbed:
                runs = self.judging.once_more(self._items, self.cases, runs, live, on_case)
            results = tuple(run.result(case) for run, case in zip(runs, self.cases, strict=True))
            credited, unsteady = self._credited(live, runs, results, on_case)
            return _Judged(live=live, loaded=loaded, runs=runs, results=credited, unsteady=disturbed or unsteady)
        except BaseException:
            live.close()
            raise

    def _explained(self, judged: _Judged, followed: Convention, on_case: Callable[[], None]) -> tuple[CaseResult, ...]:
        if not any(run.failed for run in judged.runs):
            return judged.results
        if followed.explainer is None and self._explains:
            names = {name: self.assignment.spec_for(name).returns for name in self.assignment.functions}
            return with_looks(judged.results, [run.record.compared for run in judged.runs], names)
        if followed.explainer is None:
            return judged.results
        self._stage.reference = followed.reference
        records = [run.record for run in judged.runs]
        live = judged.live
        return followed.explainer.explained(live, records, judged.results, on_case, lambda place: self._read_on(place, live))

    def _read_on(self, place: int, live: LiveStudent) -> Record:
        """One case once more, with checks that fail passed over: what there is to see after the first of them. Grades nothing."""
        self._stage.forgiving = True
        try:
            return self.judging.run(self._items[place], self.cases[place], live).record
        finally:
            self._stage.forgiving = False

    def open(self, files: Files, own: Own = NO_OWN) -> LiveStudent:
        return LiveStudent(self._slot, files, self._stub, self.assignment.limits, self._modules, own)

    def load(self, live: LiveStudent) -> Loaded | LoadFailure:
        for last in (False, True):
            try:
                return live.load()
            except StudentError as error:
                return LoadFailure(fault=error.fault)
            except StudentStoppedError as error:
                if last or not error.stop.retry:
                    return LoadFailure(stop=error.stop)
        raise AssertionError("unreachable")

    def _credited(
        self, live: LiveStudent, runs: Sequence[CaseRun], results: tuple[CaseResult, ...], on_case: Callable[[], None]
    ) -> tuple[tuple[CaseResult, ...], bool]:
        """The results, with what the assignment gives for a case that is right once the functions that it needs are.

        And whether it answered the same question otherwise than before, which gains nothing.
        """
        credited, unsteady = list(results), set[str]()
        for place, result in enumerate(results):
            names = earlier_failures(result, results, self.assignment)
            given = self._given(place, names, live, on_case) if names else None
            if given is None or given.failed:
                continue
            if inconsistent(runs[place].record.answers or (), given.run.record.answers or ()):
                unsteady.add(result.question)
            elif given.answered:
                share = self.assignment.given_share(result.question)
                points = max(result.points, share * self.cases[place].points)
                credited[place] = dataclasses.replace(result, given=given.answered, points=points)
        for question in {each.question for each in credited if each.given}:
            if question in unsteady or not self._agrees(question, runs, results, live, on_case):
                credited = [result if result.question == question else each for each, result in zip(credited, results, strict=True)]
        return tuple(credited), bool(unsteady)

    def _agrees(
        self, question: str, runs: Sequence[CaseRun], results: Sequence[CaseResult], live: LiveStudent, on_case: Callable[[], None]
    ) -> bool:
        """Whether what the question earned with functions of the student's own is right with the reference's in their place.

        Else some of its cases would be right by the one guess and some by the other.
        """
        names = needed(question, self.assignment)
        return all(
            (given := self._given(place, names, live, on_case)) is not None and not given.failed
            for place, (run, result) in enumerate(zip(runs, results, strict=True))
            if result.question == question and result.points and not set(names).isdisjoint(run.record.called)
        )

    def _given(self, place: int, names: Sequence[str], live: LiveStudent, on_case: Callable[[], None]) -> _Given | None:
        """The case with the reference answering for ``names``; None without a reference, and once the time is over."""
        if self._stage.reference is None or time.monotonic() > live.deadline:
            return None
        on_case()
        live.close()
        student = GivenStudent(live, self._stage.reference, names)
        run = self.judging.run(self._items[place], self.cases[place], student)
        return _Given(run, tuple(name for name in names if name in student.answered))


def own_of(submission: Submission) -> Own:
    return Own(submission.own, submission.roots)
