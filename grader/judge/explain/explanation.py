"""Why the cases of one submission failed: asked when those that show as much were judged, and in processes that judge nothing.

One inquiry a function, however many cases it fails. The reference answers in the judge, the student and the known mistakes in
processes of the slot.
"""

from __future__ import annotations

import ast
import sys
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from grader.judge.explain.ask import Oracle, TooSlowError, Witness
from grader.judge.explain.call_chains import Replays
from grader.judge.explain.domain import Domains
from grader.judge.explain.draws import draw_inputs, strategies_of
from grader.judge.explain.explained import NOTHING, Explained
from grader.judge.explain.found import (
    About,
    Found,
    Subject,
    failure_in,
    is_open,
    is_wrong_in,
    mistakes_of,
    one_of_each_first,
    subject_in,
    trouble,
)
from grader.judge.explain.inputs import Input
from grader.judge.explain.inquiry import MAX_DRAWN, MORE_DRAWN, Inquiry
from grader.judge.explain.known_mistakes import Bank, Mistakes, is_telling
from grader.judge.explain.misfits import own_findings
from grader.judge.explain.other_solutions import OtherSolutions
from grader.judge.explain.recall import Recall, Told, key_of
from grader.judge.explain.recipes import subject_of
from grader.judge.explain.search import kind_of
from grader.judge.explain.tested import Looked
from grader.judge.running.outcome import Failure, Observation, count_of
from grader.judge.running.provenance import Recipe
from grader.judge.running.record import Record
from grader.judge.running.reference import Reference
from grader.judge.running.student import Files, LiveStudent
from grader.judge.running.tiers import Tier
from grader.model import EXPLANATION_S, Assignment, Counterexample, Finding, Reveal, Text, Verdict

# Different ways to fail, of one function, that are each made smaller.
MAX_SEARCHES = 2
# Cases of one question that are run once more, to see what comes after the check that ended them.
MAX_READ_ON = 4
# Inputs on which a changed submission has to be right, beside the suite's own.
FRESH = 24
# Findings whose sentence asks whether something is the cause.
GUESSES = ("all_zero", "only_not_square", "one_size")


class Explainer:
    """Serves one judge. What does not depend on the student is drawn, asked and remembered once.

    ``others``: the references of the assignment's other conventions.
    """

    def __init__(
        self,
        assignment: Assignment,
        reference: Reference,
        open_student: Callable[[Files], LiveStudent],
        others: Sequence[Reference] = (),
    ) -> None:
        self._assignment = assignment
        self._oracle = Oracle(reference, assignment.spec_for, assignment.limits.wall_s)
        self._bank = Bank(assignment)
        self._domains, self._recall = Domains(), Recall()
        self._other_solutions = OtherSolutions(assignment, open_student, others)
        self._replays = Replays(assignment, self._bank, reference, open_student, self._other_solutions.files, others)
        self._mistakes = Mistakes(assignment, self._bank, open_student)
        self._strategies = strategies_of(vars(sys.modules["inputs"]) if "inputs" in sys.modules else {}, assignment.functions)
        self._draws: dict[str, tuple[Input, ...]] = {}
        self._checked = checked_functions(assignment)
        self.quiet = True  # what was said last hung on no clock, and on nothing but calls of functions
        self.guesses = True  # at what wrong values look like, beside the mistakes that are known

    def explained(
        self, live: LiveStudent, tier: Tier, seconds: float, on_pause: Callable[[], None], read_on: Callable[[int], Record]
    ) -> dict[int, Explained]:
        """Of a tier's cases by their places: findings, counterexamples and heat maps, as far as time allows.

        ``seconds``: how long that may take. ``read_on``: a case by its place, run once more with the checks that fail passed over.
        Never raises: what goes wrong with an explanation is told to staff, and costs nobody a grade.
        """
        if next(tier.failed(), None) is None:
            return {}
        witness = Witness(live, self._assignment.spec_for, tier.least, time.monotonic() + seconds, on_pause=on_pause)
        self.quiet = True
        try:
            return tier.placed(self._explained_tier(live, tier, witness, tier.reading_on(read_on)))
        except TooSlowError:
            return {}
        except Exception:  # noqa: BLE001  # see above
            return tier.placed(dict.fromkeys(tier.not_accepted(), Explained(trouble=trouble())))
        finally:
            self.quiet = self.quiet and witness.quiet

    def is_right(self, live: LiveStudent, records: Sequence[Record], names: Collection[str], on_pause: Callable[[], None]) -> bool:
        """Whether these functions, as far as a plain call is compared with the reference, are right on inputs that nobody has seen.

        ``records``: of the cases whose inputs these are made of. What takes too long is not right.
        """
        witness = Witness(live, self._assignment.spec_for, Reveal.NONE, time.monotonic() + EXPLANATION_S, on_pause=on_pause)
        try:
            return all(self._inquiry(name, records, witness).is_right(FRESH) for name in self._checked if name in names)
        except TooSlowError:
            return False
        finally:
            self.quiet = self.quiet and witness.quiet

    def _explained_tier(
        self, live: LiveStudent, tier: Tier, witness: Witness, read_on: Callable[[int], Record]
    ) -> dict[int, Explained]:
        inquiries = {name: self._inquiry(name, tier.records, witness) for name in self._checked}
        subjects = {
            place: subject
            for place, record, result in tier.failed()
            if (subject := subject_in(record, inquiries, shown=is_open(result))) is not None
        }
        found, told = Found(), dict[int, Explained]()
        # What was found by the time that it takes too long, or fails, is true all the same: earlier functions first.
        try:
            self._find(found, inquiries, subjects, live, tier, witness, read_on)
        except TooSlowError:
            pass
        except Exception:  # noqa: BLE001  # staff are told, and the student gets the rest
            told = dict.fromkeys(tier.not_accepted(), Explained(trouble=trouble()))
        own = own_findings(
            self._assignment, tier.records, tier.results, lambda record, name: is_wrong_in(record, inquiries.get(name))
        )
        for place, record, result in tier.failed():
            whole = found.told(result, record, subjects.get(place), self._assignment.spec_for)
            findings = (*whole.findings, own[place]) if place in own else whole.findings
            told[place] = Explained(whole.evidence, findings, whole.counterexample, told.get(place, NOTHING).trouble)
        return told

    def _find(
        self,
        found: Found,
        inquiries: dict[str, Inquiry],
        subjects: Mapping[int, Subject],
        live: LiveStudent,
        tier: Tier,
        witness: Witness,
        read_on: Callable[[int], Record],
    ) -> None:
        """Fills ``found``. Raises TooSlowError."""
        known = found.known
        for name in self._checked:
            known[name] = self._about(inquiries[name], tuple(subjects.values()), mistakes_of(known).values())
        self._add_made_together(inquiries, known)
        # What no plain call explains may be about objects: there the way to the wrong value is played again.
        about_objects = [(record, result) for place, record, result in tier.failed() if place not in subjects]
        self.quiet = self.quiet and not about_objects
        ways = [(record.asked, record.recipe) for record, _ in one_of_each_first(about_objects)]
        found.played = self._replays.known(live, ways, mistakes_of(known), tier.least, witness.pause)
        open_ways = [
            (record.asked, failure, record.recipe)
            for record, result in about_objects
            if is_open(result) and (failure := failure_in(result)) is not None
        ]
        seen = [chain for record in tier.records for chain in record.chains]
        about = [subject_of(record.asked, record.recipe) for record, _ in about_objects]
        looked = self._replays.looks(live, about, seen, tier.least, witness.pause) if self.guesses else {}
        found.looks = {way: tuple(replace(one, function=way[0]) for one in each.findings) for way, each in looked.items()}
        shown: dict[tuple[str, str], list[Recipe]] = {}
        found.smaller = self._replays.smallest(live, open_ways, seen, self._drawn, witness.pause, shown)
        found.looks = self._replays.held(live, looked, shown, tier.least, witness.pause)
        found.hidden = self._behind(live, tier, {**known, **found.played}, witness, read_on)

    def _add_made_together(self, inquiries: dict[str, Inquiry], known: dict[str, About]) -> None:
        """Name what only shows together with the mistakes that are known of other functions: one may call the other."""
        base = mistakes_of(known)
        names = tuple(dict.fromkeys(base.values()))
        for function, about in known.items():
            if not names or about.known or not about.seen:
                continue
            inquiry = inquiries[function]
            inquiry.witness.pause()
            apart = inquiry.harmless(self._mistakes, about.seen, names)
            felt = tuple(other for other, name in base.items() if name not in apart)
            if not felt:
                continue
            beside = self._bank.beside(names)
            # Whoever changes nothing of this function need not be tried with others.
            harmless = inquiry.harmless(self._mistakes, about.seen, beside)
            telling = [name for name in beside if name not in harmless]
            found = inquiry.known_mistakes(self._mistakes, about.seen, telling, names)
            if found:
                about.findings = (self._named(function, found[0], felt), *about.findings)

    def _behind(
        self,
        live: LiveStudent,
        tier: Tier,
        known: Mapping[str, About | Finding],
        witness: Witness,
        read_on: Callable[[int], Record],
    ) -> dict[str, Finding]:
        """By question, the known mistake that no case came to, since each ended at the wrong value of an earlier function."""
        done = {name for name, about in known.items() if isinstance(about, Finding) or about.known}
        failures: list[tuple[str, Recipe]] = []
        tried: Counter[str] = Counter()
        for place, record, result in tier.failed():
            question = result.question
            waits = result.verdict is Verdict.WRONG_ANSWER and record.failures and record.asked in done
            if not waits or question in done or record.asked == question or tried[question] >= MAX_READ_ON:
                continue
            tried[question] += 1
            witness.pause()
            more = read_on(place)
            failures += [(function, recipe) for function, recipe in more.failures if function == question]
            if more.stop is not None:
                break
        plain = {name: about for name, about in known.items() if isinstance(about, About)}
        return self._replays.known(live, failures, mistakes_of(plain), tier.least, witness.pause)

    def _inquiry(self, name: str, records: Sequence[Record], witness: Witness) -> Inquiry:
        # One call a case at first, and then its last one: the same inputs for every student, and those that failed.
        calls = [[call for call in record.attempts.calls if call.name == name] for record in records]
        attempts = [each for own in calls for each in (own[:1] + own[-1:])]
        return Inquiry(
            name,
            self._assignment.spec_for(name),
            witness,
            self._oracle,
            self._other_solutions,
            self._domains,
            lambda: self._drawn(name),
            attempts,
        )

    def _drawn(self, name: str) -> tuple[Input, ...]:
        if name not in self._draws:
            self._draws[name] = draw_inputs(self._strategies[name]) if name in self._strategies else ()
        return self._draws[name]

    def _about(self, inquiry: Inquiry, subjects: Sequence[Subject], before: Collection[str]) -> About:
        """``before``: the known mistakes of earlier functions."""
        mine = [each for each in subjects if each.attempt.name == inquiry.function]
        if not mine:
            return About()
        inquiry.witness.pause()
        natural = inquiry.natural()
        drawn = inquiry.drawn(0, MAX_DRAWN)
        more = [(each.failure, each.is_open) for each in mine], len(natural), len(drawn), tuple(before)
        key = key_of(inquiry.function, [*natural, *drawn, *(each.seen for each in mine)], more)
        told = self._recall.told(key, inquiry.witness, lambda: self._told(inquiry, natural, drawn, mine, before))
        return About((*natural, *drawn), told.findings, dict(told.smallest))

    def _told(
        self,
        inquiry: Inquiry,
        natural: Sequence[Observation],
        drawn: Sequence[Observation],
        mine: Sequence[Subject],
        before: Collection[str],
    ) -> Told:
        known = self._known(inquiry, natural, drawn, before)
        looked = inquiry.looks(natural, drawn) if self.guesses else Looked()
        met: list[Observation] = []
        changing: list[Finding] = []
        found_smaller: list[tuple[Failure, Counterexample]] = []
        for failure in list(dict.fromkeys(each.failure for each in mine))[:MAX_SEARCHES]:
            alike = [each for each in mine if each.failure == failure]
            # The input of a case that is not open must not be shown, cut down, at one that is.
            start = _smallest_of_a_kind([each.seen for each in [each for each in alike if each.is_open] or alike])
            smallest, repeats = inquiry.counterexample(start, natural, met)
            if smallest is not None:
                found_smaller.append((failure, smallest))
            if repeats is not None:
                changing = [repeats]
        # Where the cause is known, nothing is guessed at beside it; what changes from call to call explains itself by nothing else.
        looks = [each for each in looked.also(met) if not (known and each.kind in GUESSES)]
        findings = dict.fromkeys(replace(each, function=inquiry.function) for each in changing or [*known, *looks])
        return Told(tuple(findings), tuple(found_smaller))

    def _known(
        self, inquiry: Inquiry, natural: Sequence[Observation], drawn: Sequence[Observation], before: Collection[str]
    ) -> tuple[Finding, ...]:
        """The known mistake that the student's values are those of, if there is one."""
        seen = [*natural, *drawn]
        able = [name for name in self._bank.names if self._bank.may_change(name, inquiry.function)]
        names = inquiry.known_mistakes(self._mistakes, seen, able)
        if len(names) > 1:
            more = inquiry.drawn(1, MORE_DRAWN)
            seen += more
            names = inquiry.known_mistakes(self._mistakes, seen, names)
        # Of several the one that an earlier function shows: this one may only call it. Else a yes or no tells none from another.
        shown = [name for name in names if name in before]
        if len(names) > 1 and not shown and not any(is_telling(each.outcome.value) for each in seen if each.failed):
            return ()
        return (self._named(inquiry.function, (*shown, *names)[0]),) if names else ()

    def _named(self, function: str, mistake: str, others: tuple[str, ...] = ()) -> Finding:
        """``others``: the functions whose own known mistakes are needed beside it to explain the values."""
        told = self._assignment.mistake(mistake)
        hint = told.hint or Text("")
        return Finding(kind="known_mistake", function=function, name=mistake, hint=hint, title=told.title, words=others)


def _smallest_of_a_kind(failed: Sequence[Observation]) -> Observation:
    """Of those that are called as the first one is: an example with another option may show another mistake."""
    return min((each for each in failed if kind_of(each) == kind_of(failed[0])), key=_size)


def _size(seen: Observation) -> int:
    return count_of(list(seen.args)) + count_of(dict(seen.kwargs))


def checked_functions(assignment: Assignment) -> tuple[str, ...]:
    """The functions that the hidden suite compares with the reference somewhere: of no other is there one right value."""
    if assignment.private is None:
        return ()
    tree = ast.parse((assignment.private / "test_hidden.py").read_text(encoding="utf-8-sig"))
    used = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "check"
    }
    return tuple(name for name in assignment.functions if name in used)
