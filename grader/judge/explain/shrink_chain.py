"""The way to a wrong value of what is done with objects, made smaller: the arguments of all its calls as one input.

An argument that has the shape of what an earlier call returned (a gradient of the output, say) follows when that changes: it is
filled anew, with ones, with 1, 2, 3, ..., or with the numbers that stood there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

import numpy as np

from grader.judge.explain.ask import at_most
from grader.judge.explain.domain import Domain
from grader.judge.explain.inputs import Input, leaves_of
from grader.judge.explain.inquiry import DIGITS, MAX_SHOWN, MAX_TRAIL, counterexample_of, written
from grader.judge.explain.search import Budget, Search, SearchOverError
from grader.judge.explain.steadiness import is_steady
from grader.judge.running.outcome import Args, Expected, Failure, Kwargs, Observation, Outcome, failure_of, fingerprint, observe
from grader.judge.running.pairs import opaque_paths, without
from grader.judge.running.provenance import Made, Recipe, Step, compared_without, recipe_text
from grader.judge.running.reference_side import ReferenceStudent
from grader.judge.running.tree import leaves, mapped, part_at, places
from grader.model import Counterexample, FunctionSpec

# Each is a case of its own in the student's process, of several calls.
MAX_CALLS = 100


class Fill(Enum):
    """What stands in an argument that follows: no text, which a search would cut."""

    ONES = "ones"
    RAMP = "ramp"
    OWN = "own"


Play = Callable[[Recipe], Outcome]
Draws = Callable[[str], Sequence[Input]]
# Of each input, the first of which is the suite's own, whether all who are right there are right on it; with its recipe.
Agree = Callable[[Sequence[Observation], Sequence[Recipe]], list[bool]]


@dataclass(frozen=True, slots=True)
class Tied:
    """In an argument's place: an array with the shape of a part of what step number ``step`` returned.

    ``own``: the numbers that stood there, with as many digits as a report shows.
    """

    step: int
    part: tuple[int, ...]
    own: tuple[float, ...]

    def filled(self, value: object, fill: Fill) -> np.ndarray:
        shape = _shape_at(value, self.part)
        if fill is Fill.ONES:
            return np.ones(shape)
        if fill is Fill.RAMP:
            return np.arange(1.0, np.prod(shape) + 1).reshape(shape)
        return np.resize(np.array(self.own), shape)


class Way:
    """One structure of calls, asked with other arguments.

    ``play``: what the student gives for a recipe, in a case of its own. ``others``: the suite's other recipes of that structure.
    """

    def __init__(
        self,
        recipe: Recipe,
        spec: FunctionSpec,
        reference: ReferenceStudent,
        play: Play,
        seconds: float,
        others: Sequence[Recipe] = (),
    ) -> None:
        self._recipe, self._spec, self._reference, self._play, self._seconds = recipe, spec, reference, play, seconds
        self._others = [Way(each, spec, reference, play, seconds)._input(Fill.ONES) for each in others]  # noqa: SLF001  # its own kind
        self._made: dict[bytes, Recipe] = {}
        self.shown: Recipe = ()  # the calls of the smallest input
        self._ties = self._found_ties()

    def smallest(self, failure: Failure, draws: Draws, renew: Callable[[], None], agree: Agree) -> Counterexample | None:
        """The smallest input of the way that fails like this, and on which all others are right, confirmed in a fresh process."""
        search = Search(self._ask, self._expect, self._spec, Budget(calls=MAX_CALLS))
        try:
            started = [found for fill in Fill if (found := search.observe(self._input(fill))) is not None]
        except SearchOverError:
            return None
        start = next((found for found in started if failure_of(found) == failure), None)
        if start is None:
            return None
        drawn = self._drawn(draws, start)
        known = [*self._others, *drawn]
        domain = Domain.learned([Input(start.args, start.kwargs), *known])
        if known:  # one recipe alone says too little of what its arguments have in common
            search.legal = domain.holds
        search.steady = lambda seen: is_steady(seen, self._right, domain.is_measured)
        search.smallest(start, self._others, drawn, cut_draws=True)
        best = self._agreed(start, search, renew, agree)
        if best is None:
            return None
        confirmed = self._observed(best)
        if confirmed is None or failure_of(confirmed) != failure:
            return None
        self.shown = recipe = self._made[fingerprint(best.args, best.kwargs)]
        parts = [leaf for step in recipe for leaf in leaves((*step.args, *step.kwargs.values()))]
        sizes = [leaf.size for leaf in parts if isinstance(leaf, np.ndarray)]
        reduced = fingerprint(best.args, best.kwargs) != fingerprint(start.args, start.kwargs)
        shown = counterexample_of(recipe_text(recipe), confirmed, self._spec, opaque_paths(self._spec), reduced=reduced)
        argument = recipe[-1].argument
        return replace(shown, numbers=max(sizes, default=1), argument="" if argument is None else argument[1])

    def _agreed(self, start: Observation, search: Search, renew: Callable[[], None], agree: Agree) -> Observation | None:
        """The smallest input of the search on which everybody else agrees; the one that it started from, if need be."""
        trail = search.trail[::-1]
        for some in (trail[:1], trail[1:MAX_TRAIL], [start]):
            written_out = [found for each in some if (found := written(each, search)) is not None]
            readable = [each for each in written_out if _numbers(each) <= MAX_SHOWN]
            seen = [start, *readable]
            _, *agreed = agree(seen, [self._made[fingerprint(each.args, each.kwargs)] for each in seen])
            renew()
            if (best := next((each for each, held in zip(readable, agreed, strict=True) if held), None)) is not None:
                return best
        return None

    def _drawn(self, draws: Draws, start: Observation) -> list[Input]:
        """The author's own inputs of the first call, the rest following; none where something of the rest cannot follow."""
        rest = start.args[1:]
        free = [leaf for leaf in leaves_of(Input(tuple(rest), {})) if not leaf.is_number]
        step = self._recipe[0]
        if free or step.target is not None or step.attribute:
            return []
        return [
            Input(((given.args, dict(given.kwargs)), *rest[:-1], fill), {})
            for given in draws(step.name)
            for fill in (Fill.ONES, Fill.RAMP)
        ]

    def _input(self, fill: Fill) -> Input:
        # Tuples: a list of numbers would be taken for an array.
        calls = [
            (
                tuple(self._ties.get((place, index), value) for index, value in enumerate(step.args)),
                {name: self._ties.get((place, name), value) for name, value in step.kwargs.items()},
            )
            for place, step in enumerate(self._recipe)
        ]
        return Input((*calls, fill), {})

    def _ask(self, args: Args, kwargs: Kwargs) -> Outcome:
        return self._play(self._made[fingerprint(args, kwargs)])

    def _expect(self, args: Args, kwargs: Kwargs) -> Expected | None:
        """The reference's value; None where it refuses the arguments, or does not come to an end. Keeps the recipe."""
        played = self._played(args)
        if played is None:
            return None
        self._made[fingerprint(args, kwargs)], expected = played
        return expected

    def _right(self, args: Args, _kwargs: Kwargs) -> Expected | None:
        """The same of an input that nobody else will be asked about."""
        played = self._played(args)
        return None if played is None else played[1]

    def _played(self, args: Args) -> tuple[Recipe, Expected] | None:
        try:
            with at_most(self._seconds), np.errstate(all="ignore"):
                recipe, values = self._walked(args)
        except Exception:  # noqa: BLE001  # an input that the reference refuses is no input
            return None
        return recipe, Expected(without(values[-1], compared_without(recipe)))

    def _observed(self, best: Observation) -> Observation | None:
        return observe(best.args, best.kwargs, best.expected, self._ask(best.args, best.kwargs), self._spec)

    def _walked(self, args: Args) -> tuple[Recipe, list[Any]]:
        """The recipe with these arguments, and what the reference returns at each step."""
        steps: list[Step] = []
        values: list[Any] = []

        def found(value: object) -> object:
            return part_at(values[value.step], value.path) if isinstance(value, Made) else value

        def follows(value: object) -> object:
            return value.filled(values[value.step], args[-1]) if isinstance(value, Tied) else value

        for old, (given, named) in zip(self._recipe, args[:-1], strict=True):
            own = {name: mapped(value, follows) for name, value in named.items()}
            step = replace(old, args=tuple(mapped(value, follows) for value in given), kwargs=own)
            handed = tuple(mapped(value, found) for value in step.args)
            by_name = {name: mapped(value, found) for name, value in step.kwargs.items()}
            values.append(self._reference.play(step, handed, by_name, None if step.target is None else found(step.target)))
            steps.append(step)
        return tuple(steps), values

    def _found_ties(self) -> Mapping[tuple[int, int | str], Tied]:
        """Which arguments are arrays with the shape of something that an earlier call returned."""
        plain = Input((*[(step.args, dict(step.kwargs)) for step in self._recipe], Fill.OWN), {})
        try:
            with at_most(self._seconds), np.errstate(all="ignore"):
                _, values = self._walked(plain.args)
        except Exception:  # noqa: BLE001  # the reference cannot play it: nothing can be made of it
            return {}
        ties: dict[tuple[int, int | str], Tied] = {}
        for place, step in enumerate(self._recipe):
            arguments: list[tuple[int | str, object]] = [*enumerate(step.args), *step.kwargs.items()]
            for key, value in arguments:
                source = _source(value, values[:place])
                if source is not None:
                    own = tuple(float(f"{entry:.{DIGITS}g}") for entry in np.ravel(np.asarray(value)).tolist())
                    ties[place, key] = Tied(*source, own)
        return ties


def _numbers(seen: Observation) -> int:
    return sum(leaf.array.size for leaf in leaves_of(Input(seen.args, seen.kwargs)))


def _source(value: object, values: Sequence[object]) -> tuple[int, tuple[int, ...]] | None:
    if not isinstance(value, np.ndarray) or value.ndim == 0 or value.dtype.kind != "f":
        return None
    for step, made in enumerate(values):
        for path in places(made, _is_array):
            if _shape_at(made, path) == value.shape:
                return step, path
    return None


def _shape_at(value: object, path: tuple[int, ...]) -> tuple[int, ...]:
    part = part_at(value, path)
    return part.shape if isinstance(part, np.ndarray) else ()


def _is_array(value: object) -> bool:
    return isinstance(value, np.ndarray)
