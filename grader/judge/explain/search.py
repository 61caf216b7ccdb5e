"""The search for the smallest failing input, within a budget of calls and numbers: never of time, and the same for everybody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from grader.judge.explain.inputs import Input, input_of, leaves_of
from grader.judge.explain.shrink import reduce_numbers, reduce_parts, reduce_sizes, reduce_values
from grader.judge.running.outcome import (
    Ask,
    Expect,
    Failure,
    Observation,
    count_of,
    failure_of,
    fingerprint,
    is_finite,
    is_zero,
    observe,
)
from grader.model import FunctionSpec

MAX_CALLS = 240
MAX_NUMBERS = 2_000_000  # over all calls of one search


class SearchOverError(Exception):
    """The budget is spent, or the student's process died: what was found so far is the answer."""


@dataclass(slots=True)
class Budget:
    calls: int = MAX_CALLS
    numbers: int = MAX_NUMBERS

    def spend(self, given: Input) -> None:
        self.calls -= 1
        self.numbers -= count_of(given.args) + count_of(dict(given.kwargs))
        if self.calls < 0 or self.numbers < 0:
            raise SearchOverError


def kind_of(given: Input | Observation) -> tuple[object, ...]:
    """What it is called with: of each number or array its place, the kind of its entries, its axes, and whether it is empty."""
    given = given if isinstance(given, Input) else input_of(given)
    return tuple((leaf.path, leaf.array.dtype.kind, leaf.array.ndim, not leaf.array.size) for leaf in leaves_of(given))


@dataclass(slots=True)
class Search:
    """One function's search. ``seen`` keeps every answer: a diagnosis can be read from them at no further cost."""

    ask: Ask
    expect: Expect
    spec: FunctionSpec
    budget: Budget = field(default_factory=Budget)
    legal: Callable[[Input], bool] = lambda _: True  # whether an input that was made up is one that the author could have meant
    steady: Callable[[Observation], bool] = lambda _: True  # whether its right answer is no accident
    seen: dict[bytes, Observation | None] = field(default_factory=dict)
    best: Observation | None = None
    trail: list[Observation] = field(default_factory=list)  # every input that was the best so far, the smallest last

    def observe(self, given: Input) -> Observation | None:
        """What student and reference give for an input; None where the reference refuses it. Asks nothing twice."""
        key = fingerprint(given.args, given.kwargs)
        if key not in self.seen:
            self.budget.spend(given)
            expected = self.expect(given.args, given.kwargs)
            if expected is None:
                self.seen[key] = None
            else:
                outcome = self.ask(given.args, given.kwargs)
                self.seen[key] = observe(given.args, given.kwargs, expected.value, outcome, self.spec, brief=True)
                if outcome.stopped:
                    raise SearchOverError
        return self.seen[key]

    def smallest(
        self, start: Observation, others: Sequence[Input], draws: Sequence[Input], *, cut_draws: bool = False
    ) -> Observation:
        """The smallest input that fails as ``start`` does: the first of the author's ``draws``, else ``start`` cut down.

        Values are left alone where the author's strategy says what an input is: it may hold more than the reference checks.
        ``cut_draws``: the draw that fails may be made shorter, along the lengths that go together in all draws.
        """
        failure = failure_of(start)
        if failure is None:
            return start
        self.best, self.trail = start, [start]
        try:
            # Where there are some of its own kind, only those: what fails on another may fail for another reason.
            kind = kind_of(start)
            alike = [given for given in draws if kind_of(given) == kind]
            if not self._first_of(alike or draws, failure):
                self._cut_down(start, others, failure, values=not draws)
            elif cut_draws:
                self._cut_down(self.best, draws, failure, values=False)
        except SearchOverError:
            pass
        return self.best

    def _first_of(self, draws: Sequence[Input], failure: Failure) -> bool:
        return any(self._fails_alike(given, failure, zero=False) for given in draws)

    def _cut_down(self, start: Observation, others: Sequence[Input], failure: Failure, *, values: bool) -> None:
        zero = is_zero(start.expected)
        finite = is_finite(start.expected)

        def fails(given: Input) -> bool:
            return self.legal(given) and self._fails_alike(given, failure, zero=zero, finite=finite)

        smaller = reduce_sizes(input_of(start), others, fails)
        if not values:
            return
        # Before the arrays are mostly zeros: with a smaller padding or stride more of an image can go, and the mistake still shows.
        plain = reduce_numbers(smaller, fails)
        smaller = smaller if plain is smaller else reduce_sizes(plain, others, fails)
        simple = reduce_values(reduce_parts(smaller, others, fails), fails)
        # Labels that are zero by now fit into fewer classes.
        again = reduce_sizes(simple, others, fails)
        if again is not simple:
            reduce_values(again, fails)

    def _fails_alike(self, given: Input, failure: Failure, *, zero: bool, finite: bool = True) -> bool:
        """Whether an input shows the same failure, on a right answer that is finite and, if need be, says more than zero."""
        found = self.observe(given)
        if found is None or failure_of(found) != failure:
            return False
        if count_of(found.expected) == 0:  # an empty answer shows nothing
            return False
        if (finite and not is_finite(found.expected)) or (not zero and failure.kind != "raised" and is_zero(found.expected)):
            return False
        if not self.steady(found):
            return False
        self.best = found
        self.trail.append(found)
        return True
