"""One submission judged by one convention: level by level, each explained before the next is handed to the student's code."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction

from grader.judge.alternatives import Convention
from grader.judge.case import CaseRun
from grader.judge.explain.own import without_misfits
from grader.judge.judging import CaseJudge, nobodys_order
from grader.judge.runner import OnCase
from grader.judge.running.answers import contradict, inconsistent
from grader.judge.running.carried_error import GivenStudent, earlier_failures, needed
from grader.judge.running.cases import Case
from grader.judge.running.compared import Compared
from grader.judge.running.context import Context, Mode
from grader.judge.running.patience import Patience
from grader.judge.running.record import Record
from grader.judge.running.results import LoadFailure, is_suspicious
from grader.judge.running.student import LiveStudent
from grader.judge.running.tiers import Level, Tier
from grader.model import EXPLANATION_S, Assignment, CaseResult, Located, Reveal, Verdict
from grader.sandbox.protocol import Loaded


@dataclass(frozen=True, slots=True)
class Court:
    """What every pass needs of the suite. ``on_case`` is called before each run of a case; ``digest``: of what was handed in."""

    judging: CaseJudge
    cases: Sequence[Case]
    student: str
    digest: str
    on_case: OnCase

    @property
    def assignment(self) -> Assignment:
        return self.judging.runner.stage.assignment


# Who guesses one of two passes so many runs once in sixteen times.
DOUBTED = 4


@dataclass(slots=True)
class _Clock:
    """Seconds that are left for one kind of work; what is done in between costs none of them."""

    left: float


@dataclass(frozen=True, slots=True)
class _Given:
    """A case with the reference answering for some functions; ``answered``: those that were asked for."""

    run: CaseRun
    answered: tuple[str, ...]

    @property
    def failed(self) -> bool:
        return self.run.failed


@dataclass(slots=True)
class Pass:
    """``unsteady``: what it answered hung on more than what it was asked; somebody should have a look."""

    court: Court
    convention: Convention
    live: LiveStudent
    unsteady: bool = False
    located: dict[str, Located] = field(default_factory=dict)  # by question
    trouble: str = ""  # of ours, with looking for these
    _opened: Loaded | LoadFailure | None = None
    _runs: dict[int, CaseRun] = field(default_factory=dict)  # by the place of the case in the suite, as are the results
    _results: dict[int, CaseResult] = field(default_factory=dict)
    _told: set[int] = field(default_factory=set)  # the places whose levels were explained
    _repeated: set[int] = field(default_factory=set)
    _wrong_beside: set[int] | None = None  # once that was tried, the places that fail with right earlier functions, too
    _judging: _Clock = field(init=False)
    _again: _Clock = field(init=False)
    _explaining: _Clock = field(default_factory=lambda: _Clock(EXPLANATION_S))

    def __post_init__(self) -> None:
        self._judging, self._again = (_Clock(self.live.limits.submission_s) for _ in range(2))

    @property
    def _context(self) -> Context[LiveStudent]:
        return Context(self.live, self.convention.reference, self.court.student, plays=True)

    def begin(self, load: Callable[[LiveStudent], Loaded | LoadFailure]) -> Loaded | LoadFailure:
        """Import the submission, unless that was done."""
        if self._opened is None:
            with self._within(self._judging):
                self._opened = load(self.live)
        return self._opened

    @property
    def loaded(self) -> Loaded:
        assert isinstance(self._opened, Loaded)  # noqa: S101  # nobody judges what could not be imported
        return self._opened

    @property
    def told(self) -> tuple[CaseResult, ...]:
        """In the suite's order."""
        return tuple(self._results[place] for place in sorted(self._results))

    @property
    def compared(self) -> tuple[Sequence[Compared], ...]:
        """What each case compared with a value that the suite names, in the suite's order."""
        return tuple(self._runs[place].record.compared for place in sorted(self._runs))

    @property
    def judged(self) -> Mapping[int, tuple[Record, CaseResult]]:
        """What happened in each case so far, and what came of it, by its place."""
        return {place: (run.record, self._results[place]) for place, run in self._runs.items()}

    @property
    def points(self) -> Fraction:
        return sum((result.points for result in self._results.values()), Fraction(0))

    @property
    def is_wrong(self) -> bool:
        return any(result.verdict is Verdict.WRONG_ANSWER for result in self._results.values())

    @property
    def is_broken(self) -> bool:
        """Whether a case failed of itself, by this convention: then nothing of it may count."""
        return any(result.verdict is Verdict.GRADER_ERROR for result in self._results.values())

    @property
    def is_suspicious(self) -> bool:
        """A broken protocol is looked at also where it was found between two cases, and a fresh worker went on."""
        broken = any(is_suspicious(stop) for stop in self.live.stops)
        return self.unsteady or broken or any(run.blame.unread for run in self._runs.values())

    def contradicts(self, other: Pass) -> bool:
        """Whether it gave other answers to the same questions than it did when it was judged by another convention."""
        return any(
            contradict(other._runs[place].record.answers or (), run.record.answers or ()) for place, run in self._runs.items()
        )

    def judge(self, level: Level) -> None:
        """The cases of the level, beginning in a fresh worker: explaining others must not change what comes of these."""
        if self._runs:
            self.live.dismiss()
        judging, cases, on_case = self.court.judging, self.court.cases, self.court.on_case
        with self._within(self._judging):
            word = f"order of {self.court.digest}"
            for place in nobodys_order(level.places, cases, self.court.assignment, word):
                self._take(place, judging.judge(cases[place], self._context, on_case))
        with self._within(self._again):
            if self._is_swayed():
                self.unsteady = True
                self._once_more([place for place, run in self._runs.items() if run.share and place not in self._repeated])

    def _is_swayed(self) -> bool:
        """Whether what it answers hangs on which of its answers were right: on a fresh run that gained, on a worker that lived on.

        A worker ends where a case fails. So code that guesses in each new one, and stays with its guess, would keep the right one.
        """
        if any(run.disturbed for run in self._runs.values()):
            return True
        return self._once_more(self._doubtful()) if any(map(_is_refuted, self._runs.values())) else False

    def _doubtful(self) -> list[int]:
        """A few that earned something in a worker with a past: of each question with a wrong answer, and of all others together."""
        if self.live.survey.stateless:
            return []
        cases = self.court.cases
        failed = {cases[place].question for place, run in self._runs.items() if _is_refuted(run)}
        few: dict[str, list[int]] = {}
        earned = [place for place, run in self._runs.items() if run.share and not run.afresh and place not in self._repeated]
        for place in nobodys_order(earned, cases, self.court.assignment, f"doubt of {self.court.digest}"):
            question = cases[place].question
            few.setdefault(question if question in failed else "", []).append(place)
        return [place for places in few.values() for place in places[:DOUBTED]]

    def _once_more(self, places: Sequence[int]) -> bool:
        """Each in a fresh worker, and whether one of them earns less there."""
        before = dict(self._runs)
        self._repeated.update(places)
        context, on_case = self._context, self.court.on_case
        asked = {each: before[each] for each in places}
        for place, run in self.court.judging.once_more(self.court.cases, asked, context, on_case):
            self._take(place, run)
        return any(self._runs[place].share < before[place].share for place in places)

    def _take(self, place: int, run: CaseRun) -> None:
        before = self._runs.get(place)
        if run is before:
            return
        result = run.result(self.court.cases[place])
        if place in self._told and result.reveal.allows(Reveal.VERDICT):
            # Code that has met closed inputs since then gave this answer: that points are lost is all that it may say.
            result = dataclasses.replace(result, reveal=Reveal.VERDICT)
        self._runs[place], self._results[place] = run, result

    def explain(self, level: Level) -> None:
        """What may be said of the level's failures, from its own cases and those of the levels before it."""
        self._told.update(level.places)
        explainer = self.convention.explainer
        if explainer is not None:
            tier = Tier.of(level, {place: (run.record, self._results[place]) for place, run in self._runs.items()})
            patience, self.live.patience = self.live.patience, Patience()  # what explaining costs is no case's matter
            # A function that the suite handed over may speak to the fixtures, now as it did then.
            with self._within(self._explaining), self.court.judging.runner.stage.bound(self._context):
                told = explainer.explained(self.live, tier, self._explaining.left, self.court.on_case, self._read_on)
            self.live.patience = patience
            self._results.update({place: self._proven(place, result) for place, result in told.items()})
        self.live.dismiss()

    def _proven(self, place: int, result: CaseResult) -> CaseResult:
        """That a function is wrong beside earlier ones is said where the case fails with right ones in their place, too."""
        tried = self._wrong_beside
        return result if tried is None or place in tried else without_misfits(result)

    @contextmanager
    def _within(self, clock: _Clock) -> Iterator[None]:
        self.live.deadline = time.monotonic() + clock.left
        try:
            yield
        finally:
            clock.left = self.live.deadline - time.monotonic()

    def _read_on(self, place: int) -> Record:
        """One case once more, with checks that fail passed over: what there is to see after the first of them. Grades nothing."""
        forgiving = dataclasses.replace(self._context, mode=Mode(forgiving=True))
        return self.court.judging.runner.run(self.court.cases[place], forgiving).record

    def credit(self) -> None:
        """What the assignment gives for cases that are right once the functions that they need are; when all are judged.

        Who answers the same question otherwise than before gains nothing.
        """
        with self._within(self._again if self._repeated else self._judging):
            self._credit()

    def _credit(self) -> None:
        assignment, results, unsteady = self.court.assignment, self.told, set[str]()
        credited, self._wrong_beside = dict(self._results), set()
        for place, result in enumerate(results):
            names = earlier_failures(result, results, assignment)
            given = self._given(place, names) if names else None
            if given is not None and given.failed:
                self._wrong_beside.add(place)
            self._results[place] = credited[place] = self._proven(place, result)
            if given is None or given.failed:
                continue
            if inconsistent(self._runs[place].record.answers or (), given.run.record.answers or ()):
                unsteady.add(result.question)
            elif given.answered:
                share = assignment.given_share(result.question)
                points = max(result.points, share * self.court.cases[place].points)
                credited[place] = dataclasses.replace(credited[place], given=given.answered, points=points)
        for question in {each.question for each in credited.values() if each.given}:
            if question in unsteady or not self._agrees(question):
                credited |= {
                    place: dataclasses.replace(credited[place], given=each.given, points=each.points)
                    for place, each in self._results.items()
                    if each.question == question
                }
        self._results = credited
        self.unsteady = self.unsteady or bool(unsteady)

    def _agrees(self, question: str) -> bool:
        """Whether what the question earned with functions of the student's own is right with the reference's in their place.

        Else some of its cases would be right by the one guess and some by the other.
        """
        names = needed(question, self.court.assignment)
        return all(
            (given := self._given(place, names)) is not None and not given.failed
            for place, result in enumerate(self.told)
            if result.question == question and result.points and not set(names).isdisjoint(self._runs[place].record.called)
        )

    def _given(self, place: int, names: Sequence[str]) -> _Given | None:
        """The case with the reference answering for ``names``; None without a reference, and once the time is over."""
        reference = self.convention.reference
        if reference is None or time.monotonic() > self.live.deadline:
            return None
        self.court.on_case()
        self.live.close()
        student = GivenStudent(self.live, reference, names)
        run = self.court.judging.runner.run(self.court.cases[place], self._context.asking(student))
        return _Given(run, tuple(name for name in names if name in student.answered))


def _is_refuted(run: CaseRun) -> bool:
    """Whether an answer was wrong, which may have told its author something."""
    return run.failed and run.blame.verdict is not Verdict.NOT_IMPLEMENTED
