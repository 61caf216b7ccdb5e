"""Recipes: the calls that led to an object, as Python and as values that can be played again."""

import gc

import numpy as np

from grader.judge.running.provenance import MAX_EVENTS, Event, Made, Origin, Step, noted, recipe_of, recipe_text, replay, snake
from grader.model.opaque import NoData


class Thing(NoData):
    """What a pair or a handle is to this module."""

    def __init__(self, made_by: Event, path: tuple[int, ...] = ()) -> None:
        self._origin = Origin(made_by, path)


def test_a_way_with_two_objects() -> None:
    """What made or touched the object is there in order, the rest is not; names are given once."""
    x = np.array([1.0, 2.0])
    one = Thing(noted(1, Step("make", (x,), names=("out", "cache")), None, makes=True), (1,))
    other = Thing(noted(2, Step("make", (3,), names=("out", "cache")), None, makes=True), (1,))
    third = Thing(noted(3, Step("make", (4,), names=("out", "cache")), None, makes=True), (1,))
    x[0] = 99.0  # what a suite does to its arrays later changes no recipe
    noted(4, Step("mix", ([one, {"k": other}],)), None, makes=False)
    noted(5, Step("touch", (third,)), None, makes=False)
    noted(6, Step("turn", (), {"by": 2}), other, makes=False)
    recipe = recipe_of(noted(7, Step("use", (one,)), None, makes=False))
    assert [step.name for step in recipe] == ["make", "make", "mix", "use"]
    assert recipe_text(recipe).splitlines() == [
        "out, cache = make(np.array([1.0, 2.0]))",
        "out_2, cache_2 = make(3)",
        "mix([cache, {'k': cache_2}])",
        "use(cache)",
    ]


def test_methods_attributes_and_parts_without_names() -> None:
    """Read as one would write them."""
    cell = Thing(noted(1, Step("LSTMCell", names="lstm_cell"), None, makes=True))
    pair = Thing(noted(2, Step("layers", attribute=True), cell, makes=True), (0, 1))
    recipe = recipe_of(noted(3, Step("", (1,)), pair, makes=False))
    assert recipe_text(recipe).splitlines() == [
        "lstm_cell = LSTMCell()",
        "result = lstm_cell.layers",
        "result[0][1](1)",
    ]
    assert (snake("LSTMCell"), snake("RNN"), snake("conv_forward"), snake("TwoLayerNet2D")) == (
        "lstm_cell", "rnn", "", "two_layer_net2_d",
    )  # fmt: skip


def test_a_recipe_can_be_played_again() -> None:
    """With objects of its own, in the places of the first ones."""
    counter = Thing(noted(1, Step("Counter", (5,)), None, makes=True), (0,))
    noted(2, Step("add", (2,)), counter, makes=False)
    recipe = recipe_of(noted(3, Step("total", ([counter],)), None, makes=False))
    assert recipe[1].target == Made(0, (0,))

    def play(step: Step, target: object) -> object:
        if step.name == "Counter":
            return ([step.args[0]],)
        if step.name == "add":
            assert isinstance(target, list)
            target.append(step.args[0])
            return None
        (boxes,) = step.args
        assert isinstance(boxes, list)
        return sum(boxes[0])

    assert replay(recipe, play) == 7
    assert replay(recipe, play) == 7


def test_an_origin_keeps_no_object_and_not_everything() -> None:
    """A long life is remembered by its beginning and its latest calls."""
    thing = Thing(noted(1, Step("make"), None, makes=True))
    origin = thing._origin  # noqa: SLF001  # looked at from within
    for number in range(3 * MAX_EVENTS):
        last = noted(number + 2, Step("touch", (number, [thing])), None, makes=False)
    recipe = recipe_of(last)
    assert len(recipe) == MAX_EVENTS + 1
    assert recipe[0].name == "make"
    assert "calls in between" in recipe_text(recipe)
    del thing
    gc.collect()
    assert not [each for each in gc.get_referrers(origin) if isinstance(each, Thing)]
