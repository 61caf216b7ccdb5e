"""Where one function is written: inferred, confirmed, asked of every mutant, and its cases chosen. A process of its own.

Started as a judge is. The reference and its mutants run in student processes; nothing of them is imported here.
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NoReturn

import numpy as np

from grader.errors import JudgeError
from grader.judge.channel import Channel
from grader.judge.grade import outline
from grader.judge.process import run as judges_life
from grader.judge.suite import Suite
from grader.model import Submission, Verdict
from grader.model.codecs import CASES
from grader.sandbox.slot import Slot
from grader.verify.mutants import Mutant, Seen, mutants_of
from grader.verify.programs import submission_of
from grader.verify.stub import make_stub, regions
from grader.verify.writing.candidates import candidates
from grader.verify.writing.choosing import always, chosen
from grader.verify.writing.example_calls import all_examples, example_source
from grader.verify.writing.fitting import counts, is_count, is_usable, keeps
from grader.verify.writing.inference import Called, Inference
from grader.verify.writing.marked import marked
from grader.verify.writing.plan import PLAN, CasePlan, FunctionPlan, Sizes, Target
from grader.verify.writing.recording import recorder_of
from grader.verify.writing.refusals import Promises, refusals
from grader.verify.writing.signature import Reference, read_reference
from grader.verify.writing.trial import STEADY, Outcome, Trial, differs, nudged
from grader.verify.writing.worked import outputs_of, smallest_example
from grader.verify.writing.wrongs import KINDS, Tried, resembled

# The suite will draw with a seed of its own, so what counts has to hold with any: with these, in the place of all.
SEEDS = (0, 1, 2)
# With so many, where it takes several cases to be sure of a mutant; and how many cases of a kind are asked for that.
DRAWS = tuple(range(6))
PARTLY = 8
Answers = Mapping[int, tuple[Outcome, ...]]
# A mutant that limits ended this often is not asked any more: it is killed, and each end costs the limit's time.
MOST_STOPS = 2


class Studio:
    """One reference, and everything that was found out of it so far."""

    def __init__(self, suite: Suite, order: Mapping[str, Any], tell: Any) -> None:
        self._suite, self._tell = suite, tell
        self._file = suite.assignment.files[0]
        self._reference: Reference = read_reference(self._file, order["text"])
        examples: Mapping[str, Sequence[str]] = order["examples"]
        self._trial = Trial(suite, self._submission(self._reference.text + example_source(self._reference, examples)), tell)
        self._promises = Promises(self._reference)
        self._inference = Inference(self._reference, self._trial, order["told"], self._called(examples), tell, self._recording)

    def _recording(self, function: str) -> Trial:
        return Trial(self._suite, self._submission(self._reference.text + recorder_of(function)), self._tell)

    def _submission(self, text: str) -> Submission:
        return submission_of("reference", [(self._file, text)])

    def _called(self, examples: Mapping[str, Sequence[str]]) -> dict[str, list[Called]]:
        found: dict[str, list[Called]] = {}
        for number, (function, _, _) in enumerate(all_examples(self._reference, examples)):
            outcome = self._trial.called(f"grader_example_{number}")
            if not outcome.failed:
                found.setdefault(function, []).append((tuple(outcome.value[0]), dict(outcome.value[1])))
        return found

    def write(self, function: str) -> FunctionPlan:
        """The plan of one function."""
        target = self._inference.target(function)
        if target is None:
            own = tuple(each for each in self._inference.questions if each.function == function)
            return FunctionPlan(function=function, target=None, questions=own or tuple(self._inference.questions))
        valid = self._inference.valid(target)
        orders = self._inference.orders(target)
        fitting = [sizes for sizes, _ in valid]
        asked = [case for case in candidates(target, fitting) if keeps(orders, case.whole_numbers)]
        asked += refusals(target, fitting) if self._promises.any_of(function) else ()
        every, said = self._fair(target, asked, counting=counts(valid, target))
        fair, answers = self._missed_by_the_stub(target, every, said)
        wrong = [
            mutant
            for mutant in mutants_of([(self._file, self._reference.text)], Seen())
            if mutant.function in self._reached(function)
        ]
        tried = self._tried(target, fair, answers, wrong)
        kills, together = self._kills(target, fair, tried)
        places = chosen(fair, kills)
        tried = [self._told_everywhere(target, fair, answers, each, places, function) for each in tried]
        values = [outcome.value for outcomes in answers.values() for outcome in outcomes if not outcome.failed]
        return FunctionPlan(
            function=function,
            target=target,
            cases=tuple(fair[place] for place in places),
            outputs=outputs_of(self._reference.of(function), [(dict(sizes), outcome.value) for sizes, outcome in valid]),
            example=smallest_example(self._trial, self._reference.of(function), target, [sizes for sizes, _ in valid]),
            wrongs=resembled([each for each in tried if each.mutant.function == function], places, function),
            orders=tuple(order for order in orders if {order[0], order[2]} <= set(target.symbols)),
            assumptions=tuple(each for each in self._inference.assumptions if each.function == function),
            least=_least([sizes for sizes, _ in valid], fair, places),
            exact=all(_is_discrete(value) for value in values),
            is_given=bool(every) and not fair,
            weight=sum(mutant.function == function for mutant in wrong),
            mutants=len(wrong),
            killed=sum(bool(each.killed_by) for each in tried) + len(together),
            unseen=tuple(each.mutant.key for each in tried if not each.killed_by and each.mutant.key not in together),
        )

    def _kills(self, target: Target, fair: Sequence[CasePlan], tried: Sequence[Tried]) -> tuple[dict[int, set[str]], set[str]]:
        """Of each case, by its place, the mutants that it kills, or draws of one; and those that all draws kill together."""
        kills = {place: {each.mutant.key for each in tried if place in each.killed_by} for place in range(len(fair))}
        draws = {each.mutant.key: self._draws_killed(target, fair, each) for each in tried if each.partly and not each.killed_by}
        for key, found in draws.items():
            for place, seed in found:
                kills[place].add(f"{key} {seed}")
        return kills, {key for key, found in draws.items() if {seed for _, seed in found} == set(DRAWS)}

    def _reached(self, function: str) -> frozenset[str]:
        """The functions whose mutants this one's cases have to kill: itself, and what no student sees."""
        others = {each.name for each in self._reference.asked} | self._reference.given
        return frozenset(each for each in self._reference.reaches(function) if each == function or each not in others)

    def _missed_by_the_stub(self, target: Target, fair: list[CasePlan], answers: Answers) -> tuple[list[CasePlan], Answers]:
        """The cases that ask for what is missing: what is handed out answers none of them, whatever is drawn. Without marks it
        answers nothing."""
        if not regions(self._file, self._reference.text):
            return fair, answers
        stub = self._submission(make_stub(self._file, marked(self._reference)))
        with Trial(self._suite, stub, self._tell) as trial:
            kept = [
                place
                for place, case in enumerate(fair)
                if all(
                    differs(trial.answer(target, case, seed=seed), outcome)
                    for seed, outcome in zip(SEEDS, answers[place], strict=True)
                )
            ]
        return [fair[place] for place in kept], {new: answers[old] for new, old in enumerate(kept)}

    def _fair(
        self, target: Target, cases: Sequence[CasePlan], *, counting: bool
    ) -> tuple[list[CasePlan], dict[int, tuple[Outcome, ...]]]:
        """Cases with a finite answer that does not hang on rounding, nor on whether a whole number is an int."""
        kept: list[CasePlan] = []
        answers: dict[int, tuple[Outcome, ...]] = {}
        for number, case in enumerate(cases):
            if number % 20 == 0:
                self._tell()
            outcomes = tuple(self._trial.answer(target, case, seed=seed) for seed in SEEDS)
            if all(self._is_fair(target, case, outcome, counting=counting) for outcome in outcomes):
                answers[len(kept)] = outcomes
                kept.append(replace(case, raises=outcomes[0].raised))
        return kept, answers

    def _is_fair(self, target: Target, case: CasePlan, outcome: Outcome, *, counting: bool) -> bool:
        if case.theme == "error":
            return self._promises.keeps(target.function, outcome)
        if not is_usable(outcome, target):
            return False
        if counting and not is_count(outcome.value):
            return False
        return case.theme == "empty" or not differs(
            self._trial.answer(target, case, nudged()), self._trial.answer(target, case), STEADY
        )

    def _tried(self, target: Target, cases: Sequence[CasePlan], answers: Answers, wrong: Sequence[Mutant]) -> list[Tried]:
        """Each mutant on the cases that every suite has; those that survive on all others too."""
        first = always(cases)
        rest = [place for place in range(len(cases)) if place not in first]
        found = []
        for number, mutant in enumerate(wrong):
            if number % 4 == 0:
                self._tell()
            found.append(self._asked(target, cases, answers, Tried(mutant, frozenset(), {}), first, enough=True))
            if not found[-1].killed_by:
                found[-1] = self._asked(target, cases, answers, found[-1], rest)
        return found

    def _asked(
        self, target: Target, cases: Sequence[CasePlan], answers: Answers, tried: Tried, places: Sequence[int], *,
        enough: bool = False,
    ) -> Tried:  # fmt: skip
        """The same with what the mutant says in these cases; with ``enough`` up to the first that kills it whatever is drawn."""
        killed, partly, said, stops = set(tried.killed_by), set(tried.partly), dict(tried.said), 0
        with Trial(self._suite, self._submission(tried.mutant.source), self._tell) as trial:
            for place in places:
                said[place] = trial.answer(target, cases[place])
                stops += said[place].stopped
                if differs(said[place], answers[place][0]):
                    if not self._always_differs(trial, target, cases[place], answers[place]):
                        partly.add(place)
                        continue
                    killed.add(place)
                    if enough:
                        break
                if stops >= MOST_STOPS:
                    killed |= set(places)
                    break
        return Tried(tried.mutant, frozenset(killed), said, frozenset(partly))

    def _draws_killed(self, target: Target, cases: Sequence[CasePlan], tried: Tried) -> list[tuple[int, int]]:
        """For a mutant that each case only kills as is drawn: places and seeds where it is killed. Several cases together leave
        it little room, so one of them has to kill it with each of these seeds."""
        general = [place for place, case in enumerate(cases) if case.theme == "general"][:PARTLY]
        found: list[tuple[int, int]] = []
        with Trial(self._suite, self._submission(tried.mutant.source), self._tell) as trial:
            for place in dict.fromkeys([*sorted(tried.partly)[:PARTLY], *general]):
                for seed in DRAWS:
                    expected = self._trial.answer(target, cases[place], seed=seed)
                    actual = trial.answer(target, cases[place], seed=seed)
                    if actual.stopped:
                        return found
                    if not expected.failed and differs(actual, expected):
                        found.append((place, seed))
        return found

    def _always_differs(self, trial: Trial, target: Target, case: CasePlan, expected: Sequence[Outcome]) -> bool:
        return all(
            differs(trial.answer(target, case, seed=seed), outcome) for seed, outcome in zip(SEEDS[1:], expected[1:], strict=True)
        )

    def _told_everywhere(
        self, target: Target, cases: Sequence[CasePlan], answers: Answers, tried: Tried, places: Sequence[int], function: str,
    ) -> Tried:  # fmt: skip
        """A mutant that may become a known mistake, asked in all chosen cases."""
        missing = [place for place in places if place not in tried.said]
        if tried.mutant.function != function or not tried.killed_by or tried.mutant.kind not in KINDS or not missing:
            return tried
        if any(outcome.failed for outcome in tried.said.values()):
            return tried
        return self._asked(target, cases, answers, tried, missing)


def _least(valid: Sequence[Sizes], cases: Sequence[CasePlan], places: Sequence[int]) -> tuple[tuple[str, int], ...]:
    """The smallest size of each symbol that a case may have."""
    smallest: dict[str, int] = {}
    for sizes in (*valid, *(cases[place].sizes for place in places)):
        for name, size in sizes:
            if isinstance(size, int):
                smallest[name] = min(size, smallest.get(name, size))
    return tuple(smallest.items())


def _is_discrete(value: Any) -> bool:
    """Whether there is no number in it that rounding could change."""
    if isinstance(value, tuple | list | set | frozenset):
        return all(_is_discrete(each) for each in value)
    if isinstance(value, dict):
        return all(_is_discrete(each) for each in value.values())
    return np.asarray(value).dtype.kind in "iubUSO"


def reduced(suite: Suite, program: str, args: Sequence[Any]) -> str:
    """One call of a program of ours in a student process of its own: somebody's text is parsed there, and nowhere else."""
    with Trial(suite, submission_of("reduction", [(suite.assignment.files[0], program)]), lambda: None) as trial:
        outcome = trial.called("reduced", args)
    return outcome.value if isinstance(outcome.value, str) else ""


def _answer(channel: Channel, suite: Suite, slot: Slot) -> None:
    channel.send({"ready": CASES.dump_json(outline(suite.cases, Verdict.SKIPPED)), "level": slot.level, "warning": slot.warning})
    studio: Studio | None = None
    while True:
        try:
            order = channel.receive()
        except JudgeError:
            return
        try:
            if order["ask"] == "reduce":
                channel.send({"reduced": reduced(suite, order["text"], order["args"])})
                continue
            studio = studio or Studio(suite, order, lambda: channel.send({"case": True}))
            channel.send({"plan": PLAN.dump_json(studio.write(order["function"]))})
        except Exception:  # noqa: BLE001  # one function without a plan must not end the studio
            channel.send({"failed": traceback.format_exc()})


def run() -> NoReturn:
    """The whole life of the process."""
    judges_life(_answer)


if __name__ == "__main__":
    run()
