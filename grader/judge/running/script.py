"""What a case asks of every submission, and what is expected of the answers: written down once, and asked without pytest.

A line may name what an earlier one made in the student's process: a cell whose methods are called, a cache that is handed back.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from grader.grading.compare import brief_outputs, compare
from grader.judge.running.checks import kept_mismatch
from grader.judge.running.context import Answer, Side, Stage
from grader.judge.running.overrun import OWN_S, OverrunError, bounded
from grader.judge.running.pairs import Path, without
from grader.judge.running.provenance import Made, Recipe
from grader.judge.running.tree import SEQUENCES, mapped, part_at
from grader.model import FunctionSpec, Rule
from grader.sandbox.protocol import Ask


@dataclass(frozen=True, slots=True)
class Expected:
    """What a checked call has to return, with nothing in the places of what is ``kept`` by the student's process.

    ``kept``: the paths of these with what a report calls them. ``arguments``: by which rule each argument that is wanted back is
    compared, and with what.
    """

    spec: FunctionSpec
    value: object
    kept: tuple[tuple[Path, str], ...] = ()
    arguments: tuple[tuple[Rule, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One call. ``expected`` None: the suite makes it on the student's side alone, and looks at nothing of it but objects.

    ``ask``: with ``Made`` in the places of what earlier lines made. ``frame``: the containers around what is kept, as the reference
    returned them: a suite unpacks them.
    """

    ask: Ask
    label: str
    size: int  # bytes that it takes, about
    frame: object
    expected: Expected | None

    @property
    def is_fixed(self) -> bool:
        """Whether it names nothing that an earlier line made."""
        return bool(self.ask.body)


@dataclass(frozen=True, slots=True)
class Script:
    """``case``: as pytest calls it. ``kinds``: what the suite was told of names (``function``, ``class``): it asks by that.

    ``chains``: what passed checks of objects tell those who explain the failure of another case.
    """

    case: str
    lines: tuple[Line, ...]
    kinds: tuple[tuple[str, str | None], ...] = ()
    chains: tuple[tuple[str, Recipe], ...] = ()

    @property
    def holds_objects(self) -> bool:
        """Of the student's, all of them as long as it is asked, where a suite would have let go of some."""
        return any(line.ask.keep for line in self.lines)

    @property
    def size(self) -> int:
        return sum(line.size for line in self.lines)


def keeps_to(script: Script, side: Side, stage: Stage, cpu_s: float | None = None) -> bool:
    """Whether every answer of ``side`` keeps its rule; ends with the first that does not, that is none, or that takes too long.

    ``cpu_s``: what a run of the case by pytest may cost the judge, which is all that a wrong answer is worth being looked at here.
    """
    try:
        with bounded(stage.assignment.limits.case_s + OWN_S, __file__, cpu_s):
            return _all_kept(script, side, stage)
    except OverrunError:
        return False


def _all_kept(script: Script, side: Side, stage: Stage) -> bool:
    record = stage.record
    values: list[object] = []
    stage.begin(script.case)
    try:
        if any(side.kind_of(name) != kind for name, kind in script.kinds):
            return False
        for line in script.lines:
            record.asked = line.label
            if line.expected is not None:
                record.checked.add(line.label)
            answer = side.answer(line.ask if line.is_fixed else _filled(line.ask, values), line.label)
            if not _is_kept(line, answer, side):
                return False
            values.append(answer.value if line.ask.keep else None)
    except Exception:  # noqa: BLE001  # whatever it is, it will be raised again where pytest and the laying of blame see it
        return False
    record.chains.extend(script.chains)
    return True


def _filled(ask: Ask, values: Sequence[object]) -> Ask:
    """With the student's objects in their places."""

    def leaf(value: object) -> object:
        return part_at(values[value.step], value.path) if type(value) is Made else value

    return dataclasses.replace(
        ask,
        args=tuple(mapped(arg, leaf) for arg in ask.args),
        kwargs={name: mapped(value, leaf) for name, value in ask.kwargs.items()},
        target=tuple(map(leaf, ask.target)),
    )


def _is_kept(line: Line, answer: Answer, side: Side) -> bool:
    value, expected = answer.value, line.expected
    if not all(_is_framed(value, line.frame, path) for path in line.ask.keep):
        return False
    if expected is None:
        return True
    if expected.kept:
        kept = dict(expected.kept)
        if kept_mismatch(side, expected.spec, value, kept) is not None:
            return False
        value = without(value, kept)
    if brief_outputs(value, expected.value, expected.spec) is not None:
        return False
    left = zip(answer.arguments, expected.arguments, strict=True)
    return all(compare(actual, wanted, rule) is None for actual, (rule, wanted) in left)


def framed(value: object, kept: Sequence[Path], rest: object) -> object:
    """The value with ``rest`` in the place of all that is neither kept nor a container around it."""
    if () in kept:
        return value
    if not kept or type(value) not in SEQUENCES:
        return rest
    inner = ([path[1:] for path in kept if path[0] == place] for place in range(len(value)))  # type: ignore[arg-type]  # a sequence
    parts = [framed(part, paths, rest) for part, paths in zip(value, inner, strict=True)]  # type: ignore[call-overload]  # the same
    return tuple(parts) if type(value) is tuple else parts


def _is_framed(value: object, frame: object, path: Path) -> bool:
    """Whether the part at the path lies in the same containers, of as many parts: a suite that unpacks them finds it there."""
    for place in path:
        if type(value) is not type(frame) or type(value) not in SEQUENCES or len(value) != len(frame):  # type: ignore[arg-type]  # sequences
            return False
        value, frame = value[place], frame[place]  # type: ignore[index]  # the same
    return True
