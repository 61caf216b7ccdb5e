"""What a case asks of every submission, written down once: most cases have functions checked and look at no value themselves.

Such a case comes to the same calls and the same expected values for every submission, and passes where each value keeps its rule.
The reference stands in the student's place twice, while that is taken down; from then on a submission is asked from the script,
without the suite's own code and pytest around it. Whatever does not pass so is run by pytest all the same, which is told the
answers that were given already: what a failure is called, and what is shown of it, hangs on nothing in here.

No script is written for a case that looks at a value that comes from the student's side, or at an attribute; hands out functions;
reads a clock or waits by one; draws something else the second time, or is Hypothesis' to draw while it runs. Objects that stay with
the student may be made, handed back, and asked by their methods.
"""

from __future__ import annotations

import dataclasses
import random
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType, ModuleType
from typing import Any, NoReturn

import numpy as np
import pytest

from grader.judge.running.context import Answer
from grader.judge.running.dropped import drops
from grader.judge.running.examples import Examples
from grader.judge.running.marks import by_place, fingerprint
from grader.judge.running.outcome import is_plain
from grader.judge.running.pairs import Path
from grader.judge.running.provenance import Made, Recipe
from grader.judge.running.record import Record
from grader.judge.running.reference import Reference, copied
from grader.judge.running.reference_side import Held, ReferenceStudent, watch, weight_of
from grader.judge.running.script import Expected, Line, Script, framed
from grader.judge.running.tree import SEQUENCES, has_part, leaves, mapped, part_at
from grader.model import Assignment, FunctionSpec, Rule
from grader.model.extent import bytes_of
from grader.sandbox.messages import packed
from grader.sandbox.protocol import Ask
from grader.sandbox.wire.frame import UnsupportedError

# A script pays from the submission after its writing on; who grades one file, or two, waits for none.
FROM_SUBMISSION = 3
# Of all the scripts of a suite together. The answers to one are held until it is kept to, and are as large as what is expected.
MAX_BYTES = 64 << 20
MAX_LINES = 5_000
# What the student's process has to hold in a case, by what the reference's objects weigh: a student's may weigh some times as much.
OBJECT_BYTES, MAX_OBJECTS = 4 << 20, 512
# Runs the case with that in the student's place, once; what happened, where it earned everything.
Rehearse = Callable[["Rehearsal"], Record | None]
# What tells the time, or ends something after a time: locks and threads wait so long and no longer, alarms interrupt.
CLOCKS = frozenset({"time", "datetime", "resource", "_thread", "_signal"})
AROUND = ("_pytest.", "pluggy.", "grader.", "hypothesis.")
# Imports and cached properties take locks too, without a time.
ALSO_AROUND = frozenset({"contextlib", "functools", "importlib._bootstrap", "signal", "_hypothesis_pytestplugin"})


class Scripts:
    """Those of one suite's cases, by the assignment's own reference."""

    def __init__(self, assignment: Assignment, reference: Reference | None, examples: Examples) -> None:
        self._assignment, self._reference, self._examples = assignment, reference, examples
        self._written: dict[str, Script | None] = {}
        self._room = MAX_BYTES
        self.submissions = 0  # graded so far, with the one of the moment

    def of(self, item: pytest.Item, reference: Reference | None) -> Script | None:
        """None for a case that has none, and where another reference is asked."""
        return self._written.get(item.nodeid) if reference is self._reference else None

    def waits_for(self, item: pytest.Item, reference: Reference | None, *, soon: bool = False) -> bool:
        """Whether nobody has tried yet to write the case's script, and it is time to; ``soon``: it will be played often."""
        early = self.submissions < FROM_SUBMISSION and not soon
        if item.nodeid in self._written or early or not isinstance(item, pytest.Function):
            return False
        return reference is not None and reference is self._reference and self._assignment.seed_per == "assignment"

    def write(self, item: pytest.Item, rehearse: Rehearse) -> None:
        """Write the script of a case. ``rehearse`` runs it with a rehearsal in the student's place."""
        self._written[item.nodeid] = None
        if self._reference is None or not self._examples.are_known(item):
            return
        first, second = (self._rehearsed(item, self._reference, rehearse) for _ in range(2))
        if first is None or second is None:
            return
        try:
            alike = first.kinds == second.kinds and list(map(_mark, first.lines)) == list(map(_mark, second.lines))
        except UnsupportedError:  # what is no data and nobody made
            return
        if alike:
            self._written[item.nodeid] = first
            self._room -= first.size

    def _rehearsed(self, item: pytest.Item, reference: Reference, rehearse: Rehearse) -> Script | None:
        with _watched() as watched:
            rehearsal = Rehearsal(reference, self._room, watched.within_c)
            record = rehearse(rehearsal)
        return None if record is None or watched.clocks else rehearsal.script(item.nodeid, record.chains)


class Rehearsal(ReferenceStudent):
    """The reference in the student's place, while what is asked of it is taken down. Not ``plain``: there can be no script."""

    def __init__(self, reference: Reference, room: int, within_c: Collection[FrameType] = ()) -> None:
        super().__init__(reference)
        self._within_c = within_c
        self.lines: list[Line] = []
        self.kinds: dict[str, str | None] = {}
        self.plain = True
        self._room = room
        self._weight = OBJECT_BYTES
        self._objects: dict[int, tuple[Held, Made]] = {}  # by their identity, while they are held here

    def script(self, case: str, chains: Sequence[tuple[str, Recipe]]) -> Script | None:
        """What was taken down, where a script can be made of it. ``chains``: what the passed checks of objects tell."""
        if not self.plain or not any(line.expected for line in self.lines):
            return None
        return Script(case, tuple(self.lines), tuple(sorted(self.kinds.items())), tuple(chains))

    def kind_of(self, name: str) -> str | None:
        return self.kinds.setdefault(name, super().kind_of(name))

    def call(self, name: str, args: Sequence[object], kwargs: Mapping[str, object]) -> object:
        self.plain = False
        return super().call(name, args, kwargs)

    def fetch(self, ask: Ask, label: str) -> object:
        self.plain = False
        return super().fetch(ask, label)

    def answer(self, ask: Ask, label: str) -> Answer:
        given = self._by_place(ask) if self.plain else None
        answer = self._own(ask, label)
        if given is not None:
            size = bytes_of([*given.args, dict(given.kwargs)])
            self.lines.append(Line(given, label, size, framed(answer.value, ask.keep, None), None))
            for path in ask.keep:
                self._hold(answer.value, path)
            self._keep_room()
        return answer

    def _own(self, ask: Ask, label: str) -> Answer:
        """The reference's answer, as if it had been given elsewhere: what it draws is not missing here."""
        drawn = random.getstate(), np.random.get_state()
        try:
            return super().answer(ask, label)
        except BaseException:  # a suite may catch it, and no line holds an error
            self.plain = False
            raise
        finally:
            random.setstate(drawn[0])
            np.random.set_state(drawn[1])

    def take(self, spec: FunctionSpec, value: object, kept: Mapping[Path, str], arguments: Sequence[tuple[Rule, object]]) -> None:
        values = [value, *(each for _, each in arguments)]
        if not (self.plain and is_plain(values)):
            self.plain = False
            return
        size, line = bytes_of(values), self.lines[-1]
        own = Expected(spec, copied(value), tuple(kept.items()), tuple((rule, copied(each)) for rule, each in arguments))
        self.lines[-1] = dataclasses.replace(line, size=line.size + size, expected=own)
        self._keep_room(size)

    def shown(self, value: object, kept: Iterable[Path]) -> object:
        """What the suite gets in the place of a value: the objects in it, and nothing that could be read."""
        paths = tuple(kept)
        if () not in paths:
            flat = type(value) in SEQUENCES and bool(paths) and all(len(path) == 1 for path in paths)
            name = self.lines[-1].ask.name.rpartition(".")[2]
            self.plain = self.plain and drops([path[0] for path in paths] if flat else None, self._within_c, name)
        return framed(value, paths, Unread(self))

    def used(self) -> None:
        self.plain = False

    def _by_place(self, ask: Ask) -> Ask | None:
        """The call as a script has it: with copies of the arguments, and what earlier calls made by its place. None: it cannot."""
        try:
            args = tuple(mapped(copied(arg), self._leaf) for arg in ask.args)
            kwargs = {name: mapped(copied(value), self._leaf) for name, value in ask.kwargs.items()}
            given = dataclasses.replace(ask, args=args, kwargs=kwargs, target=tuple(map(self._leaf, ask.target)))
            fixed = not any(type(leaf) is Made for leaf in leaves([*args, *kwargs.values(), *given.target]))
            self.plain = is_plain([mapped(each, _without_objects) for each in (*args, *kwargs.values())])
            return packed(given) if fixed else given
        except UnsupportedError:  # a function among the arguments
            self.plain = False
        return None

    def _leaf(self, value: object) -> object:
        return self._objects[id(value)][1] if type(value) is Held and id(value) in self._objects else value

    def _hold(self, value: object, path: Path) -> None:
        """What is kept may be handed over later. A student's process holds it as long as the case runs."""
        held = part_at(value, path) if has_part(value, path) else None
        if type(held) is not Held:
            self.plain = False
            return
        watch(held, self.used)
        self._objects[id(held)] = held, Made(len(self.lines) - 1, path)
        self._weight -= weight_of(held, self._weight)

    def _keep_room(self, size: int | None = None) -> None:
        self._room -= self.lines[-1].size if size is None else size
        small = self._room >= 0 and self._weight >= 0 and len(self._objects) <= MAX_OBJECTS
        self.plain = self.plain and small and len(self.lines) <= MAX_LINES


def _without_objects(value: object) -> object:
    return None if type(value) is Made else value


class Unread:
    """In the place of a checked value. A suite may drop it; one that looks at it asks for more than a script can tell."""

    __slots__ = ("_rehearsal",)

    def __init__(self, rehearsal: Rehearsal) -> None:
        object.__setattr__(self, "_rehearsal", rehearsal)

    def _read(self, *_: object) -> NoReturn:
        object.__getattribute__(self, "_rehearsal").plain = False
        raise RuntimeError("a value of a rehearsal was looked at")

    # What every object answers, and what raises a TypeError where it is not defined, which a suite may catch.
    __getattribute__ = __eq__ = __ne__ = __bool__ = __repr__ = __str__ = __format__ = _read
    __len__ = __iter__ = __getitem__ = __contains__ = __lt__ = __le__ = __gt__ = __ge__ = _read
    __float__ = __int__ = __index__ = __complex__ = __array__ = __neg__ = __pos__ = __abs__ = __invert__ = __round__ = _read
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = _read
    __mod__ = __rmod__ = __pow__ = __rpow__ = __matmul__ = __rmatmul__ = __and__ = __or__ = __xor__ = _read
    __hash__ = _read


def _mark(line: Line) -> bytes:
    """Equal for lines that ask the same and expect the same."""
    ask, expected = line.ask, line.expected
    whole = [line.label, ask.name, list(ask.target), list(ask.args), dict(ask.kwargs), [list(path) for path in ask.keep]]
    wanted: list[object] = []
    if expected is not None:
        wanted = [expected.value, [list(each) for each in expected.kept], [value for _, value in expected.arguments]]
    return fingerprint([*whole, list(ask.mutates), wanted], by_place)


@dataclass(frozen=True, slots=True)
class _Watched:
    """``clocks``: what was read of them, but by what is around a case: the points of such a case may hang on the time that it took.

    ``within_c``: the frames that wait for a function of C's at the moment, the innermost last.
    """

    clocks: list[str] = field(default_factory=list)
    within_c: list[FrameType] = field(default_factory=list)

    def __call__(self, frame: FrameType, event: str, called: Any) -> None:
        if event in ("c_return", "c_exception") and self.within_c and self.within_c[-1] is frame:
            self.within_c.pop()
        if event != "c_call":
            return
        self.within_c.append(frame)
        module = str(frame.f_globals.get("__name__"))
        if module not in ALSO_AROUND and not module.startswith(AROUND):
            owner = getattr(called, "__self__", None)
            kind = owner if isinstance(owner, type) else type(owner)
            if (owner.__name__ if isinstance(owner, ModuleType) else kind.__module__) in CLOCKS:
                self.clocks.append(called.__name__)


@contextmanager
def _watched() -> Iterator[_Watched]:
    """What the code of a case does meanwhile."""
    watched, before = _Watched(), sys.getprofile()
    sys.setprofile(watched)
    try:
        yield watched
    finally:
        sys.setprofile(before)
