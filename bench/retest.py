"""Grades wrong submissions of one assignment, and tests again on fresh inputs what their reports say. In a process of its own.

Fresh inputs are the suite's own cases with other seeds and other sizes, as far as the reference passes them; student, reference
and mistakes answer them where the suite compares. The tests of the sentences are in ``bench.claims``, apart from the code that
found them.
"""

from __future__ import annotations

import ast
import copy
import inspect
import json
import subprocess
import sys
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from bench.claims import CONDITIONS, TESTS, holds_where, is_near
from bench.compared import Compared, is_same, is_wrong, outputs_by_name, says_something
from bench.wrongs import Files
from grader.judge.explain.known_mistakes import Bank
from grader.judge.grade import grade
from grader.judge.running.calllog import Attempt
from grader.judge.running.carried_error import GivenStudent
from grader.judge.running.context import Answer, Mode, Side
from grader.judge.running.handouts import provided_data
from grader.judge.running.record import Record
from grader.judge.running.reference_side import ReferenceStudent
from grader.judge.running.results import LoadFailure
from grader.judge.running.variation import AS_WRITTEN
from grader.judge.suite import Suite, run_suite
from grader.model import CaseResult, Counterexample, Finding, FunctionSpec, Submission, Verdict
from grader.reading.course import load_assignment
from grader.sandbox.level import plan
from grader.sandbox.protocol import Ask, StudentError
from grader.sandbox.slot import Slot
from grader.verify.corpus import Varied, other_seeds, other_sizes

PASTED = Path(__file__).with_name("pasted.py")
SMALL = 4  # numbers an argument: small enough to be worked out by hand
PER_TEST = 4  # fresh cases of one test function, of each kind
EXAMPLES = 12  # of a Hypothesis test
REPEATS = ("differs_between_runs", "depends_on_calls")
MISTAKES = ("known_mistake",)


@dataclass(slots=True)
class Told:
    """What became of one submission's report. ``statements``: text of each statement, and whether it held; None: not tested."""

    name: str
    killed: bool = False
    statements: list[tuple[str, bool | None, str]] = field(default_factory=list)
    alone: list[bool] = field(default_factory=list)  # per wrong function that is asked alone: explained
    together: list[bool] = field(default_factory=list)  # per wrong method, or function that is handed an object
    unexplained: tuple[str, ...] = ()  # the wrong functions of which neither is so
    named: tuple[str, ...] = ()
    numbers: int | None = None
    seconds: float = 0.0


class Retester:
    """One suite with its fresh cases."""

    def __init__(self, suite: Suite, level: str) -> None:
        self._suite, self._level = suite, level
        assert suite.reference is not None  # the private half is at hand
        self._reference = suite.reference
        self._legal: dict[Varied, bool] = {}
        self._labels: dict[str, set[str]] = {}
        self._mistakes: dict[tuple[str, ...], list[Compared]] = {}
        self._bank = Bank(suite.assignment)
        own = self.of(tuple(self._bank.files(())), fresh=False)
        self._plain = {each.label for each in own if each.plain}
        # An argument after a call is compared under the name of both.
        self._names = {each.label for each in own if each.label == each.spec.name}
        for each in own:
            self._labels.setdefault(each.case.partition("[")[0], set()).add(each.label)

    def told(self, name: str, files: Files) -> Told:
        """Grades it with explanations, and tests each distinct statement once."""
        submission = Submission(student="s", file=files[0][0], files=files)
        started = time.perf_counter()
        result = grade(self._suite, submission, sandbox=self._level, on_case=lambda: None)
        told = Told(name, seconds=time.perf_counter() - started)
        failed = [case for case in result.cases if case.verdict not in (Verdict.ACCEPTED, Verdict.SKIPPED)]
        told.killed = bool(failed)
        if broken := next((case.staff.detail for case in result.cases if "explanation failed" in case.staff.detail), ""):
            told.statements.append(("explanation", False, broken.strip().rpartition("\n")[2]))
        if not failed or any(case.verdict in (Verdict.TIME_LIMIT, Verdict.CRASHED) for case in failed):
            return told
        self._explained(told, failed)
        findings = dict.fromkeys(finding for case in failed for finding in case.findings)
        told.named = tuple(dict.fromkeys(each.name for each in findings if each.kind in MISTAKES))
        asked = {each.function for each in findings} | {case.function for case in failed if case.note == "nothing"}
        seen = self.of(files, asked) if asked else []
        for finding in findings:
            about = [each for each in seen if each.label == finding.function]
            if finding.kind in CONDITIONS:  # a call is wrong, too, that leaves an argument as it must not be
                about += [each for each in seen if each.label.startswith(f"{finding.function}.") and each.label not in self._names]
            held, why = self._holds(finding, about, findings, files)
            told.statements.append((sentence(finding), held, why))
        self._examples(told, failed, files)
        for case in failed:
            if case.verdict is Verdict.NOT_IMPLEMENTED and case.note == "nothing":
                own = [each for each in seen if each.case == case.case and each.label == case.function]
                held = any(each.actual is None for each in own) if own else None
                told.statements.append((f"{case.function} returned None", held, case.case))
        return told

    def of(self, files: Files, about: Collection[str] = (), *, fresh: bool = True) -> list[Compared]:
        """What the suite compares of the functions ``about``, or of all."""
        live = self._suite.student(Submission(student="s", file=files[0][0], files=files))
        try:
            if isinstance(self._suite.load(live), LoadFailure):
                return []
            return self.observe(live, about, fresh=fresh)
        finally:
            live.close()

    def twice(self, files: Files, function: str) -> tuple[list[Compared], list[Compared]]:
        """The suite's own cases of one function, each twice in a row in one process."""
        live = self._suite.student(Submission(student="s", file=files[0][0], files=files))
        try:
            if isinstance(self._suite.load(live), LoadFailure):
                return [], []
            return self.observe(live, (function,), fresh=False), self.observe(live, (function,), fresh=False)
        finally:
            live.close()

    def observe(self, side: Side, about: Collection[str] = (), *, fresh: bool = True) -> list[Compared]:
        """Every comparison of the suite's cases, and of fresh ones, with ``side`` answering."""
        found: list[Compared] = []
        for each in self._cases(fresh=fresh):
            if about and not self._labels.get(each.case.test, set()).intersection(about):
                continue

            def take(
                label: str, spec: FunctionSpec, actual: object, expected: object, record: Record, origin: str = each.origin
            ) -> None:
                args, plain = self._args_of(label, record), is_plain_call(label, record)
                found.append(Compared(origin, label, spec, args, expected, actual, plain=plain))

            try:
                with np.errstate(all="ignore"):
                    run = self._suite.run_case(each.case, side, mode=Mode(measure=take), variation=each.variation)
            except StudentError:
                break
            if run.verdict is Verdict.RUN_TIME_ERROR and run.blame.fault is not None:
                label, raised = run.record.asked, run.blame.fault.base or "error"
                spec, args = self._suite.assignment.spec_for(label), self._args_of(label, run.record)
                found.append(Compared(each.origin, label, spec, args, None, None, raised=raised))
        return found

    def _cases(self, *, fresh: bool) -> Iterator[Varied]:
        # Hypothesis draws the same examples again: those are not fresh, and dear.
        cases = [case for case in self._suite.cases if not (fresh and self._suite.is_drawn(case))]
        yield from (Varied(case, AS_WRITTEN, case.name) for case in cases)
        if not fresh:
            return
        until = time.monotonic() + 600
        for source in (other_sizes(self._suite, until), other_seeds(self._suite, until, EXAMPLES)):
            counts: dict[str, int] = {}
            for each in source:
                if counts.get(each.case.test, 0) >= PER_TEST:
                    continue
                if self._is_legal(each):
                    counts[each.case.test] = counts.get(each.case.test, 0) + 1
                    yield each

    def _is_legal(self, varied: Varied) -> bool:
        if varied not in self._legal:
            side = Watched(self._reference)
            run = self._suite.run_case(varied.case, side, variation=varied.variation)
            # A kernel longer than its signal leaves an output of no entries, which the reference gives and nobody meant.
            self._legal[varied] = run.verdict is Verdict.ACCEPTED and not side.holds_nothing
        return self._legal[varied]

    def _args_of(self, label: str, record: Record) -> dict[str, Any]:
        """The arguments of the latest call by parameter name; of one on an object, those of all calls."""
        calls = record.attempts.calls
        return self._bound(calls[-1]) if is_plain_call(label, record) else self._of_all(calls)

    def _bound(self, call: Attempt) -> dict[str, Any]:
        try:
            return dict(inspect.signature(self._reference.attribute(call.name)).bind(*call.args, **call.kwargs).arguments)
        except (TypeError, ValueError, AttributeError):
            return {}

    def _of_all(self, calls: Sequence[Attempt]) -> dict[str, Any]:
        """Of a call on an object the arguments of the calls before it, as far as a name has one value only."""
        found: dict[str, Any] = {}
        twice = set()
        for call in calls:
            for name, value in self._bound(call).items():
                if name in found and not np.array_equal(found[name], value):
                    twice.add(name)
                found[name] = value
        return {name: value for name, value in found.items() if name not in twice}

    def _holds(
        self, finding: Finding, about: Sequence[Compared], findings: Collection[Finding], files: Files
    ) -> tuple[bool | None, str]:
        """Whether what it says held on every fresh input; where it did not, on which."""
        if finding.kind in CONDITIONS:
            return self._splits(finding, about)
        if finding.kind == "partly_right":
            if not all(any(each.output(name) or each.raised for each in about) for name in (*finding.outputs, *finding.words)):
                return None, "a part of an argument, which no fresh comparison has by that name"
            spoilt = [each.case for each in about for name in finding.words if is_wrong(each, name)]
            wrong_somewhere = all(any(is_wrong(each, name) for each in about) for name in finding.outputs)
            return (not spoilt and wrong_somewhere) if about else None, "; ".join(spoilt[:1])
        if finding.kind in ("outputs_swapped", "returned_twice"):
            return self._across(finding, about)
        if finding.kind == "outputs_reordered":
            return self._reordered(finding, about)
        if finding.kind in MISTAKES:
            return self._is_mistake(finding, about, findings)
        if finding.kind in REPEATS:
            return self._repeats(finding, files)
        if finding.kind == "misfits_own":
            return self._is_wrong_beside(finding, files)
        if finding.kind == "fits_own":
            return self._is_wrong_before(finding, files)
        test = TESTS.get(finding.kind)
        if test is None:
            return None, "no test of this kind"
        answers: list[tuple[bool, str]] = []
        for each in about:
            if each.raised:
                continue  # what a value looks like is said of values
            for name in finding.outputs or ("",):
                seen = each.output(name)
                said = None if seen is None else test(finding, seen)
                if said is not None:
                    answers.append((said, each.case))
        return (all(said for said, _ in answers) if answers else None), next((case for said, case in answers if not said), "")

    def _splits(self, finding: Finding, about: Sequence[Compared]) -> tuple[bool | None, str]:
        """Whether the function is wrong only where the condition holds."""
        tested = []
        for each in about:
            expected = self._expected(each)
            if each.args and says_something(expected):
                tested.append((each, holds_where(finding, each.args, outputs_by_name(expected, each.spec))))
        # Where it holds, small numbers hide a mistake now and then: there it has to be wrong at all, and elsewhere always right.
        wrong = [each.case for each, holds in tested if holds is False and not each.right]
        shown = any(holds and not each.right for each, holds in tested)
        known = any(holds is not None for _, holds in tested)
        return (shown and not wrong if known else None), (wrong or ["never wrong where it holds"])[0]

    def _expected(self, each: Compared) -> Any:
        """What was expected, also where the student's function raised."""
        if not each.raised:
            return each.expected
        try:
            with np.errstate(all="ignore"):
                return self._reference.attribute(each.label)(**copy.deepcopy(dict(each.args)))
        except Exception:  # noqa: BLE001  # then nothing is known of it
            return None

    def _across(self, finding: Finding, about: Sequence[Compared]) -> tuple[bool | None, str]:
        answers = []
        for each in about:
            one, other = (each.output(name) for name in finding.outputs)
            if one is None or other is None:
                continue
            twice = finding.kind == "returned_twice"
            held = is_near(other.actual, one.expected) and is_near(one.actual, one.expected if twice else other.expected)
            answers.append((held, each.case))
        return (all(held for held, _ in answers) if answers else None), next((case for held, case in answers if not held), "")

    def _reordered(self, finding: Finding, about: Sequence[Compared]) -> tuple[bool | None, str]:
        answers = []
        for each in about:
            came, meant = ([each.output(name) for name in names] for names in (finding.words, finding.outputs))
            held = all(
                one is not None and two is not None and is_near(one.actual, two.expected)
                for one, two in zip(came, meant, strict=True)
            )
            answers.append((held, each.case))
        return (all(held for held, _ in answers) if answers else None), next((case for held, case in answers if not held), "")

    def _is_mistake(self, finding: Finding, about: Sequence[Compared], findings: Collection[Finding]) -> tuple[bool | None, str]:
        """``findings``: all of the report, among them the mistakes of other functions that this one was made together with."""
        others = {each.function: each.name for each in findings if each.kind in MISTAKES and not each.words}
        if not set(finding.words) <= others.keys():
            return None, "nobody says which mistakes the others are"
        names = (*dict.fromkeys(others[each] for each in finding.words), finding.name)
        if names not in self._mistakes:
            self._mistakes[names] = self.of(tuple(self._bank.files(names)))
        theirs: dict[tuple[str, int], Compared] = {}
        counts: dict[str, int] = {}
        for each in self._mistakes[names]:
            if each.label == finding.function:
                theirs[each.case, counts.setdefault(each.case, 0)] = each
                counts[each.case] += 1
        counts.clear()
        answers = []
        for each in about:
            other = theirs.get((each.case, counts.setdefault(each.case, 0)))
            counts[each.case] += 1
            if other is not None:
                same = each.raised == other.raised and (bool(each.raised) or is_same(each.actual, other.actual, each.spec))
                answers.append((same, each.case))
        return (all(same for same, _ in answers) if answers else None), next((case for same, case in answers if not same), "")

    def _is_wrong_beside(self, finding: Finding, files: Files) -> tuple[bool | None, str]:
        """Whether a case of the function fails with the reference's functions in the place of those in ``words``."""
        live = self._suite.student(Submission(student="s", file=files[0][0], files=files))
        try:
            if isinstance(self._suite.load(live), LoadFailure):
                return None, "cannot be loaded"
            for each in self._cases(fresh=True):
                if each.case.question == finding.function:
                    given = GivenStudent(live, self._reference, finding.words)
                    result = self._suite.run_case(each.case, given, variation=each.variation)
                    if result.verdict is not Verdict.ACCEPTED:
                        return True, ""
            return False, "every case passes"
        finally:
            live.close()

    def _is_wrong_before(self, finding: Finding, files: Files) -> tuple[bool | None, str]:
        """Whether each of the functions in ``words``, which are said to be wrong, is so on fresh inputs."""
        seen = self.of(files, finding.words)
        right = [name for name in finding.words if all(each.right for each in seen if each.label == name)]
        return (not right if seen else None), ", ".join(right)

    def _repeats(self, finding: Finding, files: Files) -> tuple[bool | None, str]:
        """Whether the suite's cases get something else from it in another process, or a second time in the same one."""
        if finding.kind == "differs_between_runs":
            first, other = (self.of(files, (finding.function,)) for _ in range(2))
        else:
            first, other = self.twice(files, finding.function)
        pairs = [(a, b) for a, b in zip(first, other, strict=False) if a.label == finding.function]
        differs = any(a.raised != b.raised or not is_same(a.actual, b.actual, a.spec) for a, b in pairs)
        return (differs if pairs else None), ""

    def _examples(self, told: Told, failed: Sequence[CaseResult], files: Files) -> None:
        """The examples, pasted into an ordinary Python."""
        examples = list(dict.fromkeys(case.counterexample for case in failed if case.counterexample is not None))
        told.numbers = min((each.numbers for each in examples), default=None)
        if not examples:
            return
        folder = self._suite.assignment.private
        assert folder is not None  # as above
        right = {name: (folder / name).read_text(encoding="utf-8") for name in self._suite.assignment.files}
        handed = {name: content.decode("utf-8", "replace") for name, content in files}
        order: dict[str, Any] = {"student": list({**right, **handed}.items()) if len(handed) < len(right) else list(handed.items())}
        order |= {"reference": list(right.items()), "calls": [pasted(each) for each in examples], "beside": self._beside()}
        try:
            done = subprocess.run(
                [sys.executable, str(PASTED)], input=json.dumps(order), capture_output=True, text=True, timeout=60, check=True,
                cwd=self._suite.assignment.public,
            )  # fmt: skip
        except subprocess.SubprocessError as error:
            told.statements += [(example_text(each), None, str(error)[:80]) for each in examples]
            return
        for each, (right_said, said, apart) in zip(examples, json.loads(done.stdout), strict=True):
            held = None if right_said is None else bool(right_said and said and apart)
            why = "" if held else f"reference {right_said}, student {said}, differ {apart}"
            told.statements.append((example_text(each), held, why))

    def _beside(self) -> list[tuple[str, str]]:
        """The functions that the suite may hand over as arguments, under the names by which reports call them: ``inputs.py``."""
        folder = self._suite.assignment.private
        path = folder / "inputs.py" if folder is not None else None
        if path is None or not path.exists():
            return []
        tree = ast.parse(path.read_text(encoding="utf-8"))
        plain = [each for each in tree.body if isinstance(each, ast.FunctionDef) and not each.decorator_list]
        return [("handed.py", "import numpy as np\n" + "\n".join(ast.unparse(each) for each in plain))] if plain else []

    def _explained(self, told: Told, failed: Sequence[CaseResult]) -> None:
        """Per wrong function, whether its cause is named or a small input is shown."""
        found: dict[str, bool] = {}
        for case in failed:
            name = case.function or case.question
            causes = [each for each in case.findings if each.kind != "partly_right"] or case.given
            small = case.counterexample is not None and case.counterexample.numbers <= SMALL
            plain = case.verdict is not Verdict.WRONG_ANSWER  # an exception, a missing name: the case itself says what it is
            found[name] = found.get(name, False) or bool(causes) or small or plain
        told.unexplained = tuple(name for name, held in found.items() if not held)
        told.alone = [held for name, held in found.items() if name in self._plain]
        told.together = [held for name, held in found.items() if name not in self._plain]


class Watched(ReferenceStudent):
    """The reference, and whether something that it was given or gave is an array without entries."""

    holds_nothing = False

    def answer(self, ask: Ask, label: str) -> Answer:
        answer = super().answer(ask, label)
        parts = answer.value if isinstance(answer.value, tuple) else (answer.value,)
        if any(isinstance(each, np.ndarray) and each.size == 0 for each in (*ask.args, *ask.kwargs.values(), *parts)):
            self.holds_nothing = True
        return answer


def is_plain_call(label: str, record: Record) -> bool:
    """Whether the latest call is of the function itself, and not of a method or an object."""
    calls = record.attempts.calls
    return bool(calls) and calls[-1].name == label


def sentence(finding: Finding) -> str:
    more = [str(finding.value)] if finding.value is not None else []
    return " ".join((finding.kind, finding.function, finding.name, *more, *finding.outputs, *finding.words)).strip()


def pasted(example: Counterexample) -> dict[str, str]:
    """What a student copies of it, and what is said beside it."""
    return {name: getattr(example, name) for name in ("call", "expected", "actual", "raised", "argument", "function")}


def example_text(example: Counterexample) -> str:
    return "example " + " ".join(example.call.split())[:160]


def retest(course: Path, slug: str, submissions: Sequence[tuple[str, Files]], send: Any) -> None:
    """Grade and test again; ``send`` gets a Told for each submission, then None."""
    assignment = load_assignment(course, slug)
    isolation = plan("process", (course / "solutions",), assignment.limits)
    with Slot(assignment.limits, isolation, provided_data(assignment)) as slot:

        def body(suite: Suite) -> None:
            tester = Retester(suite, slot.level)
            for name, files in submissions:
                send(tester.told(name, files))

        run_suite(assignment, slot, body)
    send(None)
