"""The search for an input that tells a program from the reference: many more than the suite has. Inside a laboratory's process."""

from __future__ import annotations

import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from grader.judge.account import Account
from grader.judge.running.reference import Reference
from grader.judge.running.reference_side import ReferenceStudent
from grader.judge.suite import Suite
from grader.model import CaseResult, Submission, Verdict
from grader.model.codecs import SUBMISSION
from grader.verify.casetext import shortened, written_case
from grader.verify.conditions import CONDITIONS, Condition
from grader.verify.corpus import PER_FUNCTION, Asked, Rehearsal, drawn_calls, is_answered, more_calls, other_seeds, other_sizes
from grader.verify.noise import ARITHMETIC, ORDERS, routed
from grader.verify.probing import Form, forms_of, is_meant
from grader.verify.program import NO_ANSWER, Program, differs, is_steady_call, tells_apart, told
from grader.verify.settled import is_settled
from grader.verify.smaller import cut_short
from grader.verify.traced import load_version

# How many of the suite's own calls of a function a difference is looked for in, after those that it does not make.
OWN_CALLS = 60
# How long whole cases are tried where a function cannot be asked alone.
CASES_S = 8.0


class Search:
    """One suite, and the calls that were made of it for each set of functions, when they were first asked for."""

    def __init__(self, suite: Suite, reference: Reference, rehearsed: Callable[[], Rehearsal], tell: Callable[[], None]) -> None:
        self._suite, self._reference, self._rehearsed, self._tell = suite, reference, rehearsed, tell
        self._banks: dict[frozenset[str], tuple[Asked, ...]] = {}
        self._telling: dict[frozenset[str], list[Asked]] = {}  # calls that told some program from the reference
        self._others: Sequence[Reference] | None = None

    def _made(self, functions: frozenset[str]) -> tuple[Asked, ...]:
        """Calls of these functions that the suite does not make, the smallest first."""
        if functions not in self._banks:
            found = itertools.chain(self._by_the_suite(functions), self._probed(functions))
            kept = [call for call in found if is_meant(self._reference, call)]
            self._banks[functions] = tuple(sorted(kept, key=lambda call: call.size))
        return self._banks[functions]

    def _by_the_suite(self, functions: frozenset[str]) -> Iterator[Asked]:
        """What the suite and its ``inputs.py`` make with other sizes and seeds, up to ``PER_FUNCTION`` of each function."""
        asked = [call for call in self._rehearsed().asked if call.function in functions]
        counts = dict.fromkeys((call.function for call in asked), 0)
        for number, call in enumerate(more_calls(self._suite, self._reference, asked) if counts else ()):
            if counts.get(call.function, PER_FUNCTION) < PER_FUNCTION:
                counts[call.function] += 1
                yield call
            if number % 50 == 0:
                self._tell()
            if min(counts.values()) >= PER_FUNCTION:
                return

    def _probed(self, functions: frozenset[str]) -> Iterator[Asked]:
        """What is made of the suite's calls, one thing varied after another."""
        reference, assignment = self._reference, self._suite.assignment
        for form in self._forms(functions):
            yield from (call for call in self._told_of(form.calls()) if is_steady_call(reference, assignment, call))

    def _forms(self, functions: frozenset[str]) -> Iterator[Form]:
        rehearsal = self._rehearsed()
        return forms_of(self._reference, self._suite.assignment, functions, rehearsal.asked, rehearsal.chains)

    def conditions(self, _: dict[str, Any]) -> dict[str, Any]:
        """Per function, which conditions no case has."""
        rehearsal = self._rehearsed()
        functions = frozenset(call.function for call in (*rehearsal.asked, *rehearsal.chains))
        found: dict[Condition, int] = {}
        forms = list(self._forms(functions))
        for form in forms:
            self._tell()
            for condition in form.missing():
                found[condition] = found.get(condition, 0) + 1
        # What one form of a function's inputs lacks another one may have.
        counts = Counter(form.function for form in forms)
        kept = [condition for condition, count in found.items() if count == counts[condition.function]]
        return {"conditions": CONDITIONS.dump_python(tuple(kept), mode="json")}

    def difference(self, order: dict[str, Any]) -> dict[str, Any]:
        """The smallest input found that tells a program from the reference, as texts; nothing where none does.

        What told another program of the same functions comes first: one case for several is better than one for each. Where the
        author has recorded that it makes no difference, only the author's own inputs can say otherwise.
        """
        functions = frozenset(order["functions"])
        submission = SUBMISSION.validate_python(order["submission"])
        calls = [*self._made(functions), *(call for call in self._rehearsed().spread(OWN_CALLS) if call.function in functions)]
        if order["recorded"]:
            calls = [call for call in calls if not call.ours]
        if not calls:
            return self._by_case(submission, set(order["cases"]))
        telling = self._telling.setdefault(functions, [])
        calls = calls if order["recorded"] else [*telling, *calls]
        reference, assignment = self._reference, self._suite.assignment
        with Program(self._suite, reference, submission) as program:

            def tells(call: Asked) -> bool:
                spec = assignment.spec_for(call.function)
                return (
                    is_meant(reference, call)
                    and tells_apart(program, reference, assignment, call)
                    and is_settled(reference, spec, call, self._in_other_orders())
                )

            best = next((call for call in self._told_of(calls) if tells(call)), None)
            if best is None:
                return {"difference": None, "tried": len(calls)}
            if best not in telling:
                best = shortened(cut_short(reference, best, self._rehearsed().asked, tells), tells)
                self._tell()
                telling.append(best)
            return {"difference": told(program, reference, assignment, best, order["key"]), "tried": len(calls)}

    def _in_other_orders(self) -> Sequence[Reference]:
        """The reference with its sums taken in another order."""
        if self._others is None:
            self._others = [load_version(self._suite.assignment, routed, {ARITHMETIC: each}) for each in ORDERS[:2]]
        return self._others

    def agreement(self, order: dict[str, Any]) -> dict[str, Any]:
        """A call that the author's own strategies draw, on which a program that is right breaks a rule; none where none does.

        Without a submission: the reference with its sums taken in another order.
        """
        reference, assignment = self._reference, self._suite.assignment
        drawn = [call for call in drawn_calls(assignment, assignment.functions) if is_answered(reference, call)]
        self._tell()
        if order["submission"] is None:
            others = self._in_other_orders()
            unclear = next((call for call in drawn if any(differs(each, reference, assignment, call) for each in others)), None)
        else:
            with Program(self._suite, reference, SUBMISSION.validate_python(order["submission"])) as program:
                told_apart = (call for call in self._told_of(drawn) if differs(program, reference, assignment, call))
                unclear = next(told_apart, None)
        return {"function": unclear.function if unclear else "", "call": written_case(unclear, "")[0] if unclear else ""}

    def _told_of(self, calls: Iterable[Asked]) -> Iterator[Asked]:
        for number, call in enumerate(calls):
            if number % 50 == 0:
                self._tell()
            yield call

    def _by_case(self, submission: Submission, cases: set[str]) -> dict[str, Any]:
        """The same for what cannot be asked alone (methods, objects): whole cases, with other sizes and seeds."""
        suite, tried = self._suite, 0
        until = time.monotonic() + CASES_S
        for each in itertools.chain(other_sizes(suite, until), other_seeds(suite, until)):
            reference = ReferenceStudent(self._reference)
            if (
                each.case.name not in cases
                or suite.run_case(each.case, reference, variation=each.variation).verdict is not Verdict.ACCEPTED
            ):
                continue
            tried += 1
            self._tell()
            live = suite.student(submission)
            try:
                live.load()
                result = Account(each.case, suite.run_case(each.case, live, variation=each.variation)).result()
            except NO_ANSWER:
                return {"difference": _failed_case(each.origin, None), "tried": tried}
            finally:
                live.close()
            if result.verdict is not Verdict.ACCEPTED:
                return {"difference": _failed_case(each.origin, result), "tried": tried}
        return {"difference": None, "tried": tried}


def _failed_case(origin: str, result: CaseResult | None) -> dict[str, Any]:
    """A variation that a program fails, in the same words as a call that tells it apart."""
    found = result.evidence if result is not None else None
    texts = (found.call, found.expected, found.actual) if found is not None else ("", "", "")
    verdict = f"({result.verdict})" if result is not None else "(it cannot be loaded)"
    case = f"# {origin}: give the test these values too\n"
    return {"origin": origin, "call": texts[0], "expected": texts[1], "actual": texts[2] or verdict, "case": case, "refused": True}
