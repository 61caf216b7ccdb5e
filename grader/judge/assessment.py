"""One submission judged by one convention: tier by tier, each explained before the next is handed to the student's code."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction

from grader.judge.account import Account
from grader.judge.alternatives import Convention
from grader.judge.case_judge import CaseJudge, nobodys_order
from grader.judge.case_run import CaseRun
from grader.judge.explain.explained import Explained
from grader.judge.runner import OnCase
from grader.judge.running.answers import contradict, inconsistent
from grader.judge.running.carried_error import GivenStudent, earlier_failures, needed
from grader.judge.running.cases import Case
from grader.judge.running.compared import Compared
from grader.judge.running.context import Context, Mode
from grader.judge.running.patience import Patience
from grader.judge.running.record import Record
from grader.judge.running.results import LoadFailure, is_suspicious
from grader.judge.running.student import Files, LiveStudent
from grader.judge.running.tiers import EXPLAINED, Tier, TierPlan
from grader.judge.same_program import Program, SamePrograms, key_of, program_of
from grader.model import EXPLANATION_S, Assignment, CaseResult, Located, Reveal, Verdict
from grader.sandbox.protocol import Loaded, Survey


@dataclass(frozen=True, slots=True)
class Shared:
    """What all assessments of one submission have in common. ``on_case`` is called before each run of a case.

    ``digest``: of what was handed in; ``files``: all that was, none where more counts than these.
    """

    judging: CaseJudge
    cases: Sequence[Case]
    student: str
    digest: str
    on_case: OnCase
    same_programs: SamePrograms
    files: Files

    def program(self, live: LiveStudent) -> Program | None:
        """What was handed in, where another file may be the same; to be asked where something failed."""
        alike = self.assignment.seed_per == "assignment" and not live.stops
        return program_of(self.files, live.survey) if alike else None

    @property
    def assignment(self) -> Assignment:
        return self.judging.runner.stage.assignment


# Who guesses between two answers passes so many runs once in sixteen times.
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
class Assessment:
    """``unsteady``: what it answered hung on more than what it was asked; somebody should have a look."""

    shared: Shared
    convention: Convention
    live: LiveStudent
    unsteady: bool = False
    located: dict[str, Located] = field(default_factory=dict)  # by question
    trouble: str = ""  # of ours, with looking for these
    _opened: Loaded | LoadFailure | None = None
    _accounts: dict[int, Account] = field(default_factory=dict)  # by the place of the case in the suite
    _told: set[int] = field(default_factory=set)  # the places whose tiers were explained
    _repeated: set[int] = field(default_factory=set)
    _judging: _Clock = field(init=False)
    _again: _Clock = field(init=False)
    _explaining: _Clock = field(default_factory=lambda: _Clock(EXPLANATION_S))

    def __post_init__(self) -> None:
        self._judging, self._again = (_Clock(self.live.limits.submission_s) for _ in range(2))

    @property
    def _context(self) -> Context[LiveStudent]:
        return Context(self.live, self.convention.reference, self.shared.student, plays=True)

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
    def accounts(self) -> tuple[Account, ...]:
        """In the suite's order."""
        return tuple(self._accounts[place] for place in sorted(self._accounts))

    def _runs(self) -> dict[int, CaseRun]:
        """By place, in the suite's order."""
        return {place: self._accounts[place].run for place in sorted(self._accounts)}

    def _results(self) -> tuple[CaseResult, ...]:
        return tuple(account.result() for account in self.accounts)

    @property
    def compared(self) -> tuple[Sequence[Compared], ...]:
        """What each case compared with a value that the suite names, in the suite's order."""
        return tuple(account.run.record.compared for account in self.accounts)

    @property
    def judged(self) -> Mapping[int, tuple[Record, CaseResult]]:
        """What happened in each case so far, and what came of it, by its place."""
        return {place: (self._accounts[place].run.record, self._accounts[place].result()) for place in sorted(self._accounts)}

    @property
    def points(self) -> Fraction:
        return sum((result.points for result in self._results()), Fraction(0))

    @property
    def is_wrong(self) -> bool:
        return any(account.run.verdict is Verdict.WRONG_ANSWER for account in self.accounts)

    @property
    def is_wanting(self) -> bool:
        """Whether a case so far is to be explained."""
        return any(account.run.verdict in EXPLAINED for account in self._accounts.values())

    @property
    def is_broken(self) -> bool:
        """Whether a case failed of itself, by this convention: then nothing of it may count."""
        return any(account.run.verdict is Verdict.GRADER_ERROR for account in self.accounts)

    @property
    def is_suspicious(self) -> bool:
        """A broken protocol is looked at also where it was found between two cases, and a fresh worker went on."""
        broken = any(is_suspicious(stop) for stop in self.live.stops)
        return self.unsteady or broken or any(account.run.blame.unread for account in self.accounts)

    def contradicts(self, other: Assessment) -> bool:
        """Whether it gave other answers to the same questions than it did when it was judged by another convention."""
        return any(
            contradict(other._accounts[place].run.record.answers or (), account.run.record.answers or ())
            for place, account in self._accounts.items()
        )

    def judge(self, plan: TierPlan) -> None:
        """The cases of the tier, beginning in a fresh worker: explaining others must not change what comes of these."""
        if self._accounts:
            self.live.dismiss()
        judging, cases, on_case = self.shared.judging, self.shared.cases, self.shared.on_case
        with self._within(self._judging):
            word = f"order of {self.shared.digest}"
            for place in nobodys_order(plan.places, cases, self.shared.assignment, word):
                self._take(place, judging.judge(cases[place], self._context, on_case))
        with self._within(self._again):
            if self._is_swayed():
                self.unsteady = True
                self._once_more([place for place, run in self._runs().items() if run.share and place not in self._repeated])

    def _is_swayed(self) -> bool:
        """Whether what it answers hangs on which of its answers were right: on a fresh run that gained, on a worker that lived on.

        A worker ends where a case fails. So code that guesses in each new one, and stays with its guess, would keep the right one.
        """
        runs = self._runs()
        if any(run.disturbed for run in runs.values()):
            return True
        return self._once_more(self._doubtful(runs)) if any(map(_is_refuted, runs.values())) else False

    def _doubtful(self, runs: Mapping[int, CaseRun]) -> list[int]:
        """A few that earned something in a worker with a past: of each question with a wrong answer, and of all others together."""
        cases = self.shared.cases
        if is_beyond_doubt(self.live.survey, (cases[place].reveal for place in runs)):
            return []
        failed = {cases[place].question for place, run in runs.items() if _is_refuted(run)}
        few: dict[str, list[int]] = {}
        earned = [place for place, run in runs.items() if run.share and not run.afresh and place not in self._repeated]
        for place in nobodys_order(earned, cases, self.shared.assignment, f"doubt of {self.shared.digest}"):
            question = cases[place].question
            few.setdefault(question if question in failed else "", []).append(place)
        return [place for places in few.values() for place in places[:DOUBTED]]

    def _once_more(self, places: Sequence[int]) -> bool:
        """Each in a fresh worker, and whether one of them earns less there."""
        before = self._runs()
        self._repeated.update(places)
        context, on_case = self._context, self.shared.on_case
        asked = {each: before[each] for each in places}
        for place, run in self.shared.judging.once_more(self.shared.cases, asked, context, on_case):
            self._take(place, run)
        after = self._runs()
        return any(after[place].share < before[place].share for place in places)

    def _take(self, place: int, run: CaseRun) -> None:
        before = self._accounts.get(place)
        if before is None or run is not before.run:
            # Code that met closed inputs since its tier was told gave this answer: that points are lost is all that it may say.
            self._accounts[place] = Account(self.shared.cases[place], run, hidden=place in self._told)

    def explain(self, plan: TierPlan) -> None:
        """What may be said of the tier's failures, from its own cases and those of the tiers before it."""
        self._told.update(plan.places)
        explainer = self.convention.explainer
        if explainer is not None and self.is_wanting:
            tier = Tier.of(plan, self.judged)
            patience, self.live.patience = self.live.patience, Patience()  # what explaining costs is no case's matter
            stops = len(self.live.stops)

            def explain() -> dict[int, Explained]:
                # A function that the suite handed over may speak to the fixtures, now as it did then.
                with self._within(self._explaining), self.shared.judging.runner.stage.bound(self._context):
                    return explainer.explained(self.live, tier, self._explaining.left, self.shared.on_case, self._read_on)

            failed = next(tier.failed(), None) is not None
            program = self.shared.program(self.live) if failed else None
            key = key_of(program, self.judged, "why", plan, id(explainer))
            told = self.shared.same_programs.explained(
                key, program, explain, lambda: explainer.quiet and len(self.live.stops) == stops
            )
            self.live.patience = patience
            for place, explained in told.items():
                self._accounts[place].explained = explained
        self.live.dismiss()

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
        return self.shared.judging.runner.run(self.shared.cases[place], forgiving).record

    def credit(self) -> None:
        """What the assignment gives for cases that are right once the functions that they need are; when all are judged.

        Who answers the same question otherwise than before gains nothing.
        """
        if any(account.run.failed for account in self._accounts.values()):
            with self._within(self._again if self._repeated else self._judging):
                self._credit()

    def _credit(self) -> None:
        assignment, results, unsteady = self.shared.assignment, self._results(), set[str]()
        credited: dict[int, tuple[tuple[str, ...], Fraction]] = {}
        for place, result in enumerate(results):
            names = earlier_failures(result, results, assignment)
            given = self._given(place, names) if names else None
            # That a function is wrong beside earlier ones is said where the case fails with right ones in their place, too.
            self._accounts[place].misfits = given is not None and given.failed
            if given is None or given.failed:
                continue
            if inconsistent(self._accounts[place].run.record.answers or (), given.run.record.answers or ()):
                unsteady.add(result.question)
            elif given.answered:
                share = assignment.given_share(result.question)
                credited[place] = given.answered, max(result.points, share * self.shared.cases[place].points)
        agreed = {
            question
            for question in {results[place].question for place in credited}
            if question not in unsteady and self._agrees(question, results)
        }
        for place, (names, points) in credited.items():
            if results[place].question in agreed:
                self._accounts[place].given, self._accounts[place].points = names, points
        self.unsteady = self.unsteady or bool(unsteady)

    def _agrees(self, question: str, results: Sequence[CaseResult]) -> bool:
        """Whether what the question earned with functions of the student's own is right with the reference's in their place.

        Else some of its cases would be right by the one guess and some by the other.
        """
        names = needed(question, self.shared.assignment)
        return all(
            (given := self._given(place, names)) is not None and not given.failed
            for place, result in enumerate(results)
            if result.question == question and result.points and not set(names).isdisjoint(self._accounts[place].run.record.called)
        )

    def _given(self, place: int, names: Sequence[str]) -> _Given | None:
        """The case with the reference answering for ``names``; None without a reference, and once the time is over."""
        reference = self.convention.reference
        if reference is None or time.monotonic() > self.live.deadline:
            return None
        self.shared.on_case()
        self.live.close()
        student = GivenStudent(self.live, reference, names)
        run = self.shared.judging.runner.run(self.shared.cases[place], self._context.asking(student))
        return _Given(run, tuple(name for name in names if name in student.answered))


def _is_refuted(run: CaseRun) -> bool:
    """Whether an answer was wrong, which may have told its author something."""
    return run.failed and run.blame.verdict is not Verdict.NOT_IMPLEMENTED


def is_beyond_doubt(survey: Survey, reveals: Iterable[Reveal]) -> bool:
    """Whether a file's text shows that no run knows of another, and its worker stayed when a case failed.

    Where less than values is shown each worker ends at a failure, and one mistake in that reading would be a second guess.
    """
    return survey.stateless and all(reveal.allows(Reveal.VALUES) for reveal in reveals)
