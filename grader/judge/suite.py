"""The hidden suite collected once, and run again for one submission after another by pytest's own run-test protocol."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from grader.errors import AssignmentError
from grader.judge.alternatives import conventions_of
from grader.judge.explain.spoken import with_looks
from grader.judge.judging import CaseJudge
from grader.judge.passes import Court, Pass
from grader.judge.running.bans import notes_of, uses_of, without_forbidden
from grader.judge.running.cases import Case
from grader.judge.running.context import Stage
from grader.judge.running.handouts import provided_modules
from grader.judge.running.homes import homes_of, told_lacking
from grader.judge.running.patience import Patience
from grader.judge.running.plugin import seed_everything
from grader.judge.running.reference import Reference, check_mutates
from grader.judge.running.results import LoadFailure, SuiteOutcome, is_suspicious, with_places
from grader.judge.running.session import Loop, arguments_of, fix_hypothesis
from grader.judge.running.student import Files, LiveStudent
from grader.judge.running.tiers import levels_of
from grader.judge.soundness import soundness_of
from grader.model import Assignment, CaseResult, Forbidden, Submission
from grader.sandbox.protocol import NO_OWN, Loaded, Own, StudentError, StudentStoppedError
from grader.sandbox.slot import Slot


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
        self._shown = Patience()  # what the reference needed, once it was handed in
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
        files = tuple((name, (self._folder / name).read_bytes()) for name in self.assignment.files)
        if uses := uses_of(self._slot, self.assignment, files, ()):
            raise AssignmentError(*(_own_use(self._folder, use) for use in uses))
        live = self.open(files)
        self._loop.examples = self.judging.examples
        self._shown = live.patience
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
        self._stage.student = submission.student
        self.judging.scripts.submissions += 1
        self._loop.examples = self.judging.examples
        court = Court(self.judging, self._stage, self._items, self.cases, on_case)
        passes = [Pass(court, each, self.open(submission.files, own_of(submission))) for each in self._conventions]
        patience = Patience.after(self._shown, len(passes)) if self._shown.own else Patience()  # of all conventions together
        for each in passes:
            each.live.patience = patience
        try:
            followed = self._followed(passes)
            if isinstance(followed, LoadFailure):
                return SuiteOutcome(load_failure=followed, suspicious=is_suspicious(followed.stop))
            results = with_places(self._looked_at(followed), followed.loaded.places)
        finally:
            self._stage.side, self._stage.reference, self._loop.examples = None, self._conventions[0].reference, None
            for each in passes:
                each.live.close()
        unread = followed.loaded.unread
        lacking = {file for file, _ in (*submission.lacking, *unread)}
        uses = uses_of(self._slot, self.assignment, submission.files, submission.own)
        results = without_forbidden(told_lacking(results, lacking, self._homes), uses, self.assignment.functions)
        notes = (*notes_of(uses), *followed.convention.notes(self.assignment), *followed.loaded.notes)
        return SuiteOutcome(cases=results, notes=notes, unread=unread, suspicious=followed.is_suspicious)

    def _followed(self, passes: Sequence[Pass]) -> Pass | LoadFailure:
        """The convention that the submission does best by, with every case judged and explained.

        Level by level, and each level by every convention, so that nobody's code is asked about a case when it has been handed one
        that shows less. Only in the last level it is known whether another convention is needed at all.
        """
        own, *others = passes
        if isinstance(failure := own.begin(self.load), LoadFailure):
            return failure
        *earlier, last = levels_of([case.reveal for case in self.cases])
        for level in earlier:
            for each in (own, *others):
                if isinstance(each.begin(self.load), Loaded):
                    each.judge(level)
                    each.explain(level)
        own.judge(last)
        own.credit()
        best, unsteady = own, False
        for other in others if own.is_wrong and not own.is_broken else ():
            if isinstance(other.begin(self.load), LoadFailure):
                continue
            other.judge(last)
            other.credit()
            if other.points > best.points and not other.is_broken:
                if other.contradicts(own):
                    unsteady = True  # it answered otherwise when it was asked again, and that must not pay
                else:
                    best = other
        best.explain(last)
        best.unsteady = best.unsteady or unsteady
        return best

    def _looked_at(self, followed: Pass) -> tuple[CaseResult, ...]:
        """What was found; where there is no reference to search with, what the suite's own values tell."""
        if followed.convention.explainer is not None or not self._explains:
            return followed.told
        names = {name: self.assignment.spec_for(name).returns for name in self.assignment.functions}
        return with_looks(followed.told, followed.compared, names)

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


def _own_use(folder: Path, use: Forbidden) -> str:
    what = use.construct or f"{use.name}, which hides what is used" if use.name else "something that cannot be told"
    where = f"{folder / use.file}:{use.line}" if use.file else str(folder)
    return f"{where}: the reference's {use.question} uses {what}, but assignment.yaml forbids it; change one of the two"


def own_of(submission: Submission) -> Own:
    return Own(submission.own, submission.roots)
