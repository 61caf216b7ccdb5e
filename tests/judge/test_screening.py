"""Which changes are tried first, and which may help, by what one failed check gives after each of them. No process is started."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import pytest

from grader.judge.running.provenance import Made, Step
from grader.judge.running.record import Record
from grader.judge.running.reference import Reference
from grader.judge.screening import FIRST, UNSCREENED, Screen, Target, parts_of, target_of
from grader.model import FunctionSpec, Rule
from grader.sandbox.protocol import Change, Earlier, Play, Repair, Repairs, Tried

SPEC = FunctionSpec(name="f", default=Rule(kind="close"), returns=("a", "b"))
PLAY = Play([], (1 << 20, 1 << 20))
RIGHT = (1.0, 2.0)


@dataclass
class Live:
    """What it gives after each change, by the text that is put there; nothing at all for a text that it waits at."""

    given: dict[str, object]
    asked: list[int] = field(default_factory=list)

    def tried(self, _play: Play, some: Sequence[Sequence[Change]]) -> Tried | None:
        texts = ["".join(each.text for each in changes) for changes in some]
        self.asked.append(len(texts))
        if any(text == "wait" for text in texts):
            return None
        values = [self.given.get(text) for text in texts]
        return Tried(tuple(values), tuple(None if value is None else place for place, value in enumerate(values)))


def change(text: str, line: int) -> Change:
    return Change("work.py", line, 0, line, 4, text, line, line, "that", "that")


def repair(*changes: Change) -> Repair:
    return Repair("operator", 1, "f", changes)


def screen(given: dict[str, object], expected: object = RIGHT) -> Screen:
    return Screen(Target(PLAY, expected, SPEC, 1), Live(given), 10)  # type: ignore[arg-type]  # it tries as one


def test_what_mends_a_part() -> None:
    """A change that makes one of two wrong parts right is kept, with which it is; one that spoils a right part is not."""
    tried = screen({"": (0.0, 0.0), "first": (1.0, 0.0), "second": (0.0, 2.0), "none": (3.0, 0.0), "right": RIGHT})
    tried.telling_first(Repairs((repair(change("first", 1)),), ("f",), (change("none", 3),)))
    changes = [repair(change(text, 1)) for text in ("first", "second", "none", "right")]
    assert tried.may_help(changes) == [False, False, False, True]
    assert tried.wrong == {0, 1}
    assert tried.mended == {changes[0]: {0}, changes[1]: {1}}
    spoils = screen({"": (0.0, 2.0), "first": (1.0, 0.0)})
    spoils.telling_first(Repairs((), ("f",), (change("first", 3),)))
    spoils.may_help(changes[:1])
    assert spoils.mended == {}


def test_what_may_help() -> None:
    """What makes the value right, and nothing that gives another one, or none."""
    tried = screen({"right": (1.0, 2.0), "wrong": (1.0, 3.0), "alone": 1.0})
    assert tried.may_help([repair(change(text, 1)) for text in ("wrong", "right", "raises", "alone")]) == [
        False,
        True,
        False,
        False,
    ]


def test_how_many_go_out_together() -> None:
    """More each time, and few again where one of them never came back: then each may help, which is seen one at a time."""
    tried = screen({"wrong": (0.0, 0.0)})
    some = [repair(change("wrong", 1))]
    assert tried.size == FIRST
    assert (tried.may_help(some), tried.size) == ([False], 2 * FIRST)
    assert (tried.may_help([*some, repair(change("wait", 1))]), tried.size) == ([True, True], FIRST)


def test_without_a_target_every_change_may_help() -> None:
    """And costs more of what may be tried."""
    tried = Screen(None, Live({}), 10)  # type: ignore[arg-type]  # as above
    assert tried.may_help([repair(change("any", 1))]) == [True]
    assert (tried.price, screen({}).price) == (UNSCREENED, 1)


@pytest.mark.parametrize(
    ("without", "early"),
    [
        ({"pass1": (0.0, 0.0), "pass2": (5.0, 0.0)}, [1, 3, 2]),  # of two wrong parts one is the same without line 2
        ({"pass1": (0.0, 0.0), "pass2": (5.0, 5.0)}, [1, 2, 3]),
        ({"pass2": (5.0, 0.0)}, [1, 3, 2]),  # without line 1 nothing is returned, which tells nothing
    ],
)
def test_what_every_wrong_part_hangs_on_comes_first(without: dict[str, object], early: list[int]) -> None:
    """Line 3 is a return, and cannot be left out."""
    tried = screen({"": (9.0, 0.0), **without}, expected=(1.0, 7.0))
    listed = tuple(repair(change("any", line)) for line in (1, 2, 3))
    left_out = (change("pass1", 1), change("pass2", 2))
    assert [each.changes[0].line for each in tried.telling_first(Repairs(listed, left_out=left_out))] == early


def test_two_places_that_together_reach_every_wrong_part() -> None:
    """The same change at both is no less likely for reaching one part at each."""
    tried = screen({"": (9.0, 0.0), "pass1": (5.0, 0.0), "pass2": (9.0, 5.0)}, expected=(1.0, 7.0))
    one, both = repair(change("any", 1)), repair(change("any", 1), change("any", 2))
    listed = (one, both, repair(change("any", 2)))
    left_out = (change("pass1", 1), change("pass2", 2))
    assert tried.telling_first(Repairs(listed, left_out=left_out))[1] is both


def test_what_is_right_when_it_is_asked_again_screens_nothing() -> None:
    """The case failed for something else than this value, as what ran before it."""
    tried = screen({"": RIGHT})
    listed = (repair(change("any", 1)),)
    assert tried.telling_first(Repairs(listed)) == list(listed)
    assert tried.may_help(listed) == [True]


@pytest.fixture
def reference() -> Reference:
    module: Any = ModuleType("work")
    module.f = lambda x: (x, 2 * x)
    module.g = lambda y: (y + 1, y)
    return Reference([module])


def record(*recipe: Step, checked: bool = True) -> Record:
    found = Record(spec_for=lambda name: FunctionSpec(name=name, default=Rule(kind="close"), returns=("a", "b")))
    found.asked, found.recipe = recipe[-1].name, recipe
    if checked:
        found.checked.add(recipe[-1].name)
    return found


def test_what_a_failed_check_asked(reference: Reference) -> None:
    """Its calls, with a place in the place of what an earlier one gave, and the reference's value of the last."""
    target = target_of(record(Step("f", (3.0,)), Step("g", (Made(0, (1,)),), keep=((1,),))), reference)
    assert target is not None
    assert [(each.name, list(each.args)) for each in target.play.moves] == [("f", [3.0]), ("g", [Earlier(0, (1,))])]
    assert (target.expected, target.play.left) == ((7.0, None), ((1,),))


def test_what_cannot_be_asked_alone(reference: Reference) -> None:
    """What is compared with nothing of the reference, what is handed a function, and a visible suite, which has no reference."""
    assert target_of(record(Step("f", (3.0,))), reference) is not None
    assert target_of(record(Step("f", (3.0,)), checked=False), reference) is None
    assert target_of(record(Step("f", (abs,))), reference) is None
    assert target_of(record(Step("f", (3.0,))), None) is None


def test_parts_by_their_names() -> None:
    """In the order of the names; none of a value that has another form."""
    assert parts_of(((1, 2), 3), (("a", "b"), "c")) == [1, 2, 3]
    assert parts_of([1, 2], "whole") == [[1, 2]]
    for other in (1, (1,), (1, 2), ((1, 2, 3), 4)):
        assert parts_of(other, (("a", "b"), "c")) is None
