"""One program asked what a planned case asks, in a student process; and how its answers compare. Inside the studio's process."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from grader.grading.measure import bound_of
from grader.judge.running.record import Record
from grader.judge.running.student import SHOWN
from grader.judge.suite import Suite
from grader.model import Rule, Submission
from grader.sandbox.protocol import Ask, Place, StudentError
from grader.verify.program import NO_ANSWER
from grader.verify.window import distance
from grader.verify.writing.builders import Builder, inputs_text
from grader.verify.writing.plan import CasePlan, Target

# A difference below this is rounding.
TELLING = Rule(rtol=1e-9, atol=1e-12, nan="equal", inf="equal")
# An answer that moves by more than this when its input moves by rounding is decided by rounding.
STEADY = Rule(rtol=1e-6, atol=1e-8, nan="equal", inf="equal")
NUDGE = 1e-13
SIGN_S = 1.0
# What becomes of every array of floats, and every float, of an input.
Changed = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a case: a value, or why there is none. ``stopped``: by a limit; ``raised``: by an exception that derives from
    this builtin, at this ``line`` of the file.
    """

    value: Any = None
    failed: str = ""
    stopped: bool = False
    raised: str = ""
    line: int = 0

    @property
    def is_finite(self) -> bool:
        return not self.failed and has_only(self.value, np.isfinite)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in the answer that could be wrong but its shape."""
        return is_nothing(self.value)


class Trial:
    """A submission in a worker of its own, asked case by case. The inputs of a case are the same for every program."""

    def __init__(self, suite: Suite, submission: Submission, tell: Callable[[], None]) -> None:
        """``tell``: a sign of life, which whoever waits for the studio wants now and then."""
        self._tell, self._told = tell, time.monotonic()
        self._live = suite.student(submission)
        self._live.deadline = math.inf

    def __enter__(self) -> Trial:
        return self

    def __exit__(self, *_: object) -> None:
        self._live.close()

    def called(self, name: str, args: Sequence[Any] = ()) -> Outcome:
        """A call of a function with these arguments."""
        return self._outcome(lambda: self._ask(Ask(name=name, args=tuple(args))))

    def answer(self, target: Target, case: CasePlan, changed: Changed | None = None, *, seed: int = 0) -> Outcome:
        """``changed``: what becomes of every number of the input; ``seed``: of the draws."""
        try:
            drawn = Drawn(target, case, changed, seed=seed)
        except Exception as error:  # noqa: BLE001  # sizes that fit nothing, as a negative one
            return Outcome(failed=f"the inputs cannot be made: {error}")
        if case.theme not in ("empty", "error") and any(
            is_nothing(each) for each in (*drawn.args, *drawn.constructor, *drawn.producer)
        ):
            return Outcome(failed="an input is empty: these sizes do not fit together")
        return self.told(target, drawn)

    def told(self, target: Target, drawn: Drawn) -> Outcome:
        """The answer to inputs that are drawn already."""
        return self._outcome(lambda: self._answer(target, drawn))

    def _outcome(self, ask: Any) -> Outcome:
        if time.monotonic() - self._told > SIGN_S:
            self._tell()
            self._told = time.monotonic()
        try:
            self._live.begin_case(Record(), reveal=SHOWN)
            return Outcome(ask())
        except NO_ANSWER as error:
            stopped, fault = not self._live.alive, error.fault if isinstance(error, StudentError) else None
            return Outcome(
                failed=f"{type(error).__name__}: {error}"[:300],
                stopped=stopped,
                raised=fault.base if fault is not None else "",
                line=fault.frames[-1].line if fault is not None and fault.frames else 0,
            )
        except Exception as error:  # noqa: BLE001  # an answer that is no tuple where one part is wanted
            return Outcome(failed=f"{type(error).__name__}: {error}"[:300])

    def _ask(self, ask: Ask, label: str = "") -> Any:
        return self._live.answer(ask, label or ask.name).value

    def _answer(self, target: Target, drawn: Drawn) -> Any:
        args, function = list(drawn.args), target.function
        if target.producer is not None:
            args = self._with_answers(target, drawn)
        place: tuple[object, ...] = ()
        if target.constructor is not None:
            owner = function.rpartition(".")[0]
            made = self._ask(Ask(name=owner, args=drawn.constructor, keep=((),)))
            if function.endswith(".__init__"):
                return True
            place = (made,)
        mutates: tuple[Place, ...] = tuple(
            number for number, each in enumerate(target.builder.arguments) if each.name in target.mutates
        )
        ask = Ask(name=function.rpartition(".")[2], args=args, kwargs=drawn.kwargs, target=place, mutates=mutates)
        answer = self._live.answer(ask, function)
        if drawn.is_twice:
            return answer.value, self._live.answer(replace(ask, args=list(drawn.again)), function).value
        return (answer.value, *answer.arguments) if mutates else answer.value

    def _with_answers(self, target: Target, drawn: Drawn) -> list[Any]:
        """The arguments, with the producer's answers in their places, and arrays of their shapes."""
        producer = target.producer
        assert producer is not None  # noqa: S101  # asked only where there is one
        parts = {each.part for each in target.builder.arguments if each.kind == "answer"}
        keep = tuple((part,) if part >= 0 else () for part in sorted(parts))
        value = self._ask(Ask(name=producer.function, args=drawn.producer, keep=keep))
        waiting, args = list(drawn.args), []
        for each in target.builder.arguments:
            part: Any = value if each.part < 0 else value[each.part] if each.producer else None
            if each.kind == "answer":
                args.append(part)
            elif each.like:
                if not np.size(part):
                    raise ValueError("what is handed on is empty: these sizes do not fit together")
                args.append(drawn.numbers(drawn.rng, np.shape(part), drawn.draw))
            else:
                args.append(waiting.pop(0))
        return args


class Drawn:
    """The inputs of a case, drawn by the text that the suite will have."""

    def __init__(self, target: Target, case: CasePlan, changed: Changed | None = None, *, seed: int = 0) -> None:
        self.rng: Any = np.random.default_rng((20_260, len(case.sizes), seed))
        self.draw = case.draw
        namespace = _namespace(target.builders)
        self.numbers: Any = namespace.get("draw_numbers")
        sizes = dict(case.sizes)
        self.constructor, self.producer = (
            self._made(namespace, builder, case, sizes) for builder in (target.constructor, target.producer)
        )
        given = dict(case.given)
        self.args = self._made(namespace, target.builder, case, sizes, given if case.theme != "error" else None)
        if case.theme == "error":  # written over the names of what was drawn right
            own = {each.name: value for each, value in zip(target.builder.drawn, self.args, strict=True)}
            self.args = tuple(eval(given[name], {"np": np, **own}) if name in given else value for name, value in own.items())  # noqa: S307  # written by the plan
        self.is_twice = case.theme == "again"
        self.again = self._made(namespace, target.builder, case, sizes) if self.is_twice else ()
        scope = {**namespace, **sizes, "np": np, "rng": self.rng, "draw": case.draw}
        self.kwargs = {name: eval(source, scope) for name, source in case.options}  # noqa: S307  # written by the plan, not read
        if changed is not None:
            self.constructor, self.producer, self.args, self.again = (
                tuple(each_number(each, changed) for each in args)
                for args in (self.constructor, self.producer, self.args, self.again)
            )
            self.kwargs = {name: each_number(value, changed) for name, value in self.kwargs.items()}

    def _made(
        self, namespace: dict[str, Any], builder: Any, case: CasePlan, sizes: dict[str, Any], given: dict[str, str] | None = None
    ) -> tuple[Any, ...]:
        if builder is None or (not builder.drawn and not builder.symbols):
            return ()
        options: dict[str, Any] = {"draw": case.draw} if builder.has_draw else {}
        options |= {name: eval(source, {"np": np}) for name, source in (given or {}).items()}  # noqa: S307  # as above
        made: tuple[Any, ...] = namespace[builder.name](self.rng, *(sizes[symbol] for symbol in builder.symbols), **options)
        return made


@lru_cache(maxsize=64)
def _namespace(builders: tuple[Builder, ...]) -> dict[str, Any]:
    """The builders, run once; it is the text of ``grader.verify.writing.builders``, over names and sizes only."""
    namespace: dict[str, Any] = {}
    exec(compile(inputs_text(builders, "it", whole=True), "inputs", "exec", dont_inherit=True), namespace)  # noqa: S102  # our own text
    return namespace


def nudged() -> Changed:
    """Moves every float by about its rounding, integers not at all."""
    rng = np.random.default_rng(7)

    def moved(value: Any) -> Any:
        # Zeros are moved too, by no more than the rounding of what stands beside them.
        scale = min(1.0, float(np.max(np.abs(value), initial=0.0))) or 1.0
        return value * (1.0 + NUDGE * rng.normal(size=np.shape(value))) + scale * NUDGE * rng.normal(size=np.shape(value))

    return moved


def short(value: Any) -> Any:
    """With one digit after the point, so that it can be written down."""
    return np.round(value, 1) + 0.0


def each_number(value: Any, changed: Changed) -> Any:
    """The same value with every array of floats, and every float, changed."""
    if isinstance(value, np.ndarray):
        return changed(value) if value.dtype.kind in "fc" else value
    if isinstance(value, float):  # NumPy's too
        return float(changed(value))
    if isinstance(value, complex):
        return complex(changed(value))
    if type(value) in (tuple, list):
        return type(value)(each_number(each, changed) for each in value)
    if type(value) is dict:
        return {key: each_number(each, changed) for key, each in value.items()}
    return value


def differs(actual: Outcome, expected: Outcome, rule: Rule = TELLING) -> bool:
    """Whether an outcome is another than the expected one by more than the rule lets pass."""
    if expected.raised:
        return actual.raised != expected.raised
    if actual.failed or expected.failed:
        return bool(actual.failed) != bool(expected.failed)
    try:
        return distance(actual.value, expected.value, rule) > bound_of(rule)
    except Exception:  # noqa: BLE001  # values of such different kinds that they cannot be compared
        return True


def has_only(value: Any, holds: Any) -> bool:
    """Whether every float in it is as asked for."""
    if isinstance(value, tuple | list | set | frozenset):
        return all(has_only(each, holds) for each in value)
    if isinstance(value, dict):
        return all(has_only(each, holds) for each in value.values())
    if isinstance(value, np.ndarray | np.generic | float | complex):
        array = np.asarray(value)
        return array.dtype.kind not in "fc" or bool(holds(array).all())
    return True


def is_nothing(value: Any) -> bool:
    """None, or a structure without one entry."""
    if value is None:
        return True
    if isinstance(value, np.ndarray):
        return value.size == 0
    if isinstance(value, tuple | list | dict | str | set | frozenset):
        items: Sequence[Any] = list(value.values()) if isinstance(value, dict) else list(value)
        return not items or (not isinstance(value, str) and all(is_nothing(each) for each in items))
    return False
