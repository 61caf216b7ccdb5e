"""What a function gave for one input, and how that differs from the reference: the material of every diagnosis."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FunctionType
from typing import Any

import numpy as np

from grader.errors import AssignmentError
from grader.grading.compare import brief_outputs, compare_outputs
from grader.model import Fault, FunctionSpec, Mismatch
from grader.model.opaque import is_opaque

MAX_DEPTH = 8
# Where the type of what stands for a student's object is defined; it is told by that and never asked.


@dataclass(frozen=True, slots=True)
class Outcome:
    """A value, or the builtin exception that was raised instead; ``stopped``: the process did not live to answer.

    ``fault``: the exception with its text and lines, where it is known. No two outcomes differ by that alone.
    """

    value: Any = None
    raised: str = ""
    stopped: bool = False
    fault: Fault | None = field(default=None, compare=False)

    @property
    def answered(self) -> bool:
        return not self.raised and not self.stopped


# (positional arguments, keyword arguments) -> what the student's function gives for them.
Args = tuple[Any, ...]
Kwargs = Mapping[str, Any]
Ask = Callable[[Args, Kwargs], Outcome]
# The reference's value for an input; None where it raises.
Expect = Callable[[Args, Kwargs], "Expected | None"]


@dataclass(frozen=True, slots=True)
class Expected:
    """The reference's value for an input that it accepts."""

    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One input with what was expected and what came. ``mismatch`` None: the value keeps its rule, or there is none."""

    args: Args
    kwargs: Kwargs
    expected: Any
    outcome: Outcome
    mismatch: Mismatch | None = None
    given: Any = field(default=None, init=False, repr=False, compare=False)  # its input taken apart, once somebody asked for that

    @property
    def failed(self) -> bool:
        return self.mismatch is not None or not self.outcome.answered


def observe(
    args: Args, kwargs: Kwargs, expected: Any, outcome: Outcome, spec: FunctionSpec, *, brief: bool = False
) -> Observation | None:
    """None where the reference's own value breaks its rule (NaN from a single sample, say): that is no input to ask about.

    ``brief``: nobody will be shown it, so that of the mismatch only its kind and output are told.
    """
    try:
        mismatch = (brief_outputs if brief else compare_outputs)(outcome.value if outcome.answered else expected, expected, spec)
    except AssignmentError:
        return None
    return Observation(args=args, kwargs=kwargs, expected=expected, outcome=outcome, mismatch=mismatch)


@dataclass(frozen=True, slots=True)
class Failure:
    """How a call fails, so far that a smaller input can be held against it."""

    kind: str
    output: str = ""


def failure_of(observation: Observation) -> Failure | None:
    """None where the call is right, or where the process did not live to say."""
    if observation.outcome.stopped:
        return None
    if observation.outcome.raised:
        return Failure("raised", observation.outcome.raised)
    if observation.mismatch is None:
        return None
    # A path such as wx_grad[3] depends on the size of the input; the name before it does not.
    return Failure(observation.mismatch.kind, observation.mismatch.output.split("[")[0])


def same_outcome(one: Outcome, other: Outcome, spec: FunctionSpec) -> bool:
    """Equal within the rule, whatever the rule says of NaN; or the same builtin exception."""
    if one.stopped or other.stopped or one.raised != other.raised:
        return False
    if one.raised:
        return True
    # A value of another form than the right one may lack the axis along which the rule leaves something free.
    for rules in (lenient(spec), lenient(spec, free=False)):
        with contextlib.suppress(AssignmentError):
            return brief_outputs(one.value, other.value, rules) is None
    return fingerprint((one.value,), {}) == fingerprint((other.value,), {})


def lenient(spec: FunctionSpec, *, free: bool = True) -> FunctionSpec:
    """The same rules between two values of which neither has to be right: NaN and infinities are compared, not forbidden.

    ``free``: what the rules leave free, as the signs of eigenvectors, may differ here too.
    """

    def eased(rule: Any) -> Any:
        # A wrong shape that the rule would forgive is still a shape that both have to have.
        return dataclasses.replace(rule, nan="equal", inf="equal", shape="exact", up_to=rule.up_to if free else None)

    return dataclasses.replace(spec, default=eased(spec.default), rules=tuple((name, eased(rule)) for name, rule in spec.rules))


def holds_object(value: Any) -> bool:
    """Whether anything in a value is no data, but stays with the student's process."""
    kind = type(value)
    if kind in (list, tuple, set, frozenset):
        return any(map(holds_object, value))
    if kind is dict:
        return any(holds_object(part) for pair in value.items() for part in pair)
    return is_opaque(value)


def is_plain(value: Any, depth: int = 0) -> bool:
    """Whether a value can be copied, counted and written down: numbers, texts, arrays of them, containers; and functions."""
    kind = type(value)
    if kind is np.ndarray:
        return value.dtype.kind in "biufc"
    if value is None or kind in (bool, int, float, complex, str) or issubclass(kind, np.number | np.bool_):
        return True
    if kind in (list, tuple):
        return depth < MAX_DEPTH and all(is_plain(item, depth + 1) for item in value)
    if kind is dict:
        return depth < MAX_DEPTH and all(type(key) is str and is_plain(item, depth + 1) for key, item in value.items())
    return callable(value) and not is_opaque(value) and hasattr(value, "__name__")


def count_of(value: Any) -> int:
    """How many numbers a plain value holds."""
    if type(value) is np.ndarray:
        return int(value.size)
    if type(value) in (list, tuple):
        return sum(count_of(item) for item in value)
    if type(value) is dict:
        return sum(count_of(item) for item in value.values())
    return 1


def is_finite(value: Any) -> bool:
    """Whether every number in a plain value is finite."""
    if type(value) in (list, tuple):
        return all(is_finite(item) for item in value)
    if type(value) is dict:
        return all(is_finite(item) for item in value.values())
    if type(value) is np.ndarray or isinstance(value, np.number | float | complex):
        array = np.asarray(value)
        return array.dtype.kind not in "fc" or bool(np.isfinite(array).all())
    return True


def is_zero(value: Any) -> bool:
    """Whether a plain value holds nothing but zeros: an answer that is right by accident too often to teach anything."""
    if type(value) in (list, tuple):
        return all(is_zero(item) for item in value)
    if type(value) is dict:
        return all(is_zero(item) for item in value.values())
    if type(value) is np.ndarray or isinstance(value, np.generic | int | float | complex):
        array = np.asarray(value)
        return array.dtype.kind in "biufc" and not array.any()
    return value is None


def fingerprint(args: Sequence[Any], kwargs: Kwargs) -> bytes:
    """Equal for equal inputs and nothing else; functions by their name, and what they were made with."""
    whole = hashlib.sha256()
    _feed(whole, [list(args), dict(kwargs)])
    return whole.digest()


def _feed(whole: Any, value: Any, depth: int = 0) -> None:
    kind = type(value)
    if kind is np.ndarray:
        whole.update(f"a{value.dtype.str}{value.shape}".encode())  # the name of a dtype is made anew each time
        whole.update(np.ascontiguousarray(value).tobytes())
    elif kind in (list, tuple):
        whole.update(f"{kind.__name__}{len(value)}".encode())
        for item in value:
            _feed(whole, item, depth)
    elif kind is dict:
        whole.update(f"d{len(value)}".encode())
        for key, item in value.items():
            whole.update(f"k{key!r}".encode())
            _feed(whole, item, depth)
    elif kind is int:  # in hexadecimal, which Python writes at any length
        whole.update(f"i{value:x};".encode())
    elif kind is FunctionType:
        # Two waves of one suite differ in the frequency that each was made with.
        whole.update(f"f{value.__module__}.{value.__qualname__};{value.__code__.co_firstlineno}".encode())
        if depth < MAX_DEPTH:
            _feed(whole, [_enclosed(value), value.__defaults__, value.__kwdefaults__], depth + 1)
    elif callable(value):
        whole.update(f"f{getattr(value, '__qualname__', '')}".encode())
    else:
        whole.update(f"{kind.__name__}{value!r};".encode())


def _enclosed(function: FunctionType) -> list[Any]:
    """What an author's function took along from where it was made."""
    found = []
    for cell in function.__closure__ or ():
        with contextlib.suppress(ValueError):  # not filled yet
            found.append(cell.cell_contents)
    return found
