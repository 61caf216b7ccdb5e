"""What the reference itself shows: the shapes of its outputs in the symbols of its inputs, and an example that fits a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from grader.verify.casetext import source_text
from grader.verify.writing.argument import describe, evaluated
from grader.verify.writing.docstring import returned_text
from grader.verify.writing.plan import CasePlan, Example, Output, Size, Sizes, Target
from grader.verify.writing.signature import Signature, flat_names
from grader.verify.writing.trial import Drawn, Trial, each_number, short

# Digits of an example's answer: a student has to be able to read it.
DIGITS = 9
# What is this much smaller than the largest number beside it is rounding.
ROUNDING = 1e-14
# What of an example fits a handout, in letters.
MOST_LINE = 300


def outputs_of(signature: Signature, answers: Sequence[tuple[Mapping[str, Size], Any]]) -> tuple[Output, ...]:
    """Each part of what is returned, with its shape as an expression that holds in every answer."""
    names = flat_names(signature.returns)
    found = []
    for place, name in enumerate(names):
        parts = [(sizes, list(_leaves(value, signature.returns))[place]) for sizes, value in answers]
        found.append(_output(name, parts, returned_text(signature.doc, name)))
    return tuple(found)


def _leaves(value: Any, names: Any) -> Iterator[Any]:
    if isinstance(names, str):
        yield value
        return
    for part, name in zip(value, names, strict=True):
        yield from _leaves(part, name)


def _output(name: str, parts: Sequence[tuple[Mapping[str, Size], Any]], said: str = "") -> Output:
    values = [value for _, value in parts]
    kinds = {_kind(each) for each in values}
    if len(kinds) != 1:
        alike = {"array" if each.startswith("array") else each for each in kinds}
        return Output(name=name, kind=alike.pop() if len(alike) == 1 else "object")
    kind = kinds.pop()
    if kind.startswith("array") and len({np.ndim(each) for each in values}) == 1:
        dims = _told(parts, describe(said).shape)
        dims = dims or [_dimension([(sizes, each.shape[axis]) for sizes, each in parts]) for axis in range(values[0].ndim)]
        return Output(name=name, kind=kind, shape=tuple(dims))
    if kind == "dict" and len({str(list(each)) for each in values}) == 1 and all(type(key) is str for key in values[0]):
        entries = [_output(key, [(sizes, each[key]) for sizes, each in parts]) for key in values[0]]
        return Output(name=name, kind=kind, entries=tuple(entries))
    if kind in ("list", "set", "tuple"):
        inner = {_kind(entry) for each in values for entry in each}
        return Output(name=name, kind=kind, entries=(Output(name="", kind=inner.pop()),) if len(inner) == 1 else ())
    return Output(name=name, kind=kind)


# What the dtype of an array is called.
_DTYPES = {"b": "array_mask", "i": "array_integers", "u": "array_integers", "f": "array_real", "c": "array_complex"}


def _kind(value: Any) -> str:
    if isinstance(value, np.ndarray) and value.ndim:
        return _DTYPES.get(value.dtype.kind, "array")
    if isinstance(value, bool | np.bool_):
        return "flag"
    if isinstance(value, int | np.integer):
        return "integer"
    if isinstance(value, complex | np.complexfloating) or (isinstance(value, np.ndarray) and value.dtype.kind == "c"):
        return "complex"
    if isinstance(value, float | np.floating | np.ndarray):
        return "number"
    known = {str: "text", list: "list", tuple: "tuple", dict: "dict", set: "set", frozenset: "set", type(None): "nothing"}
    return known.get(type(value), "object")


def _told(parts: Sequence[tuple[Mapping[str, Size], Any]], dims: Sequence[str] | None) -> list[str]:
    """The shape that the docstring gives, where every answer has it."""
    try:
        holds = dims is not None and all(
            tuple(evaluated(each, dict(sizes)) for each in dims) == value.shape for sizes, value in parts
        )
    except (KeyError, SyntaxError):  # a symbol that no argument brings
        return []
    return list(dims) if holds and dims is not None else []


def _dimension(sizes: Sequence[tuple[Mapping[str, Size], int]]) -> str:
    """The simplest expression of the symbols that gives this size every time; ``?`` where none does."""
    symbols = [name for name, size in sizes[0][0].items() if isinstance(size, int)] if sizes else []
    for text, holds in _expressions(symbols):
        if all(holds(known) == size for known, size in sizes):
            return text
    return str(sizes[0][1]) if len({size for _, size in sizes}) == 1 else "?"


def _expressions(symbols: Sequence[str]) -> Iterator[tuple[str, Any]]:
    for a in symbols:
        for extra in (0, 1, -1):
            text = f"{a} {'+' if extra > 0 else '-'} 1" if extra else a
            yield text, lambda known, a=a, extra=extra: known[a] + extra
    for a in symbols:
        for b in symbols:
            if a != b:
                yield f"{a} - {b} + 1", lambda known, a=a, b=b: known[a] - known[b] + 1
                yield f"{a} + {b}", lambda known, a=a, b=b: known[a] + known[b]
                yield f"{a}*{b}", lambda known, a=a, b=b: known[a] * known[b]


def smallest_example(trial: Trial, signature: Signature, target: Target, valid: Sequence[Sizes]) -> Example | None:
    """A call on short numbers, so that its answer can be checked by hand; None where there is none that fits a page.

    One whose answer is all zeros, which a stub may return too, only where there is no other.
    """
    idle: Example | None = None
    ordered = sorted(valid, key=lambda sizes: (any(size == 1 for _, size in sizes), _weight(sizes)))
    for sizes in (*ordered[:12], *sorted(valid, key=_weight)[:6]):
        case = CasePlan(function=target.function, theme="general", sizes=sizes)
        drawn = Drawn(target, case, short)
        drawn.numbers = _ones
        outcome = trial.told(target, drawn)
        if outcome.failed or not outcome.is_finite or outcome.is_empty:
            continue
        if target.mutates:
            if (example := _changing_example(target, drawn, outcome.value)) is not None:
                return example
            continue
        prepare, call = call_source(target, drawn)
        answer = source_text(each_number(outcome.value, tidy))
        if len(call) <= MOST_LINE and len(answer) <= MOST_LINE and all(len(line) <= MOST_LINE for line in prepare):
            parts = tuple(source_text(each_number(part, tidy)) for part in outcome.value) if type(outcome.value) is tuple else ()
            example = Example(function=signature.name, prepare=prepare, call=call, answer=answer, parts=parts)
            if not is_nothing(outcome.value):
                return example
            idle = idle or example
    return idle


def is_nothing(value: Any) -> bool:
    """Whether it holds numbers, and each of them is zero."""
    if type(value) in (tuple, list):
        return bool(value) and all(map(is_nothing, value))
    if type(value) is dict:
        return bool(value) and all(map(is_nothing, value.values()))
    return isinstance(value, np.ndarray | np.number | int | float | complex) and not np.any(value)


def _changing_example(target: Target, drawn: Drawn, value: Any) -> Example | None:
    """The first argument that is changed, before and after. ``value``: what is returned, and each changed argument."""
    name = target.mutates[0]
    prepare, call = call_source(target, drawn, named=name)
    answer = source_text(each_number(value[1], tidy))
    if any(len(line) > MOST_LINE for line in (*prepare, call, answer)):
        return None
    return Example(function=target.function, prepare=prepare, call=call, answer=answer, changed=name)


def _ones(_rng: Any, shape: Any, _draw: str) -> Any:
    return np.ones(shape)


def tidy(value: Any) -> Any:
    """With as many digits as the rule of the visible tests asks for, and two more; 0 for what is rounding beside the rest of it."""
    if np.iscomplexobj(value):
        parts = tidy(np.stack([np.real(value), np.imag(value)]))
        return parts[0] + 1j * parts[1]
    rounding = ROUNDING * np.max(np.abs(value), initial=0.0)
    written = np.vectorize(lambda each: float(f"{each:.{DIGITS}g}") + 0.0, otypes=[float])(value)
    return np.where(np.abs(value) <= rounding, 0.0, written)


def _weight(sizes: Sizes) -> int:
    return int(sum(np.prod(size) if isinstance(size, tuple) else size if isinstance(size, int) else 0 for _, size in sizes))


def call_source(target: Target, drawn: Drawn, *, named: str = "") -> tuple[tuple[str, ...], str]:
    """What is to be done before a call, and the call, over ``student``, with its inputs written out; one by its name."""
    short_name, prepare = target.function.rpartition(".")[2], []
    on = "student"
    if target.constructor is not None:
        owner = target.function.rpartition(".")[0]
        prepare.append(f"it = student.{owner}({_written(drawn.constructor)})")
        on = "it"
    waiting, args = [source_text(each) for each in drawn.args], []
    if target.producer is not None:
        prepare.append(f"made = student.{target.producer.function}({_written(drawn.producer)})")
    for each in target.builder.arguments:
        part = f"made[{each.part}]" if each.part >= 0 else "made"
        if each.name == named:
            prepare.append(f"{named} = {waiting.pop(0)}")
            args.append(named)
            continue
        args.append(part if each.kind == "answer" else f"np.ones(np.shape({part}))" if each.like else waiting.pop(0))
    return tuple(prepare), f"{on}.{short_name}({', '.join(args)})"


def _written(args: Sequence[Any]) -> str:
    return ", ".join(source_text(each) for each in args)
