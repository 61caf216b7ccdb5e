"""Calls to hand a program: those that the suite makes, and many more of the same making. Inside a laboratory's process.

The suite is its own best source of inputs: run again with other seeds, other examples and other sizes in its parameters, with
the reference in the student's place, it builds arguments that belong together. Builders and strategies of ``inputs.py`` add to
them, and recorded calls are cut and stretched last. A call counts where the reference answers it with finite numbers.
"""

from __future__ import annotations

import dataclasses
import itertools
import sys
import time
import types
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

import numpy as np

from grader.errors import AssignmentError
from grader.judge.account import Account
from grader.judge.explain.draws import draw_inputs, strategies_of
from grader.judge.explain.recipes import is_about_objects
from grader.judge.running.cases import Case
from grader.judge.running.context import Answer
from grader.judge.running.outcome import count_of
from grader.judge.running.provenance import Recipe
from grader.judge.running.reference import Reference, copied
from grader.judge.running.reference_side import ReferenceStudent
from grader.judge.running.variation import Variation
from grader.judge.suite import Suite
from grader.model import Assignment, CaseResult, Verdict
from grader.sandbox.protocol import Ask
from grader.verify.inputs import from_inputs, resized
from grader.verify.sizes import Trace

# Small sizes find almost every difference, and make cases that can be read.
SIZES = (2, 3, 1, 5, 4, 7)
SEEDS = 2
EXAMPLES = 60
BANK_S = 12.0
PER_FUNCTION = 240
MAX_ENTRIES = 4_000


@dataclasses.dataclass(frozen=True, slots=True)
class Varied:
    """A case that is to be run otherwise than it is written, and what is said of how."""

    case: Case
    variation: Variation
    origin: str


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """One call, and where it came from: a case of the suite, or how it was made of one.

    ``recipe``: the calls that lead to it, itself the last, where it needs what only its own program makes: a cache, an object.
    """

    function: str
    args: tuple[object, ...]
    kwargs: Mapping[str, object]
    origin: str
    keep: tuple[tuple[int, ...], ...] = ()  # parts of the value that only their program understands
    recipe: Recipe = ()
    ours: bool = False  # made by us of the suite's inputs, and not by the suite or its inputs.py

    @property
    def size(self) -> int:
        values = [*self.args, *self.kwargs.values()]
        values += [value for step in self.recipe for value in (*step.args, *step.kwargs.values())]
        return sum(count_of(value) for value in values)


class Recorder(ReferenceStudent):
    """The reference in the student's place, remembering what it was asked."""

    def __init__(self, reference: Reference, origin: str, trace: Trace | None = None) -> None:
        super().__init__(reference)
        self._origin, self._trace = origin, trace or Trace()
        self.asked: list[Asked] = []
        self.reached: dict[str, set[tuple[str, str]]] = {}

    def answer(self, ask: Ask, label: str) -> Answer:
        args = tuple(copied(arg) for arg in ask.args)
        kwargs = {name: copied(value) for name, value in ask.kwargs.items()}
        before, self._trace.entered = self._trace.entered, set()
        try:
            answer = super().answer(ask, label)
        finally:
            self.reached.setdefault(label, set()).update(self._trace.entered)
            self._trace.entered |= before
        # A method, an instance, or an argument that is one: these can only be asked again with the whole case.
        alone = not ask.target and () not in ask.keep
        if alone and all(is_plain(value) for value in (*args, *kwargs.values())):
            self.asked.append(Asked(ask.name, args, kwargs, self._origin, ask.keep))
        return answer


@dataclasses.dataclass(frozen=True, slots=True)
class Rehearsal:
    """The suite run once with the reference in the student's place."""

    results: tuple[CaseResult, ...]
    asked: tuple[Asked, ...]
    chains: tuple[Asked, ...]  # what is done with objects, and with what only their own program understands
    entered: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]  # per case, the functions of the reference that ran
    reached: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]  # per function that the suite calls, the same

    def spread(self, most: int) -> tuple[Asked, ...]:
        """The suite's own calls, up to about ``most`` of each function, evenly spread."""
        by_function: dict[str, list[Asked]] = {}
        for call in self.asked:
            by_function.setdefault(call.function, []).append(call)
        return tuple(call for calls in by_function.values() for call in calls[:: max(1, len(calls) // most)])


def rehearse(suite: Suite, version: Reference, trace: Trace, tell: Callable[[], None]) -> Rehearsal:
    """Every case once. ``version`` reports to ``trace`` as it runs; ``tell``: a sign of life, before each case."""
    results, asked, chains, entered = [], [], list[Asked](), []
    reached: dict[str, set[tuple[str, str]]] = {}
    for case in suite.cases:
        tell()
        trace.entered.clear()
        recorder = Recorder(version, case.name, trace)
        run = suite.run_case(case, recorder)
        results.append(Account(case, run).result())
        asked += recorder.asked
        chains += [_chain(label, recipe, case.name) for label, recipe in run.record.chains if is_about_objects(recipe)]
        entered.append((case.name, tuple(sorted(trace.entered))))
        for name, functions in recorder.reached.items():
            reached.setdefault(name, set()).update(functions)
    by_call = tuple((name, tuple(sorted(functions))) for name, functions in reached.items())
    return Rehearsal(tuple(results), tuple(asked), tuple(chains), tuple(entered), by_call)


def _chain(label: str, recipe: Recipe, origin: str) -> Asked:
    return Asked(label, (), {}, origin, keep=recipe[-1].keep, recipe=recipe)


def more_calls(suite: Suite, reference: Reference, asked: Sequence[Asked]) -> Iterator[Asked]:
    """Calls like ``asked`` that the suite did not make, those that its author would have made first.

    Of cases that made none of ``asked`` no variations are run. Stops after ``BANK_S`` seconds.
    """
    until = time.monotonic() + BANK_S
    functions = list(dict.fromkeys(each.function for each in asked))
    cases = frozenset(each.origin for each in asked)
    sources: tuple[Iterable[Asked], ...] = (
        drawn_calls(suite.assignment, functions),
        _again(suite, reference, (each for each in other_sizes(suite, until) if each.case.name in cases)),
        _again(suite, reference, (each for each in other_seeds(suite, until) if each.case.name in cases)),
        (_as_asked(each) for each in from_inputs(suite.assignment, functions, asked)),
        (_as_asked(each) for each in resized(asked)),
    )
    for source in sources:
        for call in source:
            if time.monotonic() > until:
                return
            if is_answered(reference, call):
                yield call


def _as_asked(call: tuple[str, tuple[object, ...], Mapping[str, object], str]) -> Asked:
    return Asked(*call)


def _again(suite: Suite, reference: Reference, others: Iterator[Varied]) -> Iterator[Asked]:
    """What the reference is asked in other variations of the cases."""
    for each in others:
        recorder = Recorder(reference, each.origin)
        # Inputs on which the suite itself fails are none that its author would have chosen.
        if suite.run_case(each.case, recorder, variation=each.variation).verdict is Verdict.ACCEPTED:
            yield from recorder.asked


def other_sizes(suite: Suite, until: float) -> Iterator[Varied]:
    """The parametrised tests with other whole numbers in the places of theirs, and other numbers in the places of floats."""
    seen = set()
    for case in suite.cases:
        params = suite.parameters(case)
        names = [name for name, value in params.items() if type(value) is int]
        floats = [name for name, value in params.items() if type(value) is float]
        if case.test in seen or not (names or floats):
            continue
        seen.add(case.test)
        choices = list(itertools.product(SIZES, repeat=len(names)))[:40] if names else [()]
        for number, choice in enumerate(choices):
            if time.monotonic() > until:
                return
            changed = dict(zip(names, choice, strict=True)) | dict.fromkeys(floats, (1.75, -0.5, 0.25)[number % 3])
            label = ", ".join(f"{name}={value}" for name, value in changed.items())
            yield Varied(case, Variation(params=tuple(changed.items())), f"{case.test} with {label}")


def other_seeds(suite: Suite, until: float, examples: int = EXAMPLES) -> Iterator[Varied]:
    """Every case with other draws: of ``rng``, and of Hypothesis."""
    for number in range(SEEDS):
        for case in suite.cases:
            if time.monotonic() > until:
                return
            yield Varied(case, Variation(draws=number, examples=examples), f"{case.name} with another seed")


def drawn_calls(assignment: Assignment, functions: Collection[str]) -> Iterator[Asked]:
    """What the ``STRATEGIES`` of ``inputs.py`` draw for these functions, from which the smallest failing inputs of reports come.

    Raises AssignmentError where one cannot be drawn: no report could show such an input either.
    """
    strategies = strategies_of(vars(sys.modules["inputs"]) if "inputs" in sys.modules else {}, assignment.functions)
    for name, strategy in strategies.items():
        if name in functions:
            try:
                drawn = draw_inputs(strategy)
            except Exception as error:  # whatever the author's strategy raises
                raise AssignmentError(f"inputs.py: STRATEGIES[{name!r}] raised {type(error).__name__}: {error}") from error
            for given in drawn:
                yield Asked(name, given.args, given.kwargs, f"STRATEGIES[{name!r}]")


def is_answered(reference: Reference, call: Asked) -> bool:
    """Whether the reference has a finite answer: such an input may be asked of anybody."""
    if call.size > MAX_ENTRIES:
        return False
    try:
        with np.errstate(all="ignore"):
            value = reference.call(call.function, call.args, call.kwargs)
    except Exception:  # noqa: BLE001  # whatever it is, such an input is not meant
        return False
    return is_finite(value)


def is_plain(value: object) -> bool:
    """Data, or a function of the suite's: what means the same to every program. An object of one program's own does not."""
    if isinstance(value, tuple | list | set | frozenset):
        return all(is_plain(each) for each in value)
    if isinstance(value, dict):
        return all(is_plain(each) for each in value.values())
    plain = value is None or isinstance(value, np.ndarray | np.generic | bool | int | float | complex | str | bytes)
    return plain or isinstance(value, types.FunctionType | types.BuiltinFunctionType | np.ufunc)


def is_finite(value: object) -> bool:
    """Whether no float in it is NaN or infinite."""
    if isinstance(value, tuple | list):
        return all(is_finite(each) for each in value)
    if isinstance(value, dict):
        return all(is_finite(each) for each in value.values())
    if isinstance(value, np.ndarray | np.generic | float | complex):
        array = np.asarray(value)
        return array.dtype.kind not in "fc" or bool(np.isfinite(array).all())
    return True
