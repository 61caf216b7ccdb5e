"""Arguments that no call gives are given their defaults, so that the search varies them; what need not be said is not written."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import cast

import numpy as np
import pytest
from hypothesis import strategies as st

from grader.judge.running.provenance import Made, Step
from grader.judge.running.reference import Reference
from grader.judge.suite import Suite
from grader.model import Assignment, Text
from grader.verify.corpus import Asked, more_calls
from grader.verify.defaults import Defaults, defaults_along, defaults_of
from grader.verify.probing import forms_of


def strided(
    x: np.ndarray, stride: int = 1, *, scale: float = 1.0, mean: bool = False, out: object = None, _depth: int = 0
) -> object:
    """x : array (n,)"""
    found = x[::stride] * scale
    return float(np.mean(found)) if mean else found


class Counter:
    """Adds steps up."""

    def __init__(self, start: int = 0) -> None:
        self.total = start

    def add(self, x: np.ndarray, times: int = 1) -> np.ndarray:
        self.total += times
        return x * self.total


WORK = Assignment(
    slug="work", title=Text("Work"), public=Path(), private=None, files=("work.py",), functions=("strided", "Counter"),
)  # fmt: skip
X = np.array([1.0, 2.0, 4.0])


@pytest.fixture
def reference() -> Reference:
    module = ModuleType("work")
    vars(module).update(strided=strided, Counter=Counter)
    return Reference([module])


def test_what_no_call_gives_is_known() -> None:
    """Numbers and flags; not None, not the reference's own business, and not what some call gives by place or by name."""
    assert defaults_of(strided, [((X,), {})]).values == {"stride": 1, "scale": 1.0, "mean": False}
    assert defaults_of(strided, [((X,), {}), ((X, 2), {"mean": True})]).values == {"scale": 1.0}
    assert defaults_of(len, [(([1],), {})]) == Defaults(("obj",), {})
    assert defaults_of(None, []).values == {}


def test_a_default_is_written_out_and_left_out_again() -> None:
    own = defaults_of(strided, [((X,), {})])
    args, kwargs = own.written_out((X,), {})
    assert args[1:] == (1,)
    assert kwargs == {"scale": 1.0, "mean": False}
    assert own.left_out(args, kwargs) == ((X,), {})
    # An array is never taken for a default, nor True for 1, nor 1 for 1.0.
    assert own.left_out((X, True), {"scale": 1}) == ((X, True), {"scale": 1})
    assert own.left_out((X, 2), {"mean": True}) == ((X, 2), {"mean": True})


def told(calls: list[Asked], seen: Callable[[Asked], object]) -> set[object]:
    return {seen(call) for call in calls}


def test_an_argument_that_is_never_given_is_varied(reference: Reference) -> None:
    (form,) = forms_of(reference, WORK, ["strided"], [Asked("strided", (X,), {}, "test_a")], [])
    calls = list(form.calls())
    assert {2, 3} <= told(calls, lambda call: call.args[1] if len(call.args) > 1 else 1)
    assert True in told(calls, lambda call: call.kwargs.get("mean", False))
    assert any(call.args == call.args[:1] and not call.kwargs for call in calls), "nothing is said that need not be"
    assert any(condition.kind == "always" and condition.names == ("stride",) for condition in form.missing())


def test_of_what_makes_an_object_and_of_its_methods_too(reference: Reference) -> None:
    made = Step("Counter", names="counter")
    recipe = (made, Step("add", (X,), target=Made(0, ())))
    along = defaults_along([recipe], reference.attribute)
    assert {place: own.values for place, own in along.items()} == {("", "Counter"): {"start": 0}, ("Counter", "add"): {"times": 1}}
    (form,) = forms_of(reference, WORK, ["Counter.add"], [], [Asked("Counter.add", (), {}, "test_a", recipe=recipe)])
    calls = list(form.calls())
    assert {2, 3} <= told(calls, lambda call: (call.recipe[0].args or (0,))[0])
    assert {2, 3} <= told(calls, lambda call: (*call.recipe[1].args, 1)[1])


def test_what_the_author_draws_for_a_function_is_asked(reference: Reference, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever its calls in the suite look like: here none has a stride, and every draw has one."""
    inputs = ModuleType("inputs")
    vars(inputs)["STRATEGIES"] = {"strided": st.tuples(st.just(X), st.integers(2, 3)), "Counter": st.just((1,))}
    monkeypatch.setitem(sys.modules, "inputs", inputs)
    suite = cast("Suite", SimpleNamespace(cases=(), assignment=WORK))
    calls = list(more_calls(suite, reference, [Asked("strided", (X,), {}, "test_a")]))
    assert {call.function for call in calls} == {"strided"}
    assert {2, 3} <= {call.args[1] for call in calls if len(call.args) > 1}
