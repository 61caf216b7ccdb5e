"""Calls that lead to one value, as one input: the arguments of them all by name, asked again with others.

So what a method returns, or a backward pass that is handed a cache, is looked at as a plain function's value is. An argument that
has the shape of what an earlier call returned (a gradient of the output, say) follows when that changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

import numpy as np

from grader.judge.explain.ask import at_most
from grader.judge.explain.fresh import fresh_inputs, neighbours, redrawn_array
from grader.judge.explain.inputs import Input
from grader.judge.explain.tested import Looked, Observe, tested
from grader.judge.running.outcome import Observation, Outcome, count_of, fingerprint, is_finite, observe
from grader.judge.running.pairs import without
from grader.judge.running.provenance import Made, Recipe, Step, compared_without
from grader.judge.running.reference_side import ReferenceStudent
from grader.judge.running.tree import leaves, mapped, part_at, places
from grader.model import FunctionSpec

# Of so many fresh inputs of a method one has its last call made twice.
REPEATED = 3

Play = Callable[[Recipe], Outcome]
Key = int | str


@dataclass(frozen=True, slots=True)
class _Slot:
    """One argument of one call. ``source``: which step returned something of its shape, and where."""

    step: int
    key: Key
    name: str
    value: object
    source: tuple[int, tuple[int, ...]] | None


class Chain:
    """One structure of calls. ``play``: what the student gives for a recipe, in a case of its own."""

    def __init__(self, recipe: Recipe, spec: FunctionSpec, reference: ReferenceStudent, play: Play, seconds: float) -> None:
        self._recipe, self._spec, self._reference, self._play, self._seconds = recipe, spec, reference, play, seconds
        self._slots: tuple[_Slot, ...] = ()
        walked = self.walked({})
        if walked is not None:
            self._slots = tuple(self._found_slots(walked[1]))

    def repeated(self) -> Chain | None:
        """With its last call made twice, where that is a method's: what is said of it must hold of an object that went on, too."""
        last = self._recipe[-1]
        if last.target is None or last.attribute:
            return None
        return Chain((*self._recipe, last), self._spec, self._reference, self._play, self._seconds)

    @property
    def steps(self) -> Recipe:
        return self._recipe

    @property
    def start(self) -> Input:
        """The suite's own input, of what may be drawn anew."""
        return Input((), {slot.name: slot.value for slot in self._slots if slot.source is None})

    def observe(self, given: Input) -> Observation | None:
        """What student and reference give; None where the reference refuses it. Its input has what follows, too."""
        walked = self.walked(given.kwargs)
        if walked is None:
            return None
        recipe, values = walked
        expected = without(values[-1], compared_without(recipe))
        kwargs = {slot.name: _argument(recipe[slot.step], slot.key) for slot in self._slots}
        return observe((), kwargs, expected, self._play(recipe), self._spec, brief=True)

    def walked(self, given: Mapping[str, object]) -> tuple[Recipe, list[object]] | None:
        """The recipe with these arguments and what the reference returns at each step; None where it does not come to an end."""
        try:
            with at_most(self._seconds), np.errstate(all="ignore"):
                return self._walk(given)
        except Exception:  # noqa: BLE001  # an input that the reference refuses is no input
            return None

    def _walk(self, given: Mapping[str, object]) -> tuple[Recipe, list[object]]:
        steps: list[Step] = []
        values: list[object] = []

        def found(value: object) -> object:
            return part_at(values[value.step], value.path) if isinstance(value, Made) else value

        for number, old in enumerate(self._recipe):
            step = self._filled(number, old, given, values)
            args = tuple(mapped(value, found) for value in step.args)
            kwargs = {name: mapped(value, found) for name, value in step.kwargs.items()}
            target = None if step.target is None else found(step.target)
            values.append(self._reference.play(step, args, kwargs, target))
            steps.append(step)
        return tuple(steps), values

    def _filled(self, number: int, old: Step, given: Mapping[str, object], values: Sequence[object]) -> Step:
        args, kwargs = list(old.args), dict(old.kwargs)
        for slot in self._slots:
            if slot.step == number:
                value = given.get(slot.name, slot.value)
                if slot.source is not None:
                    value = _following(slot, values)
                if isinstance(slot.key, int):
                    args[slot.key] = value
                else:
                    kwargs[slot.key] = value
        return replace(old, args=tuple(args), kwargs=kwargs)

    def _found_slots(self, values: Sequence[object]) -> Iterator[_Slot]:
        taken: dict[str, bytes] = {}
        listed: list[tuple[int, Key, str, object]] = []
        for number, step in enumerate(self._recipe):
            owner = None if step.target is None else part_at(values[step.target.step], step.target.path)
            names = () if step.attribute else self._reference.parameters(step, owner)
            arguments: list[tuple[Key, object]] = [*enumerate(step.args), *step.kwargs.items()]
            for key, value in arguments:
                if any(isinstance(leaf, Made) or callable(leaf) for leaf in leaves(value)):
                    continue
                listed.append((number, key, key if isinstance(key, str) else names[key] if key < len(names) else "", value))
        shapes: dict[str, set[tuple[int, ...]]] = {}
        for _, _, name, value in listed:
            shapes.setdefault(name, set()).add(np.shape(value) if isinstance(value, np.ndarray) else ())
        for number, key, name, value in listed:
            told = fingerprint([value], {})
            # One name for two values would be a name of neither; the underscore says that nothing may be said of it. Where they
            # differ only in numbers, the first has it: what is said of lengths is true of both.
            if not name or len(shapes[name]) > 1 or taken.setdefault(name, told) != told:
                name = f"_{number}_{key}"
            yield _Slot(number, key, name, value, _source(value, values[:number]))


def looks_of_calls(chains: Sequence[Chain], spec: FunctionSpec) -> Looked:
    """What the values look like that the chains lead to."""
    observed = [(chain, chain.observe(chain.start)) for chain in chains]
    own = [(chain, seen) for chain, seen in observed if seen is not None and _is_telling(seen)]
    natural = [seen for _, seen in own]
    if not natural or any(each.outcome.stopped for each in natural):
        return Looked(spec=spec)
    return tested(natural, (), _Source([chain for chain, _ in own]), spec, ())


class _Source:
    """Fresh inputs of the chains."""

    def __init__(self, chains: Sequence[Chain]) -> None:
        self._chains = chains

    def fresh(self, first: int, count: int) -> Iterator[Observe]:
        """Of the structure that the suite checks most often, which tells most."""
        same = max((self._like(chain) for chain in self._chains), key=len)
        given = fresh_inputs([chain.start for chain in same], first + count)
        for number, each in islice(enumerate(given), first, None):
            chain = same[number % len(same)]
            longer = chain.repeated() if number % REPEATED == REPEATED - 1 else None
            yield partial((longer or chain).observe, each)

    def around(self, place: int) -> Iterator[Observe]:
        chain = self._chains[place]
        found = neighbours(chain.start, [each.start for each in self._like(chain)])
        return (partial(chain.observe, given) for given in found)

    def _like(self, chain: Chain) -> list[Chain]:
        return [each for each in self._chains if each.start.kwargs.keys() == chain.start.kwargs.keys()]


def _is_telling(seen: Observation) -> bool:
    return is_finite(seen.expected) and count_of(seen.expected) > 0


def _argument(step: Step, key: Key) -> object:
    return step.args[key] if isinstance(key, int) else step.kwargs[key]


def _following(slot: _Slot, values: Sequence[object]) -> object:
    """The argument in the shape that what it follows has by now."""
    step, path = slot.source or (0, ())
    part = part_at(values[step], path)
    own = slot.value
    if not isinstance(part, np.ndarray) or not isinstance(own, np.ndarray) or part.shape == own.shape:
        return own
    rng = np.random.default_rng(part.size)
    return redrawn_array(rng.choice(own.reshape(-1), size=part.shape), rng) if own.size else np.ones(part.shape)


def _source(value: object, values: Sequence[object]) -> tuple[int, tuple[int, ...]] | None:
    if not isinstance(value, np.ndarray) or value.ndim == 0 or value.dtype.kind != "f":
        return None
    for step, made in enumerate(values):
        for path in places(made, lambda part: isinstance(part, np.ndarray)):
            part = part_at(made, path)
            if isinstance(part, np.ndarray) and part.shape == value.shape:
                return step, path
    return None
