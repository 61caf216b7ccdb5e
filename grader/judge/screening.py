"""What a failed check asked, asked again after each of many changes, in one request: most changes do not even mend that."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from grader.grading.compare import brief_outputs, compare
from grader.judge.running.checks import room_for
from grader.judge.running.literal import Verbatim
from grader.judge.running.marks import fingerprint
from grader.judge.running.overrun import OWN_S, OverrunError, bounded
from grader.judge.running.pairs import without
from grader.judge.running.probing import play_of
from grader.judge.running.provenance import compared_without, replay, spec_of
from grader.judge.running.record import Record
from grader.judge.running.reference import Reference
from grader.judge.running.reference_side import ReferenceStudent
from grader.judge.running.repaired import RepairedStudent
from grader.judge.running.tree import leaves
from grader.model import FunctionSpec
from grader.model.assignment import Names
from grader.model.extent import bytes_of
from grader.sandbox.protocol import Change, Play, Repair, Repairs, Tried

# Changes that go out together: few at first, since the likeliest come first.
FIRST, MOST = 8, 64
MAX_BYTES = 1 << 18
# What cannot be asked alone takes about so many times as long.
UNSCREENED = 4
# And whatever helps goes through all cases, which takes longer than a part of one request by far.
WHOLE = 8
# Each call of a function of the suite is two messages: a change takes about so many times as long, and fewer go out together.
CALLED_BACK = 2
# Arguments of so many bytes take twice as long as small ones, and so on.
LARGE = 1 << 14
MOST_CALLED_BACK = 16
# After so many tries that waited for something nothing more is tried.
SLEEPY = 3
# So many times as far back in their order come changes of what a wrong part does not hang on, and of what a right one does.
LATER = 2


@dataclass(frozen=True, slots=True)
class Target:
    """Calls that led to a wrong value, and what the reference gives for them. ``calls_back``: they are handed functions of ours."""

    play: Play
    expected: object
    spec: FunctionSpec
    size: int
    calls_back: bool = False

    def is_met(self, value: object) -> bool:
        try:
            return brief_outputs(value, self.expected, self.spec) is None
        except Exception:  # noqa: BLE001  # a value that we did not think of
            return False

    def wrong_parts(self, value: object) -> frozenset[int]:
        """By number; all of a value of another form."""
        names = list(flat(self.spec.returns))
        parts, right = parts_of(value, self.spec.returns), parts_of(self.expected, self.spec.returns)
        if parts is None or right is None:
            return frozenset(range(len(names)))
        rules = [self.spec.rule_for(name) for name in names]
        return frozenset(number for number, each in enumerate(parts) if compare(each, right[number], rules[number]) is not None)


def target_of(record: Record, reference: Reference | None) -> Target | None:
    """Of a failed case; None where it compared nothing with the reference, or handed over what is no data."""
    asked, recipe = record.failures[0] if record.failures else (record.asked, record.recipe)
    values = [(*step.args, *step.kwargs.values()) for step in recipe]
    if reference is None or not recipe or asked not in record.checked or bytes_of(values, MAX_BYTES) > MAX_BYTES:
        return None
    if any(isinstance(leaf, Verbatim) for value in values for leaf in leaves(value)):
        return None
    calls_back = any(callable(leaf) for value in values for leaf in leaves(value))
    side = ReferenceStudent(reference)
    try:
        expected = replay(recipe, lambda step, target: side.play(step, step.args, step.kwargs, target))
    except Exception:  # noqa: BLE001  # it goes on where the submission ended; nobody asked it for that
        return None
    expected = without(expected, compared_without(recipe))
    return Target(
        play_of(recipe, room_for(expected)), expected, spec_of(recipe, record.spec_for(asked)), bytes_of(values), calls_back
    )


@dataclass(frozen=True, slots=True)
class Hanging:
    """On one statement. ``lacking``: wrong parts of the value that are the same without it; ``spoiled``: some right part is not."""

    lacking: frozenset[int]
    spoiled: bool


class Screen:
    """``target``: what is asked; None where nothing can be asked alone, and then every change may help.

    ``wrong``: which parts of the value were. ``mended``: of changes that made some of them right, and spoiled
    none, these.
    """

    def __init__(self, target: Target | None, live: RepairedStudent, seconds: float) -> None:
        self._target, self._live, self._seconds = target, live, seconds
        self.size = FIRST
        self.wrong: frozenset[int] = frozenset()
        self.mended: dict[Repair, frozenset[int]] = {}
        self._waited = 0  # so many tries

    @property
    def waits(self) -> bool:
        """Whether tries wait for something, so that hundreds would take minutes."""
        return self._waited >= SLEEPY

    @property
    def asks(self) -> bool:
        return self._target is not None

    @property
    def price(self) -> int:
        """What a change costs of those that may be tried: all cases, or a part of one request."""
        if self._target is None:
            return UNSCREENED
        return (CALLED_BACK if self._target.calls_back else 1) * (1 + self._target.size // LARGE)

    def may_help(self, repairs: Sequence[Repair]) -> list[bool]:
        """Of each of them, or of the first ones, whether the value is right after it."""
        if self._target is None:
            return [True] * len(repairs)
        tried = self._noticed(self._live.tried(self._target.play, [each.changes for each in repairs]))
        if tried is None:  # one of them waits for ever, or the like: which one, is for who asks them one at a time
            self.size = FIRST
            return [True] * len(repairs)
        self.size = min(2 * self.size, MOST_CALLED_BACK if self._target.calls_back else MOST)
        met = self._bounded(lambda: [self._target is not None and self._target.is_met(each) for each in tried.values])
        helps = [place is not None and bool(met) and met[place] for place in tried.places]
        self._note(
            repairs,
            [None if place is None or helped else tried.values[place] for place, helped in zip(tried.places, helps, strict=True)],
        )
        return helps

    def _noticed(self, tried: Tried | None) -> Tried | None:
        """How many of them waited."""
        self._waited += 0 if tried is None else tried.waited
        return tried

    def _note(self, repairs: Sequence[Repair], values: Sequence[object]) -> None:
        """Which of the values, None where there is none to be looked at, are right in more parts."""
        target = self._target
        if target is None or len(self.wrong) < 2:
            return
        known: dict[int, frozenset[int]] = {}

        def noted() -> list[bool]:
            for repair, value in zip(repairs, values, strict=False):
                if value is not None and id(value) not in known:
                    known[id(value)] = target.wrong_parts(value)
                if value is not None and known[id(value)] < self.wrong:
                    self.mended[repair] = self.wrong - known[id(value)]
            return []

        self._bounded(noted)

    def telling_first(self, repairs: Repairs) -> list[Repair]:
        """Changes of statements on which every wrong part of the value hangs, and no right one, earlier than the others.

        What hangs on a statement is seen where it is left out. A change of it may matter where that does not, or leave alone what
        hangs on it: so the others come later, and not last.
        """
        hanging = self._hanging(repairs.left_out)

        def lateness(repair: Repair) -> int:
            statements = {(each.place, each.first) for each in repair.changes if not each.adds}
            if not statements or not statements <= hanging.keys():
                return 1  # a new one, a head of a loop, a return, or one without which nothing is returned
            lacking = frozenset.intersection(*(hanging[each].lacking for each in statements))
            spoiled = any(hanging[each].spoiled for each in statements)
            return (LATER if lacking else 1) * (LATER if spoiled else 1)

        later = sorted(enumerate(repairs.listed, 1), key=lambda each: each[0] * lateness(each[1]))
        return [repair for _, repair in later]

    def _hanging(self, left_out: Sequence[Change]) -> dict[tuple[str, int], Hanging]:
        """Of each statement what is the same without it, and what is not."""
        if self._target is None:
            return {}
        tried = self._noticed(self._live.tried(self._target.play, [(), *((each,) for each in left_out)]))
        own = None if tried is None or tried.places[0] is None else tried.values[tried.places[0]]
        if tried is not None and own is not None and self._target.is_met(own):
            self._target = None  # it is no wrong value any more: what the case asked besides decides
            return {}
        names = self._target.spec.returns
        parts = parts_of(own, names)
        if tried is None or own is None or parts is None:
            return {}
        wrong = self.wrong = self._target.wrong_parts(own)
        before, found = [fingerprint(each) for each in parts], {}
        for change, place in zip(left_out, tried.places[1:], strict=False):
            others = None if place is None else parts_of(tried.values[place], names)
            if others is not None:
                same = {number for number, each in enumerate(others) if fingerprint(each) == before[number]}
                found[change.place, change.first] = Hanging(frozenset(wrong & same), bool(set(range(len(parts))) - wrong - same))
        return found

    def _bounded(self, compared: Callable[[], list[bool]]) -> list[bool]:
        """Nothing where it takes too long to tell."""
        try:
            with bounded(self._seconds + OWN_S, __file__):
                return compared()
        except OverrunError:
            return []


def flat(names: Names) -> Iterator[str]:
    if isinstance(names, str):
        yield names
    else:
        for each in names:
            yield from flat(each)


def parts_of(value: object, names: Names) -> list[object] | None:
    """The parts that have names, in their order; None for a value of another form."""
    if isinstance(names, str):
        return [value]
    if not isinstance(value, tuple | list) or len(value) != len(names):
        return None
    parts = [parts_of(part, name) for part, name in zip(value, names, strict=True)]
    return None if any(part is None for part in parts) else [each for part in parts if part is not None for each in part]
