"""The examples of a ``@given`` test, drawn once for all submissions: to draw them takes several times as long as to run them.

A graded run draws the same examples for everybody: no randomness, no database, no shrinking. So they are taken down while the
reference stands in the student's place, and then played: the test's own function is called with each, in their order, up to the
first that fails. A test whose examples cannot be known beforehand stays with Hypothesis: it draws while it runs
(``st.data()``), it hands out what is no plain data, it depends on what was answered.
"""

from __future__ import annotations

import functools
import inspect
import random
from collections.abc import Callable, Mapping
from typing import Any, TypeGuard

import numpy as np
import pytest

from grader.judge.running import handover
from grader.judge.running.context import Stage
from grader.judge.running.literal import value_text
from grader.judge.running.reference import copied
from grader.judge.running.tree import leaves

# They speak to Hypothesis while it runs the test, and it does not run it any more.
CONVERSATION = frozenset({"note", "event", "target", "reject", "data"})
PLAIN = frozenset({type(None), bool, int, float, complex, str, bytes})
MAX_BYTES = 64 << 20

Example = Mapping[str, object]


class Examples:
    """Those of one suite's tests, by case."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._drawn: dict[str, tuple[Example, ...] | None] = {}
        self.note = ""  # put down at the error that ended the latest case

    def waits_for(self, item: pytest.Item) -> TypeGuard[pytest.Function]:
        """Whether the case has examples that nobody has tried to draw yet."""
        if not isinstance(item, pytest.Function) or item.nodeid in self._drawn or self._stage.reference is None:
            return False
        return getattr(item.obj, "is_hypothesis_test", False) and "hypothesis" in vars(_function_of(item))

    def packed(self) -> bytes:
        """All that were drawn, for another judge of the same suite."""
        return handover.packed(self._drawn)

    def take_over(self, content: bytes) -> None:
        """What another judge drew; it saw that they lead where drawing leads."""
        self._drawn.update(handover.unpacked(content))

    def are_known(self, item: pytest.Item) -> bool:
        """Whether they need not be drawn while the case runs; also of one that has none."""
        return self._drawn.get(item.nodeid) is not None or not getattr(getattr(item, "obj", None), "is_hypothesis_test", False)

    def draw(self, item: pytest.Function, passes: Callable[[], bool]) -> None:
        """Take down the examples of a case. ``passes`` runs it with the reference in the student's place."""
        self._drawn[item.nodeid] = None
        handle = vars(_function_of(item))["hypothesis"]
        test = handle.inner_test
        if not CONVERSATION.isdisjoint(getattr(getattr(test, "__code__", None), "co_names", CONVERSATION)):
            return
        taken = _Taken(self._stage, item)
        handle.inner_test = taken.around(test)
        try:
            passed = passes()
        finally:
            handle.inner_test = test
        if passed and taken.whole:
            self._drawn[item.nodeid] = tuple(taken.examples)
            if not passes():
                self._drawn[item.nodeid] = None

    def play(self, item: pytest.Function) -> bool:
        """Run the case with its examples; False where it is Hypothesis' to run. Raises whatever the first that fails raises.

        An assumption that held with the reference's answers and does not with these is one about answers: Hypothesis draws until
        it has examples for which it holds, and fails a case that has none. To pass over them here would be points for nothing.
        """
        examples, self.note = self._drawn.get(item.nodeid), ""
        if examples is None:
            return False
        from hypothesis.errors import UnsatisfiedAssumption  # loaded by whoever decorated the test

        test = vars(_function_of(item))["hypothesis"].inner_test
        if item.cls is not None:
            test = functools.partial(test, item.instance)
        parameters = inspect.signature(test).parameters
        for example in examples:
            fixtures = {name: item.funcargs[name] for name in parameters if name not in example}
            random.seed(0)  # as Hypothesis does before each
            np.random.seed(0)
            try:
                test(**fixtures, **{name: copied(value) for name, value in example.items()})
            except UnsatisfiedAssumption:
                return False
            except Exception as error:
                self.note = "with " + ", ".join(f"{name}={value_text(value)}" for name, value in example.items())
                error.add_note(self.note)
                raise
        return True


class _Taken:
    """Takes down what a test is called with."""

    def __init__(self, stage: Stage, item: pytest.Function) -> None:
        self._stage, self._item = stage, item
        self._room = MAX_BYTES
        self.examples: list[Example] = []
        self.whole = True

    def around(self, test: Callable[..., Any]) -> Callable[..., Any]:
        from hypothesis.errors import UnsatisfiedAssumption  # the same

        own = next(iter(inspect.signature(test).parameters), "") if self._item.cls is not None else ""  # its own object

        @functools.wraps(test)
        def taken(*args: Any, **kwargs: Any) -> Any:
            fixtures = vars(self._item)["funcargs"]
            example = {name: copied(value) for name, value in kwargs.items() if name not in fixtures and name != own}
            before = self._asked()
            try:
                result = test(*args, **kwargs)
            except UnsatisfiedAssumption:
                # Before anything was asked of anybody, only the example itself can have decided that.
                self.whole = self.whole and self._asked() == before
                raise
            except BaseException:
                self.whole = False
                raise
            self._keep(example)
            return result

        return taken

    def _keep(self, example: Example) -> None:
        for value in example.values():
            for leaf in leaves(value):
                array = type(leaf) is np.ndarray and leaf.dtype.kind != "O"
                self.whole = self.whole and (type(leaf) in PLAIN or array or isinstance(leaf, np.generic))
                self._room -= leaf.nbytes if isinstance(leaf, np.ndarray) else 50
        self.whole = self.whole and self._room >= 0
        if self.whole:
            self.examples.append(example)

    def _asked(self) -> tuple[str, int, int]:
        record = self._stage.record
        return record.asked, len(record.called), record.events


def _function_of(item: pytest.Function) -> Any:
    return getattr(item.obj, "__func__", item.obj)
