"""The hidden suite collected once, and run again for one submission after another: the one face of a suite.

``run`` grades. ``run_some`` and ``run_case`` grade nobody: they are for whoever proves an assignment, or tests what reports say.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Mapping, Sequence

import pytest

from grader.errors import AssignmentError
from grader.judge.account import Account
from grader.judge.alternatives import conventions_of
from grader.judge.assessment import Assessment, Shared
from grader.judge.case_judge import CaseJudge
from grader.judge.case_run import CaseRun
from grader.judge.explain.spoken import spoken
from grader.judge.locating import Search
from grader.judge.runner import CaseRunner
from grader.judge.running.bans import notes_of, own_use, uses_in, uses_of
from grader.judge.running.cases import Case
from grader.judge.running.context import GRADING, Context, Mode, Side, Stage
from grader.judge.running.defining_file import defining_file, files_by_name
from grader.judge.running.handouts import provided_modules
from grader.judge.running.hypothesis_profile import fix_hypothesis
from grader.judge.running.patience import Patience
from grader.judge.running.plugin import seed_everything
from grader.judge.running.reference import Reference, check_mutates
from grader.judge.running.results import LoadFailure, SuiteOutcome, is_suspicious
from grader.judge.running.session import Loop, arguments_of
from grader.judge.running.student import Files, LiveStudent
from grader.judge.running.surveys import Surveys
from grader.judge.running.tiers import EXPLAINED, tiers_of
from grader.judge.running.variation import AS_WRITTEN, Variation, is_drawn, parameters_of
from grader.judge.same_program import Judged, SamePrograms, key_of
from grader.judge.soundness import soundness_of
from grader.judge.workbench import Bench
from grader.model import Assignment, CaseResult, Forbidden, Locate, Located, Reveal, Submission, Verdict
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
    fix_hypothesis(folder)

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
        self._stage, self._slot = stage, slot
        self.cases = cases
        public = stage.assignment.public
        self._folder = stage.assignment.private or public
        self._stub = tuple((name, (public / name).read_bytes()) for name in stage.assignment.files)
        self._file_of_name = files_by_name(self._stub)
        self._modules = provided_modules(stage.assignment)
        self._runner = CaseRunner(loop, stage, {case.name: item for case, item in zip(cases, items, strict=True)}, self._folder)
        self._judging = CaseJudge(self._runner)
        self._explains = explain
        self._locates = True  # where there is a convention that explains
        self._conventions = conventions_of(stage.assignment, stage.own, self._open, explain=explain)
        self._same_programs, self._surveys = SamePrograms(), Surveys()
        self._refused: set[str] = set()  # what the workers that judged the latest submission were refused
        self._shown = Patience()  # what the reference needed, once it was handed in
        self._runner.keeps_answers = len(self._conventions) > 1 or bool(stage.assignment.needs)

    @property
    def assignment(self) -> Assignment:
        return self._stage.assignment

    @property
    def reference(self) -> Reference | None:
        """The assignment's own; None for visible tests."""
        return self._stage.own

    def share_examples(self, ask: Callable[[], bytes | None]) -> Callable[[], bytes | None]:
        """To be called before ``prove``. ``ask`` says what another judge drew, if any did. Returns what says what this one drew.

        Neither is asked where nothing is drawn, or nothing was.
        """
        examples = self._runner.examples
        waits = any(examples.waits_for(item) for item in self._runner.items.values())
        if not waits or (content := ask()) is None:
            return lambda: examples.packed() if waits else None
        examples.take_over(content)
        return lambda: None

    def only_name(self) -> None:
        """From now on say of failures no more than which known mistakes were made: not what else values look like, nor the line."""
        self._locates = False
        for each in self._conventions:
            if each.explainer is not None:
                each.explainer.guesses = False

    def prove(self, on_case: Callable[[], None] = lambda: None) -> Mapping[str, str]:
        """Hand in the reference, before anybody else: cases that it fails are withheld from everybody, skipped ones set aside.

        Returns why, by case. Without a reference (visible tests) there is nothing to be proved.
        """
        if self.reference is None:
            return {}
        files = tuple((name, (self._folder / name).read_bytes()) for name in self.assignment.files)
        if uses := uses_of(self._slot, self.assignment, files, ()):
            raise AssignmentError(*(own_use(self._folder, use) for use in uses))
        live = self._open(files)
        context = Context(live, self.reference, plays=True)
        self._shown = live.patience
        try:
            if isinstance(self.load(live), LoadFailure):
                return {}
            soundness = soundness_of(self.cases, lambda place: self._judging.judge(self.cases[place], context, on_case))
        finally:
            live.close()
        self._judging.soundness, self.cases = soundness, soundness.counted(self.cases)
        return {case: reason for case, (reason, _) in soundness.faults.items()}

    def run(self, submission: Submission, on_case: Callable[[], None] = lambda: None) -> SuiteOutcome:
        """Every case on one submission, in the suite's order. ``on_case`` is called before each run of a case."""
        self._slot.take_refused()
        self._refused.clear()
        self._judging.scripts.submissions += 1
        followed = self._judged(submission, on_case)
        own = submission.files, submission.own
        uses = uses_of(self._slot, self.assignment, *own) if isinstance(followed, Assessment) else ()
        refused = tuple(sorted({*self._refused, *self._slot.take_refused()}))
        if isinstance(followed, LoadFailure):
            return SuiteOutcome(load_failure=followed, suspicious=bool(refused) or is_suspicious(followed.stop))
        return self._outcome(submission, followed, uses, refused)

    def run_some(
        self,
        submission: Submission,
        order: Sequence[str],
        *,
        enough: Callable[[CaseResult], bool],
        on_case: Callable[[], None],
        by_script: bool = False,
    ) -> SuiteOutcome:
        """The named cases in that order, up to the first of which ``enough`` holds. A name that the suite lacks is left out.

        Grades nobody. Up to the first failure all is judged as in grading, with the second run in a fresh worker. It settles that
        points are lost; the further ones only say where else, and are run once. ``by_script``: many programs will be asked, so
        what the cases ask is written down at once where it can be.
        """
        cases = {case.name: case for case in self.cases}
        live = self.student(submission)
        context = Context(live, self.reference, submission.student)
        results: list[CaseResult] = []
        try:
            loaded = self.load(live)
            if isinstance(loaded, LoadFailure):
                return SuiteOutcome(load_failure=loaded)
            for case in (cases[name] for name in order if name in cases):
                if by_script:
                    self._judging.rehearse(case, context, on_case, soon=True)
                on_case()
                lost = any(result.verdict is not Verdict.ACCEPTED for result in results)
                run = self._runner.run(case, context) if lost else self._judging.judge(case, context, on_case)
                if run.blame.verdict is None:
                    run = self._judging.judge(case, context, on_case)
                results.append(Account(case, run).result())
                if enough(results[-1]):
                    break
        finally:
            live.close()
        return SuiteOutcome(cases=tuple(results))

    def run_case(self, case: Case, side: Side, *, mode: Mode = GRADING, variation: Variation = AS_WRITTEN) -> CaseRun:
        """One case once, with ``side`` answering in the student's place. Grades nobody."""
        return self._runner.run(case, Context(side, self.reference, mode=mode, variation=variation))

    def parameters(self, case: Case) -> Mapping[str, object]:
        """What a parametrised test is given, by name."""
        return dict(parameters_of(self._runner.items[case.name]))

    def is_drawn(self, case: Case) -> bool:
        """Whether Hypothesis draws what the case asks."""
        return is_drawn(self._runner.items[case.name])

    def _judged(self, submission: Submission, on_case: Callable[[], None]) -> Assessment | LoadFailure:
        """The submission judged and explained by the convention that it does best by, and its processes ended."""
        files = () if submission.own or submission.roots or submission.lacking else submission.files
        shared = Shared(self._judging, self.cases, submission.student, submission.digest, on_case, self._same_programs, files)
        assessments = [Assessment(shared, each, self.student(submission)) for each in self._conventions]
        patience = Patience.after(self._shown, len(assessments)) if self._shown.own else Patience()  # of all conventions together
        for each in assessments:
            each.live.patience = patience
        try:
            followed = self._followed(assessments, submission)
            if isinstance(followed, Assessment):
                self._look_at(followed)
            return followed
        finally:
            for each in assessments:
                each.live.close()

    def _outcome(
        self, submission: Submission, judged: Assessment, uses: Sequence[Forbidden], refused: Sequence[str]
    ) -> SuiteOutcome:
        """What came of it, with what is known of the file as a whole put down at each case."""
        loaded, level = judged.loaded, self._slot.level
        lacking = {file for file, *_ in (*submission.lacking, *loaded.unread)}
        places = {place.name: place for place in loaded.places}
        for account in judged.accounts:
            name, question = account.missing, account.case.question
            account.there, defines = places.get(name), defining_file(name, self._file_of_name)
            account.lacking = defines if defines in lacking else ""
            account.located, account.trouble = judged.located.get(question), judged.trouble
            account.forbidden = uses_in(question, uses, self.assignment.functions)
            account.refused = f"level {level} refused {' and '.join(refused)}" if refused else ""
        return SuiteOutcome(
            cases=tuple(account.result() for account in judged.accounts),
            notes=(*notes_of(uses), *judged.convention.notes(self.assignment), *loaded.notes),
            unread=loaded.unread,
            # Where it failed, the level may have had a part in it.
            suspicious=judged.is_suspicious or bool(refused),
        )

    def _followed(self, assessments: Sequence[Assessment], submission: Submission) -> Assessment | LoadFailure:
        """The convention that the submission does best by, with every case judged and explained.

        Tier by tier, and each tier by every convention, so that nobody's code is asked about a case when it has been handed one
        that shows less. Only in the last tier it is known whether another convention is needed at all.
        """
        own, *others = assessments
        if isinstance(failure := own.begin(self.load), LoadFailure):
            return failure
        *earlier, last = tiers_of([case.reveal for case in self.cases])
        for plan in earlier:
            for each in (own, *others):
                if isinstance(each.begin(self.load), Loaded):
                    each.judge(plan)
                    each.explain(plan)
                    if plan.least.allows(Reveal.VALUES):
                        self._locate(each, submission, last=False)
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
        self._locate(best, submission, last=True)
        best.unsteady = best.unsteady or unsteady
        return best

    def _look_at(self, followed: Assessment) -> None:
        """Where there is no reference to search with, what the suite's own values tell."""
        if followed.convention.explainer is not None or not self._explains:
            return
        names = {name: self.assignment.spec_for(name).returns for name in self.assignment.functions}
        verdicts = [account.run.verdict for account in followed.accounts]
        for account, explained in zip(followed.accounts, spoken(verdicts, followed.compared, names), strict=True):
            account.explained = explained

    def _locate(self, judged: Assessment, submission: Submission, *, last: bool) -> None:
        """Where it is wrong, of the questions whose failed cases show their values, before any other case is handed out.

        ``last``: all were. Where none of those failed, staff alone hear of it. What goes wrong here costs nobody a grade.
        """
        explainer = judged.convention.explainer
        if explainer is None or not self._locates or self.assignment.locate == "off" or not judged.is_wanting:
            return
        if judged.live.reaches_out and self._slot.level == "process":
            return  # nothing closes files there, and what a change makes of one that removes a file may remove another
        everything = judged.judged
        self._refused.update(self._slot.take_refused())
        bench = Bench(
            self._judging,
            self.cases,
            self._slot,
            self._stub,
            self._modules,
            judged.convention.reference,
            submission,
            judged.live.survey,
        )
        shown = {place: each for place, each in everything.items() if each[1].reveal.allows(Reveal.VALUES)}
        program = judged.shared.program(judged.live)

        def located(of: Judged, told: Locate, done: frozenset[str]) -> dict[str, Located]:
            search = Search(bench, explainer, of, judged.shared.on_case)
            key = key_of(program, of, "where", told, sorted(done), id(explainer))
            explainer.quiet = True
            found = self._same_programs.located(
                key, program, lambda: search.located(told, done), lambda: explainer.quiet and search.quiet and bench.is_quiet
            )
            judged.trouble = judged.trouble or search.trouble
            return found

        try:
            if not judged.located and not judged.trouble:
                judged.located |= located(shown, self.assignment.locate, frozenset())
            if last and len(shown) < len(everything):
                done = frozenset(result.question for _, result in shown.values() if result.verdict in EXPLAINED)
                judged.located |= located(everything, "off", done)
        except Exception:  # noqa: BLE001  # of ours
            judged.trouble = f"the search for the line failed: {traceback.format_exc()}"
        finally:
            self._slot.take_refused()  # what a changed file was refused is nobody's doing

    def student(self, submission: Submission) -> LiveStudent:
        """The submission in the student's place, with what the assignment hands out. To be loaded, and to be closed."""
        return self._open(submission.files, Own(submission.own, submission.roots))

    def _open(self, files: Files, own: Own = NO_OWN) -> LiveStudent:
        live = LiveStudent(self._slot, files, self._stub, self.assignment.limits, self._modules, own)
        live.surveys = self._surveys
        return live

    def load(self, live: LiveStudent) -> Loaded | LoadFailure:
        for last in (False, True):
            try:
                return live.load()
            except StudentError as error:
                return LoadFailure(fault=error.fault, unread=error.unread)
            except StudentStoppedError as error:
                if last or not error.stop.retry:
                    return LoadFailure(stop=error.stop)
        raise AssertionError("unreachable")
