"""Everything that is asked about one function of one submission, and what is said of it in the end."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

import numpy as np

from grader.errors import AssignmentError
from grader.judge.explain.ask import MANY, Oracle, Step, Witness
from grader.judge.explain.behaviour import about_repeats
from grader.judge.explain.domain import Domains
from grader.judge.explain.fresh import fresh_inputs, neighbours
from grader.judge.explain.heat import heat_of
from grader.judge.explain.inputs import Input, input_of, leaves_of, replaced
from grader.judge.explain.known_mistakes import Mistakes
from grader.judge.explain.other_solutions import OtherSolutions
from grader.judge.explain.search import Budget, Search, SearchOverError
from grader.judge.explain.steadiness import is_steady
from grader.judge.explain.tested import Looked, Observe, tested
from grader.judge.running.calllog import Attempt
from grader.judge.running.literal import call_text, shown_apart
from grader.judge.running.outcome import (
    Observation,
    Outcome,
    count_of,
    failure_of,
    fingerprint,
    observe,
)
from grader.judge.running.pairs import Path, labelled, opaque_paths
from grader.judge.running.spots import spots_of
from grader.model import Counterexample, Finding, FunctionSpec

MAX_NATURAL = 16
MAX_DRAWN = 12
MORE_DRAWN = 40
MAX_NUMBERS = 5000  # of one input that is looked at for findings
MAX_TRAIL = 16  # inputs of a search that everybody else is asked about
MAX_SHOWN = 120  # numbers in a counterexample
DIGITS = 6  # of a number in a report


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One function of one submission. ``attempts``: the calls that the suite made of it, in their order."""

    function: str
    spec: FunctionSpec
    witness: Witness
    oracle: Oracle
    other_solutions: OtherSolutions
    domains: Domains
    draws: Callable[[], Sequence[Input]]
    attempts: Sequence[Attempt]

    def natural(self) -> list[Observation]:
        """The suite's own inputs with what came of them; one of each."""
        found: dict[bytes, Observation] = {}
        for attempt in self.attempts:
            key = fingerprint(attempt.args, attempt.kwargs)
            if len(found) < MAX_NATURAL and key not in found and attempt.outcome is not None and _is_small(attempt):
                observation = self._observation(attempt.args, attempt.kwargs, attempt.outcome, brief=True)
                if observation is not None:
                    found[key] = observation
        return list(found.values())

    def of(self, attempt: Attempt, *, brief: bool = False) -> Observation | None:
        """How one call of the suite came out; None where the reference has no say in it."""
        if attempt.outcome is None:
            return None
        return self._observation(attempt.args, attempt.kwargs, attempt.outcome, brief=brief)

    def drawn(self, first: int, count: int) -> list[Observation]:
        """Answers to the author's own draws, spread from the simplest to the largest."""
        draws = self.draws()
        step = max(1, len(draws) // count)
        found = []
        for given in draws[first::step][:count]:
            outcome = self.witness.ask(self.function)(given.args, given.kwargs)
            if outcome.stopped:
                break
            observation = self._observation(given.args, given.kwargs, outcome, brief=True)
            if observation is not None:
                found.append(observation)
        return found

    def known_mistakes(
        self, mistakes: Mistakes, observations: Sequence[Observation], names: Sequence[str], base: Sequence[str] = ()
    ) -> tuple[str, ...]:
        """The mistakes that answer every input as the student does, of whom at least one answer is wrong.

        Several that match cannot be told apart on these inputs. ``base``: mistakes of other functions that are made beside it.
        """
        if not any(each.failed for each in observations):
            return ()
        first = sorted(observations, key=lambda each: not each.failed)
        inputs, own = [input_of(each) for each in first], [each.outcome for each in first]
        return mistakes.alike(self.function, inputs, own, names, base, on_pause=self.witness.pause)

    def harmless(self, mistakes: Mistakes, observations: Sequence[Observation], names: Sequence[str]) -> tuple[str, ...]:
        """The mistakes with which this function is right on every input."""
        inputs, right = [input_of(each) for each in observations], [Outcome(each.expected) for each in observations]
        return mistakes.alike(self.function, inputs, right, names, on_pause=self.witness.pause)

    def looks(self, natural: Sequence[Observation], drawn: Sequence[Observation]) -> Looked:
        """What the values look like, on these inputs and on fresh ones."""
        source = _Source(self._observe, [input_of(each) for each in natural])
        try:
            return tested(natural, drawn, source, self.spec, self.oracle.parameters(self.function))
        except AssignmentError:  # a draw on which the reference breaks its own rule
            return Looked()

    def is_right(self, count: int) -> bool:
        """Whether the student's function is right on the author's own draws and on as many inputs made of the suite's."""
        known = [Input(each.args, each.kwargs) for each in self.attempts if _is_small(each)]
        draws = [Input(each.args, each.kwargs) for each in self.draws()]
        expect = self.oracle.expect(self.function)
        inputs = [*draws[:: max(1, len(draws) // MAX_DRAWN)], *fresh_inputs(known, count)]
        legal = [each for each in inputs if expect(each.args, each.kwargs) is not None]
        for some in (legal[start : start + MANY] for start in range(0, len(legal), MANY)):
            self.witness.ahead([Step(self.function, each.args, each.kwargs) for each in some])
            if any(seen is not None and seen.failed for seen in map(self._observe, some)):
                return False
        return True

    def counterexample(
        self, start: Observation, natural: Sequence[Observation], met: list[Observation]
    ) -> tuple[Counterexample | None, Finding | None]:
        """The smallest input that fails as ``start`` does, confirmed in a fresh process; or what its repetition shows.

        ``met`` gets the inputs that failed on the way there.
        """
        search = self._searched(start, [input_of(each) for each in natural])
        met += search.trail[-MAX_TRAIL:]
        best = self._agreed(start, search)
        if best is None:
            return None, None
        self.witness.renew()
        ask = self.witness.ask(self.function)
        first, again = ask(best.args, best.kwargs), ask(best.args, best.kwargs)
        self.witness.renew()
        repeats = about_repeats(first, again, self.witness.ask(self.function)(best.args, best.kwargs), self.spec)
        confirmed = self._observation(best.args, best.kwargs, first)
        if confirmed is None or failure_of(confirmed) != failure_of(best):
            return None, repeats
        call = call_text(self.function, confirmed.args, confirmed.kwargs)
        reduced = fingerprint(best.args, best.kwargs) != fingerprint(start.args, start.kwargs)
        spec = dataclasses.replace(self.spec, name=self.function)
        return counterexample_of(call, confirmed, spec, opaque_paths(self.spec), reduced=reduced), repeats

    def _searched(self, start: Observation, others: Sequence[Input]) -> Search:
        """From that input on, and from ``others`` and draws."""
        draws = self.draws()
        domain = self.domains.learned([input_of(start), *others, *draws])
        quiet = not self.oracle.warns(self.function, start.args, start.kwargs)
        expect = self.oracle.expect(self.function)

        def unmoved(seen: Observation) -> bool:
            return is_steady(seen, expect, domain.is_measured)

        def sound(seen: Observation) -> bool:
            return not (quiet and self.oracle.warns(self.function, seen.args, seen.kwargs))

        search = Search(
            self.witness.ask(self.function),
            expect,
            self.spec,
            legal=domain.holds,
            steady=lambda seen: sound(seen) and unmoved(seen),
        )
        search.smallest(start, others, draws)
        if search.best is start and not unmoved(start):
            # The suite's own input lies on a tie: what is wrong may be just that, and shows on ties alone.
            search = Search(self.witness.ask(self.function), expect, self.spec, legal=domain.holds, steady=sound)
            search.smallest(start, others, draws)
        return search

    def _agreed(self, start: Observation, search: Search) -> Observation | None:
        """The smallest input of a search on which everybody else is right; the first one, which is the suite's own, if need be."""
        trail = search.trail[::-1]
        for some in (trail[:1], trail[1:MAX_TRAIL], [start]):
            readable = [found for each in some if (found := written(each, search)) is not None]
            agree = self.other_solutions.agree(self.function, readable, start, self.witness.pause)
            for best, agreed in zip(readable, agree, strict=True):
                if agreed:
                    return best
        return None

    def _observe(self, given: Input) -> Observation | None:
        """Both sides asked, in brief; the student only where the reference takes the input."""
        expected = self.oracle.expect(self.function)(given.args, given.kwargs)
        if expected is None:
            return None
        outcome = self.witness.ask(self.function)(given.args, given.kwargs)
        return observe(given.args, given.kwargs, expected.value, outcome, self.spec, brief=True)

    def _observation(
        self, args: tuple[object, ...], kwargs: Mapping[str, object], outcome: Outcome, *, brief: bool = False
    ) -> Observation | None:
        expected = self.oracle.expect(self.function)(args, kwargs)
        return None if expected is None else observe(args, kwargs, expected.value, outcome, self.spec, brief=brief)


@dataclass(frozen=True, slots=True)
class _Source:
    """Fresh inputs of one function."""

    observe: Callable[[Input], Observation | None]
    known: Sequence[Input]

    def fresh(self, first: int, count: int) -> Iterator[Observe]:
        return (partial(self.observe, given) for given in islice(fresh_inputs(self.known, first + count), first, None))

    def around(self, place: int) -> Iterator[Observe]:
        return (partial(self.observe, given) for given in neighbours(self.known[place], self.known))


def written(best: Observation, search: Search) -> Observation | None:
    """With numbers that a report can show to the last digit; None where those do not fail, or are too many."""
    given = Input(best.args, best.kwargs)
    if sum(count_of(value) for _, value in given.parts) > MAX_SHOWN:
        return None
    short = _shortened(given)
    if fingerprint(short.args, short.kwargs) == fingerprint(given.args, given.kwargs):
        return best
    search.budget = Budget(calls=1)
    try:
        found = search.observe(short)
    except SearchOverError:
        return None
    if found is None or failure_of(found) != failure_of(best) or not search.legal(short) or not search.steady(found):
        return None
    return found


def _is_small(attempt: Attempt) -> bool:
    return sum(count_of(value) for value in (*attempt.args, *attempt.kwargs.values())) <= MAX_NUMBERS


def _shortened(given: Input) -> Input:
    """Every fraction rounded to as many digits as a report shows."""
    for leaf in leaves_of(given):
        if leaf.array.dtype.kind == "f":
            flat = [float(f"{entry:.{DIGITS}g}") for entry in leaf.array.reshape(-1).tolist()]
            rounded = np.array(flat, dtype=leaf.array.dtype).reshape(leaf.array.shape)
            if not np.array_equal(rounded, leaf.array, equal_nan=True):
                given = replaced(given, leaf.path, rounded)
    return given


def counterexample_of(
    call: str, found: Observation, spec: FunctionSpec, opaque: Mapping[Path, str], *, reduced: bool = False
) -> Counterexample:
    """All that this one call showed; nothing is taken over from another."""
    given, outcome = Input(found.args, found.kwargs), found.outcome
    asked = labelled(found.expected, opaque)
    came = labelled(outcome.value if outcome.answered else None, opaque)
    one, other = shown_apart(asked, came, spots_of(asked, came, spec) if outcome.answered else {})
    mismatch = found.mismatch if outcome.answered else None
    return Counterexample(
        call=call,
        expected=one.text,
        actual=other.text if outcome.answered else "",
        raised=outcome.raised,
        numbers=max((largest_of(value) for _, value in given.parts), default=0),
        function=spec.name,
        mismatch=mismatch,
        heat=None if mismatch is None else heat_of(found.expected, outcome.value, mismatch, spec),
        fault=outcome.fault,
        reduced=reduced,
        expected_marks=one.marks,
        actual_marks=other.marks if outcome.answered else (),
    )


def largest_of(value: object) -> int:
    """The numbers of an argument; of a dict of options those of its largest entry, since each has a name of its own."""
    return max(map(largest_of, value.values()), default=0) if type(value) is dict else count_of(value)
